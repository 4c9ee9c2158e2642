package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Linearizability;
import dev.millrace.testkit.history.Model;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What follows from waiting in a queue: who wants what is there may still have to wait for those before him. */
final class Queueing {

    private Queueing() {}

    /**
     * The judge for an object whose waiters are served in the order in which they came.
     *
     * @param model    the object without that order
     * @param mayBarge whether a call needs no turn, since its caller holds the object already
     */
    static <S> Judge fair(Model<S> model, BiPredicate<Operation, History> mayBarge) {
        Judge right = history -> Linearizability.check(model, patient(history));
        return Judges.both(right, history -> inOrder(model, patient(history), mayBarge));
    }

    /** The history without the answers that may be due to others who waited. */
    static History patient(History history) {
        List<Operation> calls = history.operations();
        return new History(calls.stream().filter(call -> !mayHaveWaitedForOthers(call, calls)).toList());
    }

    /** Whether an order explains the calls in which nobody is served before those who waited when he came. */
    private static <S> Verdict inOrder(Model<S> model, History history, BiPredicate<Operation, History> mayBarge) {
        Map<Operation, List<Operation>> before = new HashMap<>();
        for (Operation late : history.operations()) {
            List<Operation> early = history.operations().stream().filter(other -> other.waitedAt() < late.invokedAt()
                    && waits(other) && !gaveUp(other) && !other.precedes(late)).toList();
            if (waits(late) && !gaveUp(late) && !early.isEmpty() && !mayBarge.test(late, history)) {
                before.put(late, early);
            }
        }
        return before.isEmpty()
                ? new Verdict.Linearizable(List.of())
                : unfair(Linearizability.check(new InTurn<>(model, before), history), before);
    }

    private static Verdict unfair(Verdict verdict, Map<Operation, List<Operation>> before) {
        if (!(verdict instanceof Verdict.Violation violation)) {
            return verdict;
        }
        Operation late = violation.culprit();
        List<Operation> early = late == null ? List.of() : before.getOrDefault(late, List.of());
        String who = early.isEmpty() || late == null
                ? "no order serves those who wait before those who come later: " + violation.reason()
                : late + " of thread " + late.thread() + " came when thread "
                        + early.stream().map(call -> String.valueOf(call.thread())).collect(Collectors.joining(", "))
                        + " was waiting, and was served before it";
        return new Verdict.Violation("unfair: " + who, violation.prefix(), late);
    }

    /**
     * An object whose callers take turns.
     *
     * @param object the object
     * @param before for each call those that must have been served before it
     */
    private record InTurn<S>(Model<S> object, Map<Operation, List<Operation>> before)
            implements
                Model<InTurn.State<S>> {

        /** The object, and which calls have been served of those that others must wait for. */
        record State<S>(S object, Set<Operation> served) {}

        @Override
        public State<S> initial() {
            return new State<>(object.initial(), Set.of());
        }

        @Override
        public @Nullable State<S> step(State<S> state, Operation call) {
            S next = object.step(state.object, call);
            if (next == null || !state.served.containsAll(before.getOrDefault(call, List.of()))) {
                return null;
            }
            return new State<>(next, waits(call) ? with(state.served, call) : state.served);
        }

        private static Set<Operation> with(Set<Operation> set, Operation call) {
            Set<Operation> more = new HashSet<>(set);
            more.add(call);
            return Set.copyOf(more);
        }
    }

    private static boolean gaveUp(Operation call) {
        return call.hasReturned() && !Boolean.TRUE.equals(call.output());
    }

    /**
     * The history without the calls that wait for ever behind another that does.
     *
     * @param blocks whether the second call, if it waits, may keep the first one waiting
     */
    static History withoutThoseBehind(History history, BiPredicate<Operation, Operation> blocks) {
        List<Operation> blocked = history.operations().stream().filter(call -> call.ending() == Ending.BLOCKED)
                .toList();
        return new History(history.operations().stream()
                .filter(call -> call.ending() != Ending.BLOCKED || blocked.stream()
                        .noneMatch(first -> mayBeBefore(first, call) && blocks.test(call, first)))
                .toList());
    }

    /**
     * Whether the call returned false after a time in which another waited, too: then it may have been behind the other all
     * the time, and its answer says nothing about the object.
     */
    static boolean mayHaveWaitedForOthers(Operation call, List<Operation> calls) {
        return waits(call) && Boolean.FALSE.equals(call.output()) && call.hasReturned()
                && calls.stream().anyMatch(other -> waits(other) && mayBeBefore(other, call)
                        && !other.precedes(call) && !call.precedes(other));
    }

    /** Whether the one may have been in the queue when the other joined it, which it had done when it was seen waiting. */
    private static boolean mayBeBefore(Operation first, Operation call) {
        return first.thread() != call.thread() && first.invokedAt() < call.waitedAt();
    }

    /** Whether it is a call that may wait for its turn. */
    private static boolean waits(Operation call) {
        String name = call.name();
        return name.startsWith("lock") || name.startsWith("acquire") || name.endsWith("For");
    }
}
