package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Linearizability;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.internal.Checks;
import dev.millrace.testkit.scenario.Call;
import dev.millrace.testkit.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The test of a lock for one writer or several readers: no writer inside with anybody else, each reader sees what the last
 * writer wrote, and nobody waits for a lock that is free for him.
 *
 * <pre>{@code
 * spec.create(MyLock::new).lockRead(MyLock::lockRead).unlockRead(MyLock::unlockRead).lockWrite(MyLock::lockWrite)
 *         .unlockWrite(MyLock::unlockWrite);
 * }</pre>
 *
 * <p>Whether a reader may pass a writer that waits is left to the lock: a reader that waits for ever, or for as long as it
 * wanted, is blamed only where no other thread waited that may have come before.
 *
 * <p>Limits: of a timed call it is asked that it comes back in the end, and that what it says is true at some moment of the
 * call; one that gives up before its time is over is not found.
 *
 * @param <L> the lock under test
 */
public final class ReadWriteLockSpec<L> implements PlanSource {

    /** A caller counts what it holds for reading in ones, and what it holds for writing in these. */
    private static final int WRITE = 1 << 16;

    private static final List<String> READING = List.of("lockRead", "lockReadInterruptibly", "tryLockRead",
            "tryLockReadFor");
    private static final List<String> WRITING = List.of("lockWrite", "lockWriteInterruptibly", "tryLockWrite",
            "tryLockWriteFor");

    private final PlanBuilder<Page<L>> plan = new PlanBuilder<>();
    private @Nullable Supplier<? extends L> create;
    private @Nullable Consumer<? super L> unlockRead;
    private @Nullable Consumer<? super L> unlockWrite;
    private boolean reentrant;
    private Threads threads = new Threads(2, 3);
    private int size = 3;

    /** A spec that says nothing yet. */
    public ReadWriteLockSpec() {}

    /** How to make a fresh lock that nobody holds. */
    public ReadWriteLockSpec<L> create(Supplier<? extends L> maker) {
        create = Checks.notNull("read-write lock", "create", maker);
        return this;
    }

    /** Locks for reading, waiting. */
    public ReadWriteLockSpec<L> lockRead(Waiting<? super L> lock) {
        Checks.notNull("read-write lock", "lockRead", lock);
        return acquiring("lockRead", 1, waiting(lock));
    }

    /** Locks for reading, waiting, unless the thread is interrupted. */
    public ReadWriteLockSpec<L> lockReadInterruptibly(Waiting<? super L> lock) {
        Checks.notNull("read-write lock", "lockReadInterruptibly", lock);
        return acquiring("lockReadInterruptibly", 1, waiting(lock));
    }

    /** Locks for reading, or returns false at once if a writer holds the lock. */
    public ReadWriteLockSpec<L> tryLockRead(Predicate<? super L> tryLock) {
        Checks.notNull("read-write lock", "tryLockRead", tryLock);
        return acquiring("tryLockRead", 1, (lock, _) -> tryLock.test(lock));
    }

    /** Locks for reading, or returns false if it was too late. */
    public ReadWriteLockSpec<L> tryLockReadFor(TimedWaiting<? super L> tryLock) {
        Checks.notNull("read-write lock", "tryLockReadFor", tryLock);
        return acquiring("tryLockReadFor", 1, tryLock);
    }

    /** Unlocks what was locked for reading. */
    public ReadWriteLockSpec<L> unlockRead(Consumer<? super L> release) {
        unlockRead = PlanBuilder.once(unlockRead, "unlockRead",
                Checks.notNull("read-write lock", "unlockRead", release));
        return this;
    }

    /** Locks for writing, waiting. */
    public ReadWriteLockSpec<L> lockWrite(Waiting<? super L> lock) {
        Checks.notNull("read-write lock", "lockWrite", lock);
        return acquiring("lockWrite", WRITE, waiting(lock));
    }

    /** Locks for writing, waiting, unless the thread is interrupted. */
    public ReadWriteLockSpec<L> lockWriteInterruptibly(Waiting<? super L> lock) {
        Checks.notNull("read-write lock", "lockWriteInterruptibly", lock);
        return acquiring("lockWriteInterruptibly", WRITE, waiting(lock));
    }

    /** Locks for writing, or returns false at once if the lock is held. */
    public ReadWriteLockSpec<L> tryLockWrite(Predicate<? super L> tryLock) {
        Checks.notNull("read-write lock", "tryLockWrite", tryLock);
        return acquiring("tryLockWrite", WRITE, (lock, _) -> tryLock.test(lock));
    }

    /** Locks for writing, or returns false if it was too late. */
    public ReadWriteLockSpec<L> tryLockWriteFor(TimedWaiting<? super L> tryLock) {
        Checks.notNull("read-write lock", "tryLockWriteFor", tryLock);
        return acquiring("tryLockWriteFor", WRITE, tryLock);
    }

    /** Unlocks what was locked for writing. */
    public ReadWriteLockSpec<L> unlockWrite(Consumer<? super L> release) {
        unlockWrite = PlanBuilder.once(unlockWrite, "unlockWrite",
                Checks.notNull("read-write lock", "unlockWrite", release));
        return this;
    }

    /** Who holds the lock may lock it again in the same way, and a writer may lock it for reading. */
    public ReadWriteLockSpec<L> reentrant() {
        reentrant = true;
        return this;
    }

