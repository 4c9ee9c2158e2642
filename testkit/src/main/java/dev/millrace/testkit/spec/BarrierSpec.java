package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.schedule.Mark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The test of a cyclic barrier: nobody passes before all parties have come, everybody passes when they have, each with
 * another index from 0 to parties - 1; and a party that is interrupted or late breaks the barrier for all that wait, and for
 * all that come later.
 *
 * <pre>{@code
 * spec.create(CyclicBarrier::new).parties(2).await(CyclicBarrier::await);
 * }</pre>
 *
 * <p>Only a barrier that is tested with {@link #interrupts} or {@link #awaitFor} may break. A party that finds the barrier broken gets an exception, any but an {@link InterruptedException}, which is for the one
 * that was interrupted.
 *
 * @param <B> the barrier under test
 */
public final class BarrierSpec<B> implements PlanSource {

    private static final String PARTY = "party";

    private final PlanBuilder<Watched<B>> plan = new PlanBuilder<>();
    private @Nullable IntFunction<? extends B> create;
    private int parties = 2;
    private int size = 3;

    /** A spec that says nothing yet. */
    public BarrierSpec() {}

    /** How to make a fresh barrier for so many parties. */
    public BarrierSpec<B> create(IntFunction<? extends B> maker) {
        create = Checks.notNull("barrier", "create", maker);
        return this;
    }

    /** How many parties there are, each of them a thread; 2 unless said. */
    public BarrierSpec<B> parties(int count) {
        parties = Checks.atLeast(1, "barrier", "parties", count);
        return this;
    }

    /** Waits for all parties, and returns the caller's index among them. */
    public BarrierSpec<B> await(Await<? super B> await) {
        Checks.notNull("barrier", "await", await);
        plan.action(
                Action.of("await", (barrier, _, caller) -> barrier.pass(caller, () -> await.await(barrier.barrier))))
                .phrase(PARTY, "await");
        return this;
    }

    /** The same, for a time at the most; then it breaks the barrier, and fails. */
    public BarrierSpec<B> awaitFor(AwaitFor<? super B> await) {
        Checks.notNull("barrier", "awaitFor", await);
        plan.action(Action.of("awaitFor", Waits.any(),
                (barrier, wait, caller) -> barrier.pass(caller,
                        () -> await.await(barrier.barrier, (Duration) Objects.requireNonNull(wait)))));
        plan.phrase(PARTY, "awaitFor");
        return this;
    }

    /** Some threads are interrupted while they wait. */
    public BarrierSpec<B> interrupts() {
        plan.interrupts();
        return this;
    }

    /** How many times a party waits at the most in a controlled run; 3 unless said. */
    public BarrierSpec<B> rounds(int ofOneThread) {
        size = Checks.atLeast(1, "barrier", "rounds", ofOneThread);
        return this;
    }

    /**
     * Waits for all parties.
     *
     * @param <B> the barrier under test
     */
    @FunctionalInterface
    public interface Await<B> {
        /** The call; the index of the caller. */
        int await(B barrier) throws Exception;
    }

    /**
     * Waits for all parties for a time.
     *
     * @param <B> the barrier under test
     */
    @FunctionalInterface
    public interface AwaitFor<B> {
        /** The call; the index of the caller. */
        int await(B barrier, Duration timeout) throws Exception;
    }

    @Override
    public Plan<?> plan() {
        IntFunction<? extends B> maker = Checks.given("barrier", "create", create);
        if (!plan.has("await") && !plan.has("awaitFor")) {
            throw new IllegalArgumentException("barrier: waiting=none (expected: one of await, awaitFor)");
        }
        int all = parties;
        boolean breakable = plan.has(Plan.INTERRUPT) || plan.has("awaitFor");
        plan.mayFail(call -> breakable && !PlanBuilder.wasInterrupted(call));
        if (all > 1) {
            plan.inVain(List.of(), "awaitFor");
        }
        return plan.plan(_ -> new Watched<>(maker.apply(all), all), List.of(plan.role(PARTY, new Threads(all, all))),
                size,
                Plan.Epilogue.none(), history -> judge(history, all));
    }

    /**
     * A barrier, and where the parties were when they came to it, in a controlled run.
     *
     * @param <B> the barrier under test
     */
    private static final class Watched<B> implements Wrapped {

        private final B barrier;
        private final int parties;
        /** By generation, as long as the barrier is whole. */
        private final List<List<Mark>> came = new ArrayList<>();

        Watched(B barrier, int parties) {
            this.barrier = barrier;
            this.parties = parties;
        }

        @Override
        public Object inner() {
            return Objects.requireNonNull(barrier);
        }

        /** Who passes sees what each party of his generation did before it came. */
        int pass(Caller caller, Callable<Integer> await) throws Exception {
            Mark here = Mark.here();
            if (here == null) {
                return await.call();
            }
            int generation = caller.turn();
            while (came.size() <= generation) {
                came.add(new ArrayList<>());
            }
            List<Mark> comers = came.get(generation);
            comers.add(here);
            int index = await.call();
            if (comers.size() == parties && !comers.stream().allMatch(Mark::isSeen)) {
                throw new AssertionError(
                        "barrier: what a party did before it came need not be seen behind (expected: it"
                                + " happens-before what follows); come by a release, and pass by an acquire");
            }
            return index;
        }
    }

    /**
     * Each passing needs its whole generation to have come before it, so the n-th to pass (from 1) needs
     * {@code ceil(n / parties) * parties} comers, of which those that were turned away do not count.
     */
    static Verdict judge(History history, int parties) {
        List<Operation> passed = history.operations().stream().filter(BarrierSpec::hasPassed)
                .sorted(Comparator.comparingLong(Operation::returnedAt)).toList();
        for (int i = 0; i < passed.size(); i++) {
            Operation call = passed.get(i);
            int needed = (i / parties + 1) * parties;
            long came = history.operations().stream().filter(other -> other.invokedAt() <= call.returnedAt()).count();
            if (came < needed) {
                return violation("passed with " + came + " comers (expected: >= " + needed + ")", call);
            }
        }
        return firstOf(indices(passed, parties), waiting(history, parties));
    }

    private static Verdict firstOf(Verdict first, Verdict second) {
        return first.isLinearizable() ? second : first;
    }

    /** Every generation that is complete has each index once. */
    private static Verdict indices(List<Operation> passed, int parties) {
        Set<Object> seen = new HashSet<>();
        for (Operation call : passed) {
            boolean fits = call.output() instanceof Integer index && index >= 0 && index < parties && seen.add(index);
            if (!fits) {
                return violation("index=" + call.output() + " (expected: each of 0 to " + (parties - 1)
                        + " once a generation)", call);
            }
            if (seen.size() == parties) {
                seen.clear();
            }
        }
        return new Verdict.Linearizable(List.of());
    }

    /** Who waits for ever waits for others, and the barrier is whole. */
    private static Verdict waiting(History history, int parties) {
        List<Operation> waiting = history.operations().stream()
                .filter(call -> call.ending() == Ending.BLOCKED).toList();
        if (waiting.isEmpty()) {
            return new Verdict.Linearizable(List.of());
        }
        Operation first = waiting.getFirst();
        if (waiting.size() >= parties) {
            return violation("waits with " + waiting.size() + " parties there (expected: < " + parties + ")", first);
        }
        boolean broken = history.operations().stream().anyMatch(call -> call.output() instanceof Operation.Thrown);
        return broken
                ? violation("waits for ever at a barrier that was broken", first)
                : new Verdict.Linearizable(List.of());
    }

    private static boolean hasPassed(Operation call) {
        return call.hasReturned() && !(call.output() instanceof Operation.Thrown);
    }

    private static Verdict violation(String reason, Operation culprit) {
        return new Verdict.Violation("barrier: " + culprit.name() + " " + reason, List.of(), culprit);
    }
}
