package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Linearizability;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.internal.Checks;
import dev.millrace.testkit.scenario.Call;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The test of a lock: no two threads inside, nobody waits for a lock that is free, and, where it is said, only the owner
 * unlocks, the owner may lock again, and who comes first is served first. A timed call that says false is blamed only where no other
 * waited that may have come before: whether it stands in line behind him is left to the lock.
 *
 * <pre>{@code
 * spec.create(MyLock::new).lock(MyLock::lock).unlock(MyLock::unlock).tryLock(MyLock::tryLock).reentrant().owned();
 * }</pre>
 *
 * <p>Inside, the threads count in a plain field; a lock that excludes but does not order memory loses counts. Whether a lock
 * is fair can be seen in controlled runs only, where it is known who waits.
 *
 * <p>Limits: of a timed call it is asked that it comes back in the end, and that what it says is true at some moment of the
 * call; one that gives up before its time is over is not found.
 *
 * @param <L> the lock under test
 */
public final class LockSpec<L> implements PlanSource {

    private static final String LOCKER = "locker";
    private static final List<String> LOCKING = List.of("lock", "lockInterruptibly", "tryLock", "tryLockFor");

    private final PlanBuilder<Guarded<L>> plan = new PlanBuilder<>();
    private @Nullable Supplier<? extends L> create;
    private @Nullable Consumer<? super L> unlock;
    private boolean reentrant;
    private boolean owned;
    private boolean fair;
    private Threads threads = new Threads(2, 3);
    private int size = 3;

    /** A spec that says nothing yet. */
    public LockSpec() {}

    /** How to make a fresh lock that nobody holds. */
    public LockSpec<L> create(Supplier<? extends L> maker) {
        create = Checks.notNull("lock", "create", maker);
        return this;
    }

    /** Locks, waiting. */
    public LockSpec<L> lock(Waiting<? super L> lock) {
        Checks.notNull("lock", "lock", lock);
        return acquiring("lock", (guard, _) -> {
            lock.await(guard);
            return true;
        });
    }

    /** Locks, waiting, unless the thread is interrupted. */
    public LockSpec<L> lockInterruptibly(Waiting<? super L> lock) {
        Checks.notNull("lock", "lockInterruptibly", lock);
        return acquiring("lockInterruptibly", (guard, _) -> {
            lock.await(guard);
            return true;
        });
    }

    /** Locks, or returns false at once if the lock is held. */
    public LockSpec<L> tryLock(Predicate<? super L> tryLock) {
        Checks.notNull("lock", "tryLock", tryLock);
        return acquiring("tryLock", (guard, _) -> tryLock.test(guard));
    }

    /** Locks, or returns false if the lock stays held for so long. */
    public LockSpec<L> tryLockFor(TimedWaiting<? super L> tryLock) {
        Checks.notNull("lock", "tryLockFor", tryLock);
        return acquiring("tryLockFor", tryLock);
    }

    /** Unlocks. */
    public LockSpec<L> unlock(Consumer<? super L> release) {
        unlock = PlanBuilder.once(unlock, "unlock", Checks.notNull("lock", "unlock", release));
        return this;
    }

    /** The owner may lock again, and unlocks as often. */
    public LockSpec<L> reentrant() {
        reentrant = true;
        return this;
    }

    /** Who does not hold the lock and unlocks it gets an {@link IllegalMonitorStateException}. */
    public LockSpec<L> owned() {
        owned = true;
        return this;
    }

    /**
     * Threads that wait get the lock in the order in which they came, and nobody gets it before them but by {@code tryLock}. A thread
     * stands in the line from its first wait in the call on. The entry of a monitor is not such a wait; a lock of
     * {@code java.util.concurrent} inside is one, and has to be fair, too.
     */
    public LockSpec<L> fair() {
        fair = true;
        return this;
    }

    /** Some threads are interrupted while they call. */
    public LockSpec<L> interrupts() {
        plan.interrupts();
        return this;
    }

    /** How many threads there are; 2 to 3 unless said. */
    public LockSpec<L> threads(int atLeast, int atMost) {
        threads = new Threads(atLeast, atMost);
        return this;
    }

    /** How many times a thread locks at the most in a controlled run; 3 unless said. */
    public LockSpec<L> rounds(int ofOneThread) {
        size = Checks.atLeast(1, "lock", "rounds", ofOneThread);
        return this;
    }

    private LockSpec<L> acquiring(String name, TimedWaiting<? super L> call) {
        plan.action(Action.<Guarded<L>>of(name, (guarded, _, caller) -> {
            Duration wait = Waits.next(caller);
            if (!call.await(guarded.guard, wait)) {
                return false;
            }
            if (caller.held() == 0) {
                guarded.enter(1);
            }
            caller.took(1);
            return true;
        }));
        return this;
    }

    @Override
    public Plan<?> plan() {
        Supplier<? extends L> maker = Checks.given("lock", "create", create);
        Consumer<? super L> release = Checks.given("lock", "unlock", unlock);
        plan.own(Action.<Guarded<L>>of("unlock", (guarded, _, caller) -> release(guarded, caller, release))
                .onlyIf(caller -> caller.held() > 0));
        if (owned) {
            plan.own(Action.<Guarded<L>>of("unlockForeign", (guarded, _, _) -> {
                release.accept(guarded.guard);
                return null;
            }).onlyIf(caller -> caller.held() == 0));
            plan.phrase(LOCKER, "unlockForeign")
                    .mayFail(call -> call.name().equals("unlockForeign") && !PlanBuilder.wasInterrupted(call));
        }
        plan.own(Action.of("count", (guarded, _, _) -> {
            guarded.requireAllCounted();
            return null;
        }));
        addPhrases();
        return plan.plan(_ -> new Guarded<>(maker.get(), 1), List.of(plan.role(LOCKER, threads)), size,
                (_, calls) -> calls.make(Call.of("count")), judge());
    }

    private static <L> @Nullable Object release(Guarded<L> guarded, Caller caller, Consumer<? super L> release) {
        caller.gaveBack(1);
        if (caller.held() == 0) {
            guarded.leave(1);
        }
        release.accept(guarded.guard);
        return null;
    }

    private void addPhrases() {
        boolean any = false;
        for (String name : LOCKING) {
            if (plan.has(name)) {
                any = true;
                plan.phrase(LOCKER, name, "unlock");
                if (reentrant) {
                    plan.phrase(LOCKER, name, name, "unlock", "unlock");
                }
            }
        }
        LOCKING.stream().filter(plan::has).findFirst()
                .ifPresent(name -> plan.inVain(List.of(Call.of(name)), "tryLockFor"));
        if (!any) {
            throw new IllegalArgumentException(
                    "lock: locking=none (expected: one of lock, lockInterruptibly, tryLock, tryLockFor)");
        }
    }

    private Judge judge() {
        LockModel model = new LockModel(reentrant);
        return fair
                ? Queueing.fair(model, LockSpec::isOwner)
                : history -> Linearizability.check(model, Queueing.patient(history));
    }

    /** Whether the caller held the lock when the call began. */
    private static boolean isOwner(Operation call, History history) {
        int depth = 0;
        for (Operation earlier : history.operations()) {
            if (earlier.thread() == call.thread() && earlier.precedes(call)) {
                depth += Boolean.TRUE.equals(earlier.output()) ? 1 : earlier.name().equals("unlock") ? -1 : 0;
            }
        }
        return depth > 0;
    }
}
