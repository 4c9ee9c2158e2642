package dev.millrace.sync;

import dev.millrace.core.internal.Checks;
import dev.millrace.core.time.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** Signals as the JDK's {@link Condition}; a time that is not positive unlocks and locks, and is over at once. */
record ConditionView(Signals signals) implements Condition {

    @Override
    public void await() throws InterruptedException {
        signals.await(Deadline.never());
    }

    @Override
    public void awaitUninterruptibly() {
        signals.awaitUninterruptibly();
    }

    @Override
    public long awaitNanos(long nanosTimeout) throws InterruptedException {
        long begin = System.nanoTime();
        signals.await(LockView.deadline(nanosTimeout, TimeUnit.NANOSECONDS));
        long left = nanosTimeout - (System.nanoTime() - begin);
        return left <= nanosTimeout ? left : Long.MIN_VALUE; // less than the least would come out as very much
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return signals.await(LockView.deadline(time, unit));
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // the JDK's signature, and getTime since SQL's dates refuse toInstant
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        Duration left = Duration.between(Instant.now(),
                Instant.ofEpochMilli(Checks.notNull("condition view", "deadline", deadline).getTime()));
        return signals.await(Deadline.after(left.isNegative() ? Duration.ZERO : left));
    }

    @Override
    public void signal() {
        signals.signal(1);
    }

    @Override
    public void signalAll() {
        signals.signal(Integer.MAX_VALUE);
    }

    @Override
    public String toString() {
        return "Condition[awaiting=" + signals.awaiting() + ", lock=" + signals.lock() + "]";
    }
}
