package dev.millrace.core.internal;

/** A task that somebody may wait for, and that is told if the executor it is handed to does not take it. */
public interface Refusable extends Runnable {

    /** Called in place of {@link #run}, by the thread that has handed it over. */
    void refused(Throwable cause);
}
