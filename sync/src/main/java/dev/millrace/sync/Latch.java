package dev.millrace.sync;

import dev.millrace.core.internal.Checks;
import dev.millrace.core.time.Deadline;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A count that goes down to zero once, and lets everybody through from then on.
 *
 * <p><b>Threads.</b> Any may count down, any may wait.
 *
 * <p><b>Memory.</b> Each {@link #countDown} until the count is zero <i>happens-before</i> the return of every wait that ends
 * because it is.
 *
 * <p><b>Progress.</b> To count down is one compare-and-set, retried only if another thread's went through meanwhile.
 *
 * <p><b>Blocking and interruption.</b> As {@link Event}.
 */
public final class Latch extends Gate {

    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(Latch.class, "count", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final BooleanSupplier isOpen = this::isOpen;
    private volatile int count;

    /**
     * A latch that opens after so many calls of {@link #countDown}.
     *
     * @param count how often to count down until it opens; 0 or more
     * @throws IllegalArgumentException if {@code count < 0}
     */
    public Latch(int count) {
        super("zero");
        this.count = Checks.atLeast("latch", "count", count, 0);
    }

    /** Counts down by one; opens the latch at zero, and does nothing from then on. */
    public void countDown() {
        int before = count;
        while (before > 0 && !COUNT.compareAndSet(this, before, before - 1)) {
            before = count;
        }
        if (before == 1) {
            open();
        }
    }

    /** How many calls are missing, at some moment during the call. */
    public int count() {
        return count;
    }

    /** Whether the count is zero. */
    public boolean isOpen() {
        return count == 0;
    }

    /**
     * Waits until the count is zero.
     *
     * @throws InterruptedException if the thread is interrupted on entry or while it waits
     */
    public void await() throws InterruptedException {
        await(Deadline.never());
    }

    /**
     * Waits until the count is zero, for so long at the most.
     *
     * @param timeout not negative
     * @return whether it is zero
     * @throws InterruptedException     as {@link #await()}
     * @throws IllegalArgumentException if the timeout is negative
     */
    public boolean await(Duration timeout) throws InterruptedException {
        Errors.requireTimeout("latch", timeout);
        return isOpen() || await(Deadline.after(timeout));
    }

    private boolean await(Deadline deadline) throws InterruptedException {
        return awaitUntil(isOpen, deadline);
    }

    /** How many threads wait. */
    public int waiting() {
        return standing();
    }

    @Override
    String state() {
        return "count=" + count() + ", waiting=" + waiting();
    }
}
