package dev.millrace.core.time;

import dev.millrace.core.internal.Checks;
import dev.millrace.core.internal.Refusable;
import dev.millrace.core.internal.SpinLock;
import dev.millrace.core.internal.Uncaught;
import dev.millrace.core.time.ScheduledTask.Bucket;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DeadlineTimerWheel;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait for their time, as many as one likes, without a thread for each.
 *
 * <p>The {@linkplain #shared() shared wheel} is driven by one daemon thread, which is started when the first task is
 * scheduled, and sleeps until the next task is due; it does not tick while there is nothing to do. A wheel of one's own, for a
 * test or an event loop, is driven by whoever calls {@link #expire}.
 *
 * <pre>{@code
 * ScheduledTask abort = TimerWheel.shared().schedule(Duration.ofSeconds(30), connection::abort);
 * connection.open();
 * abort.cancel();
 * }</pre>
 *
 * <p><b>Threads.</b> Any number of threads may call any method. The shared wheel runs each task on a new virtual thread, so a
 * task may block, and holds up no other.
 *
 * <p><b>Ordering.</b> Tasks are handed over by their ticks, and those of one tick in the order in which they were scheduled.
 * Threads of their own may run them in any order.
 *
 * <p><b>Memory.</b> Actions before a task is scheduled <i>happen-before</i> the task.
 *
 * <p><b>Progress.</b> To schedule and to cancel takes constant time (the wheel doubles now and then), under a lock that is held
 * for as long; what is cancelled is let go of at once. The driving thread, when it has handed something over, looks for the
 * next tick under the same lock: 3 µs with 1,000 different ticks, 30 µs with 10,000.
 *
 * <p><b>Blocking.</b> No method waits, and none throws {@link InterruptedException}.
 *
 * <p><b>Errors.</b> What a task throws is its thread's to report. If a task cannot be handed over, because no thread can be
 * made for it, or throws while the driving thread runs it, the failure goes to the uncaught exception handler of the driving
 * thread, and the next task has its turn.
 *
 * <p><b>Limits and units.</b> Ticks are of 1.05 ms (2<sup>20</sup> ns): a task is never early, and is handed over with the
 * first full tick at or after its time, that is after the present one, if the machine keeps up. A delay of more than 73 years
 * is as good as for ever.
 */
public final class TimerWheel {

    /*
     * Agrona's wheel keeps the ticks on which something is due, each once. What is due on a tick hangs in its bucket. If each
     * task had its own slot on the wheel, many on the same tick would be searched through one by one, and all other ticks
     * would grow to as many slots: 68 MB for 10,000.
     *
     * The wheel cannot be asked what comes next. So `earliest` is a lower bound of it:
     *
     *   - No bucket is on the wheel with an earlier tick.
     *   - Scheduling lowers it, cancelling leaves it: the driver then wakes once for nothing, and looks again.
     *   - It is raised only by takeDue(), from a look at all ticks under the lock.
     *
     * So nothing is due between the last tick that was handed over and `earliest`, and the wheel may jump over all of that.
     *
     * A task goes one of two ways, decided under the lock: cancel() takes it out of its bucket, or takeDue() takes the
     * bucket out of the wheel.
     *
     * A scheduler S and the driver D, so that no wake-up is lost:
     *
     *     S: earliest = tick (volatile)    S: unpark D
     *     D: read earliest (volatile)      D: park until then
     *
     * If D reads the old value, S unparks it afterwards, and it does not park or wakes. And if that unpark only finds the
     * permit of another, which D is just taking, then D reads again after it has taken it, and, both being volatile, sees S's.
     *
     * field          | read                       | written
     * wheel, buckets | under the lock             | under the lock
     * least          | under the lock             | under the lock
     * size           | under the lock             | under the lock
     * earliest       | volatile, by the driver    | volatile, under the lock
     * driver         | final                      |
     */

    private static final int TICK_SHIFT = 20;
    private static final long TICK_NANOS = 1L << TICK_SHIFT;
    private static final int TICKS_OF_A_TURN = 512;
    private static final int SLOTS_OF_A_TICK = 4;
    private static final long NEVER = Long.MAX_VALUE;

    /** A quarter of the clock's range: half of it may pass before it, and half is what two readings can differ by. */
    private static final long LONGEST_NANOS = Long.MAX_VALUE / 4;

    private static final long LAST_NANOS = Long.MAX_VALUE / 2;

    private final SpinLock lock = new SpinLock();
    private final DeadlineTimerWheel wheel = new DeadlineTimerWheel(TimeUnit.NANOSECONDS, 0, TICK_NANOS,
            TICKS_OF_A_TURN, SLOTS_OF_A_TICK);
    private final Long2ObjectHashMap<Bucket> buckets = new Long2ObjectHashMap<>();
    private final TimeSource time;
    private final long origin;
    private final Executor executor;
    private final @Nullable TimerThread driver;

    /** The tick before which nothing is due, or {@link #NEVER}. */
    private volatile long earliest = NEVER;

    private int size;

    /** A local variable of {@link #earliestOnWheel}. */
    private long least;

    /**
     * A wheel that is driven by its owner, who calls {@link #expire}.
     *
     * @param time     the clock
     * @param executor what due tasks are handed to; {@code Runnable::run} runs them in the thread that calls {@code expire}
     */
    public TimerWheel(TimeSource time, Executor executor) {
        this(Checks.notNull("timer wheel", "time", time), Checks.notNull("timer wheel", "executor", executor), false);
    }

    private TimerWheel(TimeSource time, Executor executor, boolean driven) {
        this.time = time;
        this.origin = time.nanoTime();
        this.executor = executor;
        this.driver = driven ? new TimerThread(this) : null;
    }

    /** A wheel with a thread of its own, which never ends once it is started. */
    static TimerWheel driven(TimeSource time, Executor executor) {
        return new TimerWheel(time, executor, true);
    }

    /**
     * The wheel on which everything in Millrace waits that waits without a thread. It goes by the {@linkplain TimeSource#system()
     * system's time} and runs each task on a new virtual thread.
     *
     * @return the one shared wheel
     */
    public static TimerWheel shared() {
        return Shared.WHEEL;
    }

    private static final class Shared {
        static final TimerWheel WHEEL = driven(TimeSource.system(), TimerThread.newThreadPerTask());
    }

    /**
     * The clock of this wheel.
     *
     * @return the time source that the due times refer to
     */
    public TimeSource time() {
        return time;
    }

    /**
     * Schedules a task.
     *
     * @param delay how long from now, not negative
     * @param task  what to run then, once
     * @return the way to cancel it
     * @throws IllegalArgumentException if the delay is negative
     */
    public ScheduledTask schedule(Duration delay, Runnable task) {
        Checks.notNegative("timer wheel", "delay", delay);
        return scheduleAt(time.nanoTime() + nanos(delay), task);
    }

    /**
     * Schedules a task for a reading of this wheel's {@linkplain #time() clock}.
     *
     * @param nanoTime the time; one that has passed means the next tick
     * @param task     what to run then, once
     * @return the way to cancel it
     */
    public ScheduledTask scheduleAt(long nanoTime, Runnable task) {
        ScheduledTask scheduled = new ScheduledTask(this, Checks.notNull("timer wheel", "task", task));
        // After the present tick: a task that schedules itself anew, without delay, does not hold up who expires the wheel.
        long tick = Math.max(tickAtOrAfter(nanoTime - origin), (elapsed() >> TICK_SHIFT) + 1);
        if (add(scheduled, tick) || (driver != null && !driver.isStarted())) {
            wakeDriver(scheduled);
        }
        return scheduled;
    }

    private void wakeDriver(ScheduledTask scheduled) {
        if (driver != null) {
            try {
                driver.wake();
            } catch (Throwable failure) { // no thread can be made
                scheduled.cancel();
                throw failure;
            }
        }
    }

    /**
     * Hands all tasks over whose time has come.
     *
     * @return how many they were
     */
    public int expire() {
        long now = elapsed() >> TICK_SHIFT;
        int tasks = 0;
        for (Bucket due = takeDue(now); due != null; due = takeDue(now)) {
            for (Runnable task = due.poll(); task != null; task = due.poll()) {
                handOver(task);
                tasks++;
            }
        }
        return tasks;
    }

    /**
     * How many tasks wait for their time.
     *
     * @return the number at some moment during the call
     */
    public int size() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    /** Parks the driver until something may be due, it is woken, or for no reason at all. */
    void parkUntilDue() {
        long tick = earliest; // volatile: see the protocol above
        if (tick == NEVER) {
            LockSupport.park(this);
        } else {
            time.parkUntil(this, origin + (tick << TICK_SHIFT));
        }
    }

    private void handOver(Runnable task) {
        try {
            executor.execute(task);
        } catch (Throwable failure) {
            refuse(task, failure);
        }
    }

    private static void refuse(Runnable task, Throwable cause) {
        if (task instanceof Refusable refusable) {
            refusable.refused(cause);
        } else {
            Uncaught.report(cause);
        }
    }

    private long elapsed() {
        return time.nanoTime() - origin;
    }

    private static long tickAtOrAfter(long elapsed) {
        return (Math.min(elapsed, LAST_NANOS) + TICK_NANOS - 1) >> TICK_SHIFT;
    }

    private static long nanos(Duration delay) {
        return delay.compareTo(Duration.ofNanos(LONGEST_NANOS)) > 0 ? LONGEST_NANOS : delay.toNanos();
    }

    // ---- under the lock

    /** Puts a task on the wheel; true if nothing else was due as early. */
    private boolean add(ScheduledTask scheduled, long tick) {
        lock.lock();
        try {
            Bucket bucket = buckets.get(tick);
            if (bucket == null) {
                bucket = new Bucket(wheel.scheduleTimer(tick << TICK_SHIFT), tick);
                buckets.put(tick, bucket);
            }
            bucket.addLast(scheduled);
            size++;
            boolean first = tick < earliest;
            if (first) {
                earliest = tick; // volatile, before the driver is unparked
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    boolean cancel(ScheduledTask scheduled) {
        lock.lock();
        try {
            Bucket bucket = scheduled.bucket;
            if (bucket == null || bucket.isDue) {
                return false;
            }
            bucket.remove(scheduled);
            size--;
            if (bucket.isEmpty()) {
                wheel.cancelTimer(bucket.slot);
                buckets.remove(bucket.tick);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean isPending(ScheduledTask scheduled) {
        lock.lock();
        try {
            Bucket bucket = scheduled.bucket;
            return bucket != null && !bucket.isDue;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the earliest bucket off the wheel, if it is due. */
    private @Nullable Bucket takeDue(long now) {
        if (earliest > now) { // volatile; what comes under now after this look is the next call's
            return null;
        }
        lock.lock();
        try {
            Bucket due = null;
            while (due == null && earliest <= now) {
                due = take(earliest);
                earliest = earliestOnWheel();
            }
            return due;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Bucket take(long tick) {
        Bucket bucket = buckets.remove(tick);
        if (bucket != null) { // else all of it was cancelled
            wheel.currentTickTime(tick << TICK_SHIFT); // jumps: nothing is due before it
            wheel.poll(tick << TICK_SHIFT, (_, _, _) -> true, Integer.MAX_VALUE);
            bucket.isDue = true;
            size -= bucket.size;
        }
        return bucket;
    }

    private long earliestOnWheel() {
        least = NEVER;
        wheel.forEach((deadline, _) -> least = Math.min(least, deadline >> TICK_SHIFT));
        return least;
    }
}
