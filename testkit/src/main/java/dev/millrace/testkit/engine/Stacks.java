package dev.millrace.testkit.engine;

import dev.millrace.testkit.history.Operation;
import java.util.concurrent.locks.LockSupport;

/** What threads and exceptions look like in a report. */
final class Stacks {

    private static final int DEEPEST = 24;

    private Stacks() {}

    /** Where a thread is, and what it waits on. */
    static String of(String name, Thread thread) {
        Object blocker = LockSupport.getBlocker(thread);
        String head = name + ": " + thread.getState() + (blocker == null ? "" : " on " + blocker.getClass().getName());
        return head + frames(thread.getStackTrace());
    }

    /** An exception, with its causes. */
    static String of(Throwable failure) {
        StringBuilder text = new StringBuilder(Operation.show(failure)).append(frames(failure.getStackTrace()));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            text.append("\ncaused by ").append(Operation.show(cause)).append(frames(cause.getStackTrace()));
        }
        return text.toString();
    }

    private static String frames(StackTraceElement[] stack) {
        StringBuilder text = new StringBuilder();
        int shown = 0;
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().startsWith("dev.millrace.testkit.engine.") || shown == DEEPEST) {
                break;
            }
            text.append("\n    at ").append(frame);
            shown++;
        }
        return text.toString();
    }
}
