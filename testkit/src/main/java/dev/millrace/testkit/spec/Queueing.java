package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import java.util.List;
import java.util.function.BiPredicate;

/** What follows from waiting in a queue: who wants what is there may still have to wait for those before him. */
final class Queueing {

    private Queueing() {}

    /**
     * The judge for an object whose waiters are served in the order in which they came.
     *
     * @param judge    judges the rest
     * @param mayBarge whether a call needs no turn, since its caller holds the object already
     */
    static Judge fair(Judge judge, BiPredicate<Operation, History> mayBarge) {
        Judge patient = history -> judge.judge(new History(history.operations().stream()
                .filter(call -> !mayHaveWaitedForOthers(call, history.operations())).toList()));
        return Judges.both(patient, history -> servedInOrder(history, mayBarge));
    }

    /** Who was seen waiting before another came must not be served after it. */
    private static Verdict servedInOrder(History history, BiPredicate<Operation, History> mayBarge) {
        for (Operation late : history.operations()) {
            for (Operation early : history.operations()) {
                boolean overtaken = waits(late) && Boolean.TRUE.equals(late.output()) && waits(early)
                        && early.waitedAt() < late.invokedAt() && late.returnedAt() < early.returnedAt()
                        && !gaveUp(early) && !mayBarge.test(late, history);
                if (overtaken) {
                    return new Verdict.Violation("unfair: " + late + " of thread " + late.thread()
                            + " came when thread " + early.thread() + " was waiting, and was served before it",
                            List.of(), late);
                }
            }
        }
        return new Verdict.Linearizable(List.of());
    }

    private static boolean gaveUp(Operation call) {
        return call.hasReturned() && !Boolean.TRUE.equals(call.output());
    }

    /**
     * Whether the call returned false after a time in which another waited, too: then it may have been behind the other all
     * the time, and its answer says nothing about the object.
     */
    static boolean mayHaveWaitedForOthers(Operation call, List<Operation> calls) {
        return waits(call) && Boolean.FALSE.equals(call.output()) && call.hasReturned()
                && calls.stream().anyMatch(other -> other.thread() != call.thread() && waits(other)
                        && !other.precedes(call) && !call.precedes(other));
    }

    /** Whether it is a call that may wait for its turn. */
    private static boolean waits(Operation call) {
        String name = call.name();
        return name.startsWith("lock") || name.startsWith("acquire") || name.endsWith("For");
    }
}
