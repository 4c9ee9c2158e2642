package dev.millrace.core.internal;

/** Waiting for another thread to finish the few instructions that it has begun. */
public final class Spin {

    private Spin() {}

    /**
     * One turn of such a wait: a pause of the processor at first, then a yield, in case the other thread has been
     * descheduled in the middle of its step.
     *
     * @param attempt the number of this turn, from one
     * @param spins how many turns to pause before yielding
     */
    public static void once(int attempt, int spins) {
        if (attempt <= spins) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }
}
