package dev.millrace.core.time;

import dev.millrace.core.internal.Checks;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A clock that stands still until a test moves it.
 *
 * <p><b>Threads.</b> Any number of threads may read it and park on it; any thread may move it.
 *
 * <p><b>Memory.</b> What a thread did before {@link #advance} <i>happens-before</i> what another does after it has read
 * the new time.
 *
 * <p><b>Blocking.</b> {@link #parkUntil} returns once the clock has been moved to the time asked for; a thread that
 * parks while the clock is being moved is not forgotten. {@link #sleepers()} says how many threads are parked on it, so
 * that a test can wait for them before it moves the clock.
 */
public final class ManualTime implements TimeSource {

    /** Half the range of the clock: over a longer step, the difference of two readings no longer tells their order. */
    private static final Duration LONGEST_STEP = Duration.ofNanos(Long.MAX_VALUE / 2);

    private final AtomicLong now = new AtomicLong();
    private final Set<Thread> sleepers = ConcurrentHashMap.newKeySet();

    /** A clock that reads zero. */
    public ManualTime() {}

    @Override
    public long nanoTime() {
        return now.get();
    }

    /**
     * Moves the clock forward and wakes every thread that is parked on it; those whose time has not come park again.
     *
     * @param step how far to move, not negative, at most about 146 years
     * @throws IllegalArgumentException if {@code step} is negative or longer
     */
    public void advance(Duration step) {
        if (Checks.notNegative("manual time", "step", step).compareTo(LONGEST_STEP) > 0) {
            throw new IllegalArgumentException("manual time: step=" + step + " (expected: <= " + LONGEST_STEP + ")");
        }
        now.addAndGet(step.toNanos());
        sleepers.forEach(LockSupport::unpark);
    }

    /**
     * How many threads are parked on this clock now.
     *
     * @return the number of threads inside {@link #parkUntil}
     */
    public int sleepers() {
        return sleepers.size();
    }

    @Override
    public void parkUntil(Object blocker, long nanoTime) {
        Thread self = Thread.currentThread();
        // Registered before the time is read, and read by advance() after the time is written: one of the two sees
        // the other, so no move of the clock is missed.
        sleepers.add(self);
        try {
            if (nanoTime - now.get() > 0) {
                LockSupport.park(blocker);
            }
        } finally {
            sleepers.remove(self);
        }
    }
}
