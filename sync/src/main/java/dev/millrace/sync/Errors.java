package dev.millrace.sync;

import dev.millrace.core.internal.Checks;
import dev.millrace.core.time.Deadline;
import java.time.Duration;

/** What the primitives say of wrong arguments and of misuse, in the house's one form. */
final class Errors {

    private Errors() {}

    /** When a wait of this length, from now, ends. */
    static Deadline deadline(String subject, Duration timeout) {
        return Deadline.after(requireTimeout(subject, timeout));
    }

    static Duration requireTimeout(String subject, Duration timeout) {
        return Checks.notNegative(subject, "timeout", timeout);
    }

    static IllegalMonitorStateException notHeld(String subject) {
        return new IllegalMonitorStateException(subject + ": held=false (expected: true); lock it first");
    }

    static IllegalMonitorStateException foreign(String subject, Thread caller, Thread owner) {
        return new IllegalMonitorStateException(subject + ": thread=" + name(caller) + " (expected: the owner, "
                + name(owner) + ")");
    }

    /** What a thread goes by: its name or, as most virtual threads have none, its number. */
    static String name(Thread thread) {
        return thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName();
    }
}
