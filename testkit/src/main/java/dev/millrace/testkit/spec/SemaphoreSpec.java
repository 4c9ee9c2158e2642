package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.Linearizability;
import dev.millrace.testkit.history.Model;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.internal.Checks;
import dev.millrace.testkit.scenario.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The test of a semaphore: never more permits out than there are, none lost by a timeout or an interrupt, and nobody waits
 * while there are enough, unless another that may have come before waits as well, and asks for more. A timed call that says false
 * is blamed only where no other waited that may have come before: whether it stands in line behind him is left to the semaphore.
 *
 * <pre>{@code
 * spec.create(Semaphore::new).permits(2).acquire(Semaphore::acquire).release(Semaphore::release).available(Semaphore::availablePermits);
 * }</pre>
 *
 * <p>Limits: of a timed call it is asked that it comes back in the end, and that what it says is true at some moment of the
 * call; one that gives up before its time is over is not found.
 *
 * @param <S> the semaphore under test
 */
public final class SemaphoreSpec<S> implements PlanSource {

    private static final String TAKER = "taker";
    private static final List<String> ACQUIRING = List.of("acquire", "tryAcquire", "tryAcquireFor");

    private final PlanBuilder<Guarded<S>> plan = new PlanBuilder<>();
    private @Nullable IntFunction<? extends S> create;
    private @Nullable Release<? super S> release;
    private boolean fair;
    private int permits = 2;
    private final List<Runnable> acquiring = new ArrayList<>();
    private int mostAtOnce = 2;
    private Threads threads = new Threads(2, 3);
    private int size = 3;

    /** A spec that says nothing yet. */
    public SemaphoreSpec() {}

    /** How to make a fresh semaphore with so many permits. */
    public SemaphoreSpec<S> create(IntFunction<? extends S> maker) {
        create = Checks.notNull("semaphore", "create", maker);
        return this;
    }

    /** How many permits there are; 2 unless said. */
    public SemaphoreSpec<S> permits(int count) {
        permits = Checks.atLeast(1, "semaphore", "permits", count);
        return this;
    }

    /** How many permits are asked for or given back at once, at the most; 2 unless said. */
    public SemaphoreSpec<S> atOnce(int most) {
        mostAtOnce = Checks.atLeast(1, "semaphore", "atOnce", most);
        return this;
    }

    /** Takes permits, waiting. */
    public SemaphoreSpec<S> acquire(Acquire<? super S> acquire) {
        Checks.notNull("semaphore", "acquire", acquire);
        return acquiring("acquire", (semaphore, many, _) -> {
            acquire.acquire(semaphore, many);
            return true;
        });
    }

    /** Takes permits, or returns false at once if there are not enough. */
    public SemaphoreSpec<S> tryAcquire(TryAcquire<? super S> acquire) {
        Checks.notNull("semaphore", "tryAcquire", acquire);
        return acquiring("tryAcquire", (semaphore, many, _) -> acquire.acquire(semaphore, many));
    }

    /** Takes permits, or returns false if there are not enough for so long. */
    public SemaphoreSpec<S> tryAcquireFor(AcquireFor<? super S> acquire) {
        Checks.notNull("semaphore", "tryAcquireFor", acquire);
        return acquiring("tryAcquireFor", acquire);
    }

    /** Gives permits back, all that a thread holds or as many as {@link #atOnce} says. */
    public SemaphoreSpec<S> release(Release<? super S> giveBack) {
        release = PlanBuilder.once(release, "release", Checks.notNull("semaphore", "release", giveBack));
        return this;
    }

    /** How many permits are left; asked when all threads have ended. */
    public SemaphoreSpec<S> available(ToIntFunction<? super S> count) {
        Checks.notNull("semaphore", "available", count);
        plan.action(Action.of("available", (guarded, _, _) -> count.applyAsInt(guarded.guard)));
        return this;
    }

    /**
     * Threads that wait get their permits in the order in which they came, and nobody gets any before them but by
     * {@code tryAcquire}. A thread stands in the line from its first wait in the call on. The entry of a monitor is not such a
     * wait; a lock of {@code java.util.concurrent} inside is one, and has to be fair, too.
     */
    public SemaphoreSpec<S> fair() {
        fair = true;
        return this;
    }

    /** Some threads are interrupted while they call. */
    public SemaphoreSpec<S> interrupts() {
        plan.interrupts();
        return this;
    }

    /** How many threads there are; 2 to 3 unless said. */
    public SemaphoreSpec<S> threads(int atLeast, int atMost) {
        threads = new Threads(atLeast, atMost);
        return this;
    }

