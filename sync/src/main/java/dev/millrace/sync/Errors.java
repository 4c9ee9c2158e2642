package dev.millrace.sync;

import dev.millrace.core.internal.Checks;
import dev.millrace.core.time.Deadline;
import java.time.Duration;
import java.util.regex.Pattern;

/** What the primitives say of wrong arguments and of misuse, in the house's one form. */
final class Errors {

    private static final Pattern LINE_BREAK = Pattern.compile("\\R");

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

    /** It is held, but not in the way in which it is to be unlocked, or used. */
    static IllegalMonitorStateException heldAs(String subject, String actual, String expected) {
        return new IllegalMonitorStateException(
                subject + ": held=" + actual + " (expected: " + expected + "); unlock what was locked");
    }

    static IllegalMonitorStateException foreign(String subject, Thread caller, Thread owner) {
        return new IllegalMonitorStateException(subject + ": thread=" + name(caller) + " (expected: the owner, "
                + name(owner) + ")");
    }

    /** What a thread goes by: its name or, as most virtual threads have none, its number. */
    static String name(Thread thread) {
        return thread.getName().isEmpty() ? "#" + thread.threadId() : onOneLine(thread.getName());
    }

    /** A name that a user has given, as it stands in a line of its own. */
    static String onOneLine(String name) {
        return LINE_BREAK.matcher(name).replaceAll(" ");
    }
}
