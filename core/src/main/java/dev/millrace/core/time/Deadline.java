package dev.millrace.core.time;

import dev.millrace.core.internal.Checks;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A point in time at which waiting ends, or never.
 *
 * <p>A deadline is made once from a timeout and then asked as often as needed, so a wait that is woken early and goes
 * on waiting does not start its timeout anew.
 *
 * <p><b>Threads.</b> Immutable: any number of threads may share one.
 *
 * <p><b>Limits and units.</b> A timeout of more than 146 years is {@link #never()}. A timeout of zero has passed at
 * once.
 */
public final class Deadline {

    private static final long FOREVER_NANOS = Long.MAX_VALUE / 2;
    private static final Duration FOREVER = Duration.ofNanos(FOREVER_NANOS);
    private static final Deadline NEVER = new Deadline(TimeSource.system(), 0);

    private final TimeSource time;
    private final long nanoTime;

    private Deadline(TimeSource time, long nanoTime) {
        this.time = time;
        this.nanoTime = nanoTime;
    }

    /**
     * The deadline that never passes.
     *
     * @return the one such deadline
     */
    public static Deadline never() {
        return NEVER;
    }

    /**
     * A deadline on the system's clock.
     *
     * @param timeout how long from now, not negative
     * @return the deadline
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    public static Deadline after(Duration timeout) {
        return after(timeout, TimeSource.system());
    }

    /**
     * A deadline on a given clock.
     *
     * @param timeout how long from now, not negative
     * @param time the clock
     * @return the deadline
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    public static Deadline after(Duration timeout, TimeSource time) {
        Checks.notNegative("deadline", "timeout", timeout);
        Checks.notNull("deadline", "time", time);
        return timeout.compareTo(FOREVER) >= 0 ? NEVER : new Deadline(time, time.nanoTime() + timeout.toNanos());
    }

    /**
     * Whether this deadline is {@link #never()}.
     *
     * @return true if it cannot pass
     */
    public boolean isNever() {
        return this == NEVER;
    }

    /**
     * Whether the time has come.
     *
     * @return true from the deadline on
     */
    public boolean hasPassed() {
        return remainingNanos() <= 0;
    }

    /**
     * The time that is left.
     *
     * @return nanoseconds until the deadline, zero once it has passed, {@link Long#MAX_VALUE} if it never does
     */
    public long remainingNanos() {
        return isNever() ? Long.MAX_VALUE : Math.max(0, nanoTime - time.nanoTime());
    }

    /**
     * The time that is left.
     *
     * @return the time until the deadline, zero once it has passed; for {@link #never()} about 292 years
     */
    public Duration remaining() {
        return Duration.ofNanos(remainingNanos());
    }

    /**
     * Parks the calling thread until the deadline, an unpark, an interrupt, or for no reason at all: call it in a loop
     * that re-checks what is waited for.
     *
     * @param blocker what the thread waits for, shown in thread dumps
     */
    public void park(Object blocker) {
        if (isNever()) {
            LockSupport.park(blocker);
        } else {
            time.parkUntil(blocker, nanoTime);
        }
    }

    @Override
    public String toString() {
        return isNever() ? "Deadline[never]" : "Deadline[in " + remaining() + "]";
    }
}
