package dev.millrace.testkit.history;

import dev.millrace.testkit.internal.Checks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a check of a history says. */
public sealed interface Verdict {

    /**
     * The history is right: its calls can be put into an order that the specification accepts and that keeps every call
     * after those that had returned when it began.
     *
     * @param order one such order; empty where the check finds none explicitly, or where the history has no calls
     */
    record Linearizable(List<Operation> order) implements Verdict {
        /** Keeps a copy. */
        public Linearizable {
            order = List.copyOf(order);
        }
    }

    /**
     * The history is wrong.
     *
     * @param reason  what is wrong, in one sentence
     * @param prefix  the longest order of calls that the specification accepts; empty if the check does not look for one
     * @param culprit the call that cannot follow, or that proves the history wrong; null if it is no single call
     */
    record Violation(String reason, List<Operation> prefix, @Nullable Operation culprit) implements Verdict {
        /** Keeps a copy. */
        public Violation {
            Checks.notNull("violation", "reason", reason);
            prefix = List.copyOf(prefix);
        }
    }

    /**
     * The check has not come to an end.
     *
     * @param reason which limit it met, and what to do
     */
    record GaveUp(String reason) implements Verdict {
        /** Checks for null. */
        public GaveUp {
            Checks.notNull("gave up", "reason", reason);
        }
    }

    /** Whether the history was found right. */
    default boolean isLinearizable() {
        return this instanceof Linearizable;
    }
}
