package dev.millrace.core.time;

import org.jspecify.annotations.Nullable;

/**
 * A task that waits on a {@link TimerWheel} for its time, and can be taken back until then.
 *
 * <p><b>Threads.</b> Any.
 */
public final class ScheduledTask {

    /*
     * field          | read and written
     * previous, next | under the lock of the wheel; by the thread that hands the bucket over, once it is due
     * bucket         | under the lock of the wheel
     * task           | by the thread that schedules; then as the links
     */

    private final TimerWheel wheel;

    /** What is to run, or null once it is handed over or cancelled, so that whoever keeps this does not keep the task. */
    @Nullable Runnable task;

    /** The bucket in which it waits, or null once it is cancelled. */
    @Nullable Bucket bucket;

    @Nullable ScheduledTask previous;
    @Nullable ScheduledTask next;

    ScheduledTask(TimerWheel wheel, Runnable task) {
        this.wheel = wheel;
        this.task = task;
    }

    /**
     * Takes the task back.
     *
     * @return true if the task will never be handed over because of this call; false if it was cancelled before, or its time
     *     has come
     */
    public boolean cancel() {
        return wheel.cancel(this);
    }

    /**
     * Whether it still waits.
     *
     * @return true if its time has not come and it is not cancelled
     */
    public boolean isPending() {
        return wheel.isPending(this);
    }

    @Override
    public String toString() {
        return "ScheduledTask[" + (isPending() ? "pending" : "over") + "]";
    }

    /** All tasks of one tick, in the order in which they came: a doubly linked list whose elements are its nodes. */
    static final class Bucket {

        /** The slot of this bucket on Agrona's wheel. */
        final long slot;

        final long tick;
        private @Nullable ScheduledTask first;
        private @Nullable ScheduledTask last;

        int size;

        /** Set, under the lock, when the bucket leaves the wheel; from then on it is the thread's that took it out. */
        boolean isDue;

        Bucket(long slot, long tick) {
            this.slot = slot;
            this.tick = tick;
        }

        boolean isEmpty() {
            return size == 0;
        }

        void addLast(ScheduledTask scheduled) {
            ScheduledTask before = last;
            scheduled.bucket = this;
            scheduled.previous = before;
            if (before == null) {
                first = scheduled;
            } else {
                before.next = scheduled;
            }
            last = scheduled;
            size++;
        }

        void remove(ScheduledTask scheduled) {
            unlink(scheduled);
            scheduled.bucket = null;
            scheduled.task = null;
        }

        /** Takes the task of the first out, or returns null if there is none; for the thread that took the bucket. */
        @Nullable Runnable poll() {
            ScheduledTask scheduled = first;
            if (scheduled == null) {
                return null;
            }
            unlink(scheduled);
            Runnable task = scheduled.task;
            scheduled.task = null;
            return task;
        }

        private void unlink(ScheduledTask scheduled) {
            ScheduledTask before = scheduled.previous;
            ScheduledTask after = scheduled.next;
            if (before == null) {
                first = after;
            } else {
                before.next = after;
            }
            if (after == null) {
                last = before;
            } else {
                after.previous = before;
            }
            scheduled.previous = null;
            scheduled.next = null;
            size--;
        }
    }
}
