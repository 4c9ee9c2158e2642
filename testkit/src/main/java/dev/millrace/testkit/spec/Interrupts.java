package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import java.util.List;

/**
 * Who was interrupted in a history, and when: nobody else may end a call with an {@link InterruptedException}.
 *
 * @param calls the calls that interrupt, each of which returns the number of the thread that it interrupted
 */
record Interrupts(List<Operation> calls) {

    static Interrupts in(History history) {
        return new Interrupts(
                history.operations().stream().filter(call -> call.name().equals(Plan.INTERRUPT)).toList());
    }

    /** Whether an interrupt may have ended the call: one that its thread had got by then, in this call or before it. */
    boolean mayHaveEnded(Operation call) {
        return calls.stream().anyMatch(interrupt -> interrupt.invokedAt() <= call.returnedAt()
                && (!interrupt.hasReturned() || Integer.valueOf(call.thread()).equals(interrupt.output())));
    }

    /** What is wrong with a call that ended with an interrupt that there was not. */
    static String reason(Operation call) {
        return call.name()
                + " failed with InterruptedException, although neither the plan nor a fault had interrupted its thread";
    }
}
