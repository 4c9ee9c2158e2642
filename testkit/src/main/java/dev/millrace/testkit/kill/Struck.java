package dev.millrace.testkit.kill;

import dev.millrace.testkit.history.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A strike that met its child at work.
 *
 * @param strike     what the plan asked for
 * @param child      the name of the child
 * @param lane       the number of the child
 * @param operations how many operations of the child had begun
 * @param pending    the operation that the child was inside, or null if it was between two
 */
public record Struck(Strike strike, String child, int lane, int operations, @Nullable Operation pending) {

    /** Whether the child is no more. */
    public boolean isDead() {
        return strike.signal() == Signal.KILL;
    }

    @Override
    public String toString() {
        String where = pending == null ? "between operations" : "inside " + pending;
        return "SIG" + strike.signal() + " " + child + " " + strike.moment() + ": " + where + ", " + operations
                + " operations begun";
    }
}
