package dev.millrace.core.time;

/**
 * A monotonic clock and the way to sleep on it.
 *
 * <p>Everything in Millrace that waits for a limited time reads its time here and parks here, so that a test which
 * passes a {@link ManualTime} decides when a timeout happens.
 *
 * <p><b>Threads.</b> Any number of threads may call any method.
 *
 * <p><b>Limits and units.</b> Nanoseconds from an arbitrary origin, which may be negative and may wrap: compare two
 * readings by their difference only.
 */
public interface TimeSource {

    /**
     * The time of {@link System#nanoTime()}.
     *
     * @return the one system time source
     */
    static TimeSource system() {
        return SystemTime.INSTANCE;
    }

    /**
     * Reads the clock.
     *
     * @return nanoseconds since an arbitrary origin
     */
    long nanoTime();

    /**
     * Parks the calling thread until the clock reaches a time, the thread is unparked or interrupted, or for no reason
     * at all. The caller re-checks what it waits for, and the time, in a loop.
     *
     * @param blocker what the thread waits for, as {@link java.util.concurrent.locks.LockSupport#getBlocker} shows it
     * @param nanoTime the reading of this clock at which to return; a time that has passed returns at once
     */
    void parkUntil(Object blocker, long nanoTime);
}