    /** Some threads are interrupted while they call. */
    public ReadWriteLockSpec<L> interrupts() {
        plan.interrupts();
        return this;
    }

    /** How many threads there are; 2 to 3 unless said. */
    public ReadWriteLockSpec<L> threads(int atLeast, int atMost) {
        threads = new Threads(atLeast, atMost);
        return this;
    }

    /** How many times a thread locks at the most in a controlled run; 3 unless said. */
    public ReadWriteLockSpec<L> rounds(int ofOneThread) {
        size = Checks.atLeast(1, "read-write lock", "rounds", ofOneThread);
        return this;
    }

    private static <L> TimedWaiting<L> waiting(Waiting<? super L> lock) {
        return (guard, _) -> {
            lock.await(guard);
            return true;
        };
    }

    private ReadWriteLockSpec<L> acquiring(String name, int kind, TimedWaiting<? super L> call) {
        plan.action(Action.<Page<L>>of(name, (page, _, caller) -> {
            Duration wait = Waits.next(caller);
            if (!call.await(page.lock, wait)) {
                return false;
            }
            boolean first = caller.held() == 0;
            caller.took(kind);
            if (first) {
                page.open(kind == WRITE);
            }
            return true;
        }));
        return this;
    }

    private void releasing(String name, int kind, Consumer<? super L> release) {
        plan.own(Action.<Page<L>>of(name, (page, _, caller) -> {
            boolean wrote = writes(caller) > 0;
            caller.gaveBack(kind);
            if (caller.held() == 0) {
                page.close(wrote);
            } else if (wrote && writes(caller) == 0) {
                page.turnOver();
            }
            release.accept(page.lock);
            return null;
        }).onlyIf(caller -> kind == WRITE ? writes(caller) > 0 : reads(caller) > 0));
    }

    private static int reads(Caller caller) {
        return caller.held() % WRITE;
    }

    private static int writes(Caller caller) {
        return caller.held() / WRITE;
    }

    @Override
    public Plan<?> plan() {
        Supplier<? extends L> maker = Checks.given("read-write lock", "create", create);
        releasing("unlockRead", 1, Checks.given("read-write lock", "unlockRead", unlockRead));
        releasing("unlockWrite", WRITE, Checks.given("read-write lock", "unlockWrite", unlockWrite));
        List<String> reading = READING.stream().filter(plan::has).toList();
        List<String> writing = WRITING.stream().filter(plan::has).toList();
        if (reading.isEmpty() || writing.isEmpty()) {
            throw new IllegalArgumentException(
                    "read-write lock: locking=incomplete (expected: one of " + READING + ", and one of " + WRITING
                            + ")");
        }
        addPhrases(reading, writing);
        addWaitsInVain(writing.getFirst());
        addReadersThatStay(writing.getFirst());
        ReadWriteLockModel model = new ReadWriteLockModel(reentrant);
        return plan.plan(_ -> new Page<>(maker.get()), List.of(plan.role("user", threads)), size, Plan.Epilogue.none(),
                history -> judge(history, model));
    }

    private void addPhrases(List<String> reading, List<String> writing) {
        for (String read : reading) {
            phrase(read, "unlockRead");
            if (reentrant) {
                phrase(read, read, "unlockRead", "unlockRead");
            }
        }
        for (String write : writing) {
            phrase(write, "unlockWrite");
            if (reentrant) {
                phrase(write, write, "unlockWrite", "unlockWrite");
                phrase(write, reading.getFirst(), "unlockWrite", "unlockRead");
                phrase(write, reading.getLast(), "unlockRead", "unlockWrite");
            }
        }
    }

    private void addWaitsInVain(String write) {
        plan.inVain(List.of(Call.of(write)), "tryLockReadFor");
        plan.inVain(List.of(Call.of(write)), "tryLockWriteFor");
    }

    /**
     * Who unlocks, and a writer who gives up before whom others stand back, lets all readers in that wait, though none of them ever
     * unlocks and so wakes the next.
     */
    private void addReadersThatStay(String write) {
        for (String read : List.of("lockRead", "lockReadInterruptibly", "tryLockReadFor")) {
            if (plan.has(read)) {
                List<Call> reader = List.of(Call.of(read));
                plan.scenario(new Scenario(List.of(),
                        List.of(List.of(Call.of(write), Call.of("unlockWrite")), reader, reader)));
                if (plan.has("tryLockWriteFor")) {
                    plan.scenario(
                            new Scenario(List.of(), List.of(reader, List.of(Call.of("tryLockWriteFor")), reader)));
                }
            }
        }
    }

    private void phrase(String... names) {
        plan.phrase("user", names);
    }

    static Verdict judge(History history, ReadWriteLockModel model) {
        History inside = Queueing.withoutThoseBehind(history,
                (call, first) -> !ReadWriteLockModel.writes(call) && ReadWriteLockModel.writes(first));
        return Linearizability.check(model, Queueing.patient(inside));
    }

    /**
     * The lock, and what it guards: a page of two numbers, which are plain and the same except while a writer is inside.
     *
     * @param <L> the lock
     */
    private static final class Page<L> extends ReadersAndWriters implements Wrapped {
        private final L lock;

        Page(L lock) {
            this.lock = lock;
        }

        @Override
        public Object inner() {
            return Objects.requireNonNull(lock);
        }
    }
}
