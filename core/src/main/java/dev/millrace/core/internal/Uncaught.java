package dev.millrace.core.internal;

/** Failures that end something, but not the thread in which they happen. */
public final class Uncaught {

    private Uncaught() {}

    /**
     * Tells the uncaught exception handler of the calling thread, as the virtual machine does at the end of a thread. What the
     * handler itself throws is ignored, as there.
     */
    public static void report(Throwable failure) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        } catch (Throwable _) {
            // nobody is left to be told
        }
    }
}
