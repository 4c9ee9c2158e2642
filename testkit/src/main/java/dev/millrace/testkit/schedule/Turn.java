package dev.millrace.testkit.schedule;

/**
 * What a strategy sees when it has to choose. Threads are numbered from 0, in the order in which they were started.
 *
 * <p>The object is used again for the next choice; a strategy keeps no reference to it.
 */
public final class Turn {

    private final Run run;

    int[] threads = new int[8];
    int count;
    int running;
    boolean yields;
    boolean timeMayPass;
    boolean wakes;

    Turn(Run run) {
        this.run = run;
    }

    /** How many threads can be chosen: at least one. */
    public int count() {
        return count;
    }

    /** The thread that can be chosen as number {@code index} of {@link #count()}, in ascending order. */
    public int thread(int index) {
        return threads[index];
    }

    /** Whether this thread can be chosen. */
    public boolean has(int thread) {
        for (int i = 0; i < count; i++) {
            if (threads[i] == thread) {
                return true;
            }
        }
        return false;
    }

    /** The thread that ran last if it can go on; else -1. */
    public int running() {
        return running;
    }

    /** Whether the thread that ran last should not go on if another can: it spins, or asks for others to run. */
    public boolean yields() {
        return yields && count > 1;
    }

    /** Whether {@link Schedule#TIME} may be chosen. */
    public boolean timeMayPass() {
        return timeMayPass;
    }

    /** Whether the choice is not who runs, but which of the waiting threads a {@link Object#notify()} wakes. No fault, then. */
    public boolean wakes() {
        return wakes;
    }

    /** The number of this choice, from 1. */
    public int step() {
        return run.steps();
    }

    /** How many threads there have been so far. */
    public int started() {
        return run.started();
    }

    /** Whether a fault can be inflicted on a thread now. */
    public boolean allows(Fault fault, int thread) {
        return !wakes && run.allows(fault, thread);
    }

    void add(int thread) {
        if (count == threads.length) {
            threads = java.util.Arrays.copyOf(threads, count * 2);
        }
        threads[count++] = thread;
    }
}
