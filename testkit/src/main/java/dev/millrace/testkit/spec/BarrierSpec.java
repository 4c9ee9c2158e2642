package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.internal.Checks;
import dev.millrace.testkit.schedule.Mark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
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
 * <p>A barrier may break only if a party is interrupted, late or dead. A party that finds it broken gets an exception, any but
 * an {@link InterruptedException}, which is for the one that was interrupted; and that one, or one that was late, must have
 * come by then. Who is late gets an exception, too, any but a {@link BrokenBarrierException}, which says that it was another.
 * From then on nobody passes who has not come.
 *
 * <p>Limits: of an exception of {@code awaitFor} that is not a {@code BrokenBarrierException} it is not known whether the
 * party was late or found the barrier broken; so a barrier that always fails with another one is not found by
 * {@code awaitFor} alone, nor is one whose parties give up before their time is over.
 *
 * @param <B> the barrier under test
 */
public final class BarrierSpec<B> implements PlanSource {

    private static final String PARTY = "party";
    private static final Operation.Thrown FOUND_BROKEN = new Operation.Thrown(BrokenBarrierException.class);

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

    /** The same, for a time at the most; then it breaks the barrier, and fails, mostly with a {@link TimeoutException}. */
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
        plan.mayFail(call -> !PlanBuilder.wasInterrupted(call)).failures(BarrierSpec::failures);
        if (all > 1) {
            plan.inVain(List.of(), "awaitFor");
        }
        return plan.plan(_ -> new Watched<>(maker.apply(all), all), List.of(plan.role(PARTY, new Threads(all, all))),
                size,
                Plan.Epilogue.none(), history -> passing(history, all));
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

    /** The verdict on a history that tells who was interrupted. */
    static Verdict judge(History history, int parties) {
        return firstOf(failures(history), passing(PlanBuilder.withoutInterrupts(history), parties));
    }

    /** A party fails because it, or another that came before it was over, was interrupted, late, or has died. */
    private static Verdict failures(History history) {
        Interrupts interrupts = Interrupts.in(history);
        List<Operation> parties = PlanBuilder.withoutInterrupts(history).operations();
        long broken = parties.stream().filter(call -> mayBreak(call, interrupts)).mapToLong(Operation::invokedAt).min()
                .orElse(Operation.NEVER);
        return parties.stream().filter(call -> hasFailed(call) && call.returnedAt() < broken).findFirst()
                .<Verdict>map(call -> {
                    String said = ((Operation.Thrown) Objects.requireNonNull(call.output())).message();
                    return violation(
                            "failed with " + call.output() + ", although no party was interrupted, late or dead"
                                    + (said == null ? "" : ": " + said),
                            call);
                }).orElse(new Verdict.Linearizable(List.of()));
    }

    private static boolean mayBreak(Operation call, Interrupts interrupts) {
        if (!hasFailed(call)) {
            return call.ending() == Ending.UNKNOWN;
        }
        boolean mayBeLate = call.name().equals("awaitFor") && !FOUND_BROKEN.equals(call.output());
        return mayBeLate || PlanBuilder.wasInterrupted(call) || interrupts.mayHaveEnded(call);
    }

    /**
     * Each passing needs its whole generation to have come before it, so the n-th to pass (from 1) needs
     * {@code ceil(n / parties) * parties} comers, of which those that were turned away do not count; and once one was, whoever
     * comes later is.
     */
    private static Verdict passing(History history, int parties) {
        List<Operation> passed = history.operations().stream().filter(BarrierSpec::hasPassed)
                .sorted(Comparator.comparingLong(Operation::returnedAt)).toList();
        List<Operation> comers = history.operations().stream().filter(call -> !hasFailed(call)).toList();
        long broken = history.operations().stream().filter(BarrierSpec::hasFailed).mapToLong(Operation::returnedAt)
                .min().orElse(Operation.NEVER);
        for (int i = 0; i < passed.size(); i++) {
            Operation call = passed.get(i);
            int needed = (i / parties + 1) * parties;
            long came = comers.stream().filter(other -> other.invokedAt() <= call.returnedAt()).count();
            if (came < needed) {
                return violation("passed with " + came + " comers (expected: >= " + needed + ")", call);
            }
            if (call.invokedAt() > broken) {
                return violation("passed, although the barrier was broken by then (expected: it stays broken)", call);
            }
        }
        return firstOf(firstOf(indices(passed, parties), waiting(history, parties)),
                together(history, passed, parties));
    }

    /** Of a generation all pass, or none; of those that died nobody knows. */
    private static Verdict together(History history, List<Operation> passed, int parties) {
        int some = passed.size() % parties;
        long unknown = history.operations().stream().filter(call -> call.ending() == Ending.UNKNOWN).count();
        if (some == 0 || some + unknown >= parties) {
            return new Verdict.Linearizable(List.of());
        }
        Operation left = history.operations().stream().filter(call -> call.ending() == Ending.BLOCKED).findFirst()
                .orElse(passed.getLast());
        return violation((hasPassed(left) ? "passes" : "waits for ever") + ", and " + some + " of " + parties
                + " parties have passed (expected: all, once all have come)", left);
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
        boolean left = history.operations().stream().anyMatch(call -> call.ending() == Ending.UNKNOWN);
        if (waiting.isEmpty() || left) { // who has died may have left the barrier in the midst of something
            return new Verdict.Linearizable(List.of());
        }
        Operation first = waiting.getFirst();
        if (waiting.size() >= parties) {
            return violation("waits with " + waiting.size() + " parties there (expected: < " + parties + ")", first);
        }
        boolean broken = history.operations().stream().anyMatch(BarrierSpec::hasFailed);
        return broken
                ? violation("waits for ever at a barrier that was broken", first)
                : new Verdict.Linearizable(List.of());
    }

    private static boolean hasPassed(Operation call) {
        return call.hasReturned() && !hasFailed(call);
    }

    private static boolean hasFailed(Operation call) {
        return call.output() instanceof Operation.Thrown;
    }

    private static Verdict violation(String reason, Operation culprit) {
        return new Verdict.Violation("barrier: " + culprit.name() + " " + reason, List.of(), culprit);
    }
}
