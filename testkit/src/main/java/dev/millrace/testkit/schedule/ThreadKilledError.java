package dev.millrace.testkit.schedule;

/** Thrown in a controlled thread that is to die; see {@link Fault#DEATH}. Code that catches it lives on. */
public final class ThreadKilledError extends Error {

    private static final long serialVersionUID = 1;

    ThreadKilledError(String message) {
        super(message);
    }

    /** The same that something else has hidden, which code threw while it unwound. */
    public ThreadKilledError(Throwable hidden) {
        super("controlled: thread=" + Thread.currentThread().getName() + " dies, and throws on its way out", hidden);
    }
}
