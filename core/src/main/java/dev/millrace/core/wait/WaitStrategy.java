package dev.millrace.core.wait;

import dev.millrace.core.internal.Checks;
import dev.millrace.core.time.Deadline;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * What a thread does with its processor while it waits.
 *
 * <p>All of them notice interrupts and deadlines. {@link #AUTO} and {@link #PARK} stand on the wait list, and a signal or
 * the state ends their wait. {@link #BUSY_SPIN} and {@link #YIELD} do not: they look at the state only, nobody sees them
 * wait, and no signal reaches them, so the state that they ask about must by itself say when to go on.
 */
public enum WaitStrategy {

    /**
     * A virtual thread parks at once, or yields first if several changes may come together (see {@link WaitList#WaitList(int)});
     * a platform thread spins for some microseconds and then parks.
     */
    AUTO(NoOpIdleStrategy.INSTANCE, true),

    /**
     * Spins until the end with the processor's pause instruction. For one waiting thread per idle core and the lowest
     * latency; never on virtual threads, whose carrier it occupies.
     */
    BUSY_SPIN(BusySpinIdleStrategy.INSTANCE, false),

    /**
     * Yields the processor until the end: lower load on a crowded machine than {@link #BUSY_SPIN}. Never on virtual threads:
     * those that only yield can keep others from ever being scheduled, also the one that they wait for.
     */
    YIELD(YieldingIdleStrategy.INSTANCE, false),

    /** Parks at once. */
    PARK(NoOpIdleStrategy.INSTANCE, true);

    /** In pauses of the processor; on a single one nobody else gets on while a thread spins. */
    private static final int LONGEST_SPIN = Runtime.getRuntime().availableProcessors() > 1 ? 256 : 0;

    private static final int LONGEST_FIRST_SPIN = 32;

    private final IdleStrategy idle;
    private final boolean parks;

    WaitStrategy(IdleStrategy idle, boolean parks) {
        this.idle = idle;
        this.parks = parks;
    }

    /**
     * Waits, without a list, until {@code done} says yes. Whoever makes it so unparks the waiting thread afterwards.
     *
     * @param blocker what the thread waits for, shown in thread dumps
     * @param done whether the wait is over; called several times, so it is cheap and has no effects, and reads what
     *     other threads write with volatile or at least acquire accesses
     * @param deadline when to give up
     * @return false if the deadline passed first
     * @throws NullPointerException if an argument is null
     * @throws InterruptedException if the thread is interrupted before {@code done} says yes
     */
    public boolean await(Object blocker, BooleanSupplier done, Deadline deadline) throws InterruptedException {
        Checks.notNull("wait", "blocker", blocker);
        Checks.notNull("wait", "done", done);
        Checks.notNull("wait", "deadline", deadline);
        if (waitBriefly(done, deadline, 1)) {
            return true;
        }
        return parks ? parkUntil(blocker, done, deadline) : idleUntil(done, deadline);
    }

    /** Parks until {@code done} says yes, or returns false at the deadline. */
    static boolean parkUntil(Object blocker, BooleanSupplier done, Deadline deadline) throws InterruptedException {
        while (!done.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (deadline.hasPassed()) {
                return false;
            }
            // Looks again, last of all: the clock is the code of others, and a lock that parks in there takes the permit
            // which the unpark after `done` left.
            if (!done.getAsBoolean()) {
                deadline.park(blocker);
            }
        }
        return true;
    }

    /** Whether a thread that waits this way must stand on a wait list. */
    boolean parks() {
        return parks;
    }

    /**
     * The brief wait before parking, none if the deadline has passed; true as soon as {@code ready} is.
     *
     * @param batch how many changes may follow each other before the first one has to be noticed
     */
    boolean waitBriefly(BooleanSupplier ready, Deadline deadline, int batch) {
        if (this != AUTO || deadline.hasPassed()) {
            return false;
        }
        return Thread.currentThread().isVirtual() ? batch > 1 && yieldOnce(ready) : spinBriefly(ready, batch);
    }

    /**
     * Lets the other virtual threads have their turn first: often one of them is the one waited for, and gets several items
     * done where a parked thread would be woken for each.
     */
    private static boolean yieldOnce(BooleanSupplier ready) {
        Thread.yield();
        return ready.getAsBoolean();
    }

    /**
     * The pauses between two looks double: each look takes a cache line away from the thread that is about to write
     * it, and the longer the pause, the more that thread gets done before the next. Where it can get much done, the first
     * pause is long already.
     */
    private static boolean spinBriefly(BooleanSupplier ready, int batch) {
        for (int pauses = Math.min(batch, LONGEST_FIRST_SPIN); pauses <= LONGEST_SPIN; pauses *= 2) {
            for (int i = 0; i < pauses; i++) {
                Thread.onSpinWait();
            }
            if (ready.getAsBoolean()) {
                return true;
            }
        }
        return false;
    }

    /** Waits without a list: true once {@code ready} is, false at the deadline. */
    boolean idleUntil(BooleanSupplier ready, Deadline deadline) throws InterruptedException {
        while (!ready.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (deadline.hasPassed()) {
                return false;
            }
            idle.idle();
        }
        return true;
    }
}
