package dev.millrace.sync;

import dev.millrace.core.internal.Checks;
import dev.millrace.core.time.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A guard as the JDK's {@link Lock}, which differs from ours in words only: {@code lock} is not interrupted there, and a time
 * that is not positive waits for nobody.
 */
final class LockView implements Lock {

    private final LockGuard guard;
    private final int request;
    private final Runnable unlock;

    /** {@code request} is what locking asks the guard for. */
    LockView(LockGuard guard, int request, Runnable unlock) {
        this.guard = guard;
        this.request = request;
        this.unlock = unlock;
    }

    @Override
    public void lock() {
        guard.takeUninterruptibly(request);
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        guard.take(request);
    }

    @Override
    public boolean tryLock() {
        return guard.takeAtOnce(request);
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        long nanos = Checks.notNull("lock view", "unit", unit).toNanos(time);
        return guard.takeUnlessInterrupted(request) || guard.await(request, deadline(nanos, TimeUnit.NANOSECONDS));
    }

    /** So long from now. In nanoseconds, which end at the most of them: a duration of the most days would be an error. */
    static Deadline deadline(long time, TimeUnit unit) {
        return Deadline.after(Duration.ofNanos(Math.max(0, Checks.notNull("lock view", "unit", unit).toNanos(time))));
    }

    @Override
    public void unlock() {
        unlock.run();
    }

    @Override
    public Condition newCondition() {
        return guard.signalsFor(request).map(ConditionView::new).orElseThrow(() -> new UnsupportedOperationException(
                "read lock: condition=none (expected: of a lock that one thread holds); use the write lock"));
    }

    @Override
    public String toString() {
        return "Lock[" + guard + "]";
    }
}