    /** How many times a thread acquires at the most in a controlled run; 3 unless said. */
    public SemaphoreSpec<S> rounds(int ofOneThread) {
        size = Checks.atLeast(1, "semaphore", "rounds", ofOneThread);
        return this;
    }

    /**
     * Waits for permits.
     *
     * @param <S> the semaphore under test
     */
    @FunctionalInterface
    public interface Acquire<S> {
        /** The call. */
        void acquire(S semaphore, int permits) throws Exception;
    }

    /**
     * Asks for permits.
     *
     * @param <S> the semaphore under test
     */
    @FunctionalInterface
    public interface TryAcquire<S> {
        /** The call; false if there are not enough. */
        boolean acquire(S semaphore, int permits) throws Exception;
    }

    /**
     * Waits for permits for a time.
     *
     * @param <S> the semaphore under test
     */
    @FunctionalInterface
    public interface AcquireFor<S> {
        /** The call; false if it was too late. */
        boolean acquire(S semaphore, int permits, Duration timeout) throws Exception;
    }

    /**
     * Gives permits back.
     *
     * @param <S> the semaphore under test
     */
    @FunctionalInterface
    public interface Release<S> {
        /** The call. */
        void release(S semaphore, int permits) throws Exception;
    }

    private SemaphoreSpec<S> acquiring(String name, AcquireFor<? super S> call) {
        acquiring.add(() -> addAcquiring(name, call)); // not before it is known how many there may be at once
        return this;
    }

    private void addAcquiring(String name, AcquireFor<? super S> call) {
        plan.action(Action.<Guarded<S>, Integer>of(name, Gen.ints(1, mostAtOnce), (guarded, input, caller) -> {
            int many = (Integer) Objects.requireNonNull(input);
            Duration wait = Waits.next(caller);
            if (!call.acquire(guarded.guard, many, wait)) {
                return false;
            }
            guarded.enter(many);
            caller.took(many);
            return true;
        }));
    }

    @Override
    public Plan<?> plan() {
        IntFunction<? extends S> maker = Checks.given("semaphore", "create", create);
        Release<? super S> giveBack = Checks.given("semaphore", "release", release);
        acquiring.forEach(Runnable::run);
        plan.own(new Action<Guarded<S>>("release", 1, (caller, _) -> Math.min(caller.held(), mostAtOnce),
                caller -> caller.held() > 0,
                (guarded, input, caller) -> {
                    int many = (Integer) Objects.requireNonNull(input);
                    caller.gaveBack(many);
                    guarded.leave(many);
                    giveBack.release(guarded.guard, many);
                    return null;
                }));
        for (String name : ACQUIRING) {
            if (plan.has(name)) {
                plan.phrase(TAKER, name, "release").phrase(TAKER, name, name, "release", "release");
            }
        }
        if (permits <= PlanBuilder.MOST_IN_VAIN) {
            ACQUIRING.stream().filter(plan::has).findFirst().ifPresent(
                    name -> plan.inVain(Collections.nCopies(permits, Call.of(name)), "tryAcquireFor"));
        }
        int all = permits;
        return plan.plan(_ -> new Guarded<>(maker.apply(all), all), List.of(plan.role(TAKER, threads)), size,
                (_, calls) -> countAtTheEnd(calls), judge());
    }

    private void countAtTheEnd(Plan.Calls<?> calls) {
        if (plan.has("available")) {
            calls.make(Call.of("available"));
        } else if (plan.has("tryAcquire")) {
            boolean got = true;
            for (int i = 0; got && i <= permits; i++) {
                got = Boolean.TRUE.equals(calls.make(Call.of("tryAcquire")));
            }
        }
    }

    private Judge judge() {
        Model<Integer> model = new Permits(permits);
        Judge judge = fair
                ? Queueing.fair(model, (_, _) -> false)
                : history -> Linearizability.check(model, Queueing.patient(history));
        return history -> judge.judge(Queueing.withoutThoseBehind(history,
                (call, first) -> Permits.many(first) > Permits.many(call)));
    }

    /** How many permits there are. */
    private record Permits(Integer initial) implements Model<Integer> {

        @Override
        public @Nullable Integer step(Integer left, Operation call) {
            if (PlanBuilder.wasInterrupted(call)) {
                return left;
            }
            return switch (call.name()) {
                case "release" -> left + many(call);
                case "available" -> left.equals(call.output()) ? left : null;
                default -> acquire(left, call);
            };
        }

        private static @Nullable Integer acquire(int left, Operation call) {
            boolean enough = left >= many(call);
            if (call.hasReturned() && Boolean.FALSE.equals(call.output())) {
                return enough ? null : left;
            }
            return enough ? left - many(call) : null;
        }

        private static int many(Operation call) {
            return (Integer) Objects.requireNonNull(call.input());
        }
    }
}
