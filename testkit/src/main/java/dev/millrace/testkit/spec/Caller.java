package dev.millrace.testkit.spec;

import java.util.function.IntUnaryOperator;

/**
 * What one thread of a test knows about itself. It is used by that thread alone.
 */
public final class Caller {

    private final int thread;
    private final long stride;
    private final IntUnaryOperator interrupter;
    private long made;
    private int turns;
    private int held;

    /**
     * The caller with this number.
     *
     * @param thread      the number
     * @param stride      more than the calls that a thread makes
     * @param interrupter interrupts the thread with a number, counted round if there are fewer, and returns which it was;
     *                    -1 if there is none
     */
    public Caller(int thread, long stride, IntUnaryOperator interrupter) {
        this.thread = thread;
        this.stride = stride;
        this.interrupter = interrupter;
    }

    /** The number of the thread, from 0. */
    public int thread() {
        return thread;
    }

    /** A number that no other call of this test gets: 1, 2, 3 for the first thread. */
    public long nextId() {
        return thread * stride + ++made;
    }

    /** Counts up with each call of this method. */
    public int turn() {
        return turns++;
    }

    /** How much the caller holds of what it must give back: the depth of a lock, the permits of a semaphore. */
    public int held() {
        return held;
    }

    /** Counts what was taken. */
    public void took(int amount) {
        held += amount;
    }

    /** Counts what was given back. */
    public void gaveBack(int amount) {
        held -= amount;
    }

    /** Interrupts another thread of the test, and returns its number; the numbers count round. */
    public int interrupt(int other) {
        return interrupter.applyAsInt(other);
    }
}
