package dev.millrace.sync;

import dev.millrace.core.internal.Checks;
import dev.millrace.core.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What threads that hold a lock wait for, and are told of by others that hold it. It is a {@link Lockable} itself: to lock it is
 * to lock its lock.
 *
 * <pre>{@code
 * Condition notEmpty = new Condition();
 * try (var _ = notEmpty.hold()) {
 *     notEmpty.awaitUntil(() -> !items.isEmpty());
 *     return items.removeFirst();
 * }
 * }</pre>
 *
 * <p>To wait unlocks, however deep the lock is held, and locks again before it returns or throws. Between the signal and the
 * return others may hold the lock, so what was signalled may not be so any more: wait in a loop, as {@link #awaitUntil} does.
 *
 * <p><b>Threads.</b> Any that hold the lock. With a {@link Mutex}, which has no owner, it is checked only that it is locked.
 *
 * <p><b>Ordering.</b> Signals go to those who wait first come, first served, and those who were signalled get the lock in this
 * order, after those who stood in line for it before.
 *
 * <p><b>Memory.</b> That of the lock.
 *
 * <p><b>Progress.</b> To signal one takes constant time, and no wake-up: whoever was signalled is woken when the lock is his. The
 * lists of who waits are kept under locks of a few instructions, which a thread that the system suspends there holds up.
 *
 * <p><b>Blocking and interruption.</b> An interrupt on entry or while waiting ends the wait with {@link InterruptedException},
 * with the lock held. One that comes after the signal is kept as the thread's status: no signal is lost on a thread that
 * does not use it.
 */
public final class Condition extends Watchable implements Lockable {

    private final Lockable lockable;
    private final Signals signals;

    /** A condition with a new {@link RLock}. */
    public Condition() {
        this(new RLock());
    }

    /**
     * A condition of this lock, which may have others.
     *
     * @param lock the lock that it goes with
     */
    public Condition(Lockable lock) {
        this.lockable = Checks.notNull("condition", "lock", lock);
        this.signals = new Signals(guardOf(lock), this);
    }

    private static LockGuard guardOf(Lockable lock) {
        return switch (lock) {
            case Mutex mutex -> mutex;
            case RLock rlock -> rlock;
            case Condition condition -> guardOf(condition.lockable);
        };
    }

    /**
     * Waits for a signal.
     *
     * @throws IllegalMonitorStateException if the lock is not held
     * @throws InterruptedException         if the thread is interrupted on entry or before the signal; it holds the lock then, too
     */
    public void await() throws InterruptedException {
        signals.await(Deadline.never());
    }

    /**
     * Waits for a signal, for so long at the most; not counted the time to lock again.
     *
     * @param timeout not negative
     * @return whether it was signalled
     * @throws IllegalMonitorStateException if the lock is not held
     * @throws IllegalArgumentException     if the timeout is negative
     * @throws InterruptedException         as {@link #await()}
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return signals.await(Errors.deadline("condition", timeout));
    }

    /**
     * Waits until it is so. The question is asked under the lock, at first and after each signal.
     *
     * @param isSo what to wait for; called under the lock
     * @throws IllegalMonitorStateException if the lock is not held
     * @throws InterruptedException         as {@link #await()}, unless it is so at once
     */
    public void awaitUntil(BooleanSupplier isSo) throws InterruptedException {
        awaitUntil(isSo, Deadline.never());
    }

    /**
     * Waits until it is so, for so long at the most, however many signals come meanwhile.
     *
     * @param isSo what to wait for; called under the lock
     * @param timeout not negative
     * @return the last answer
     * @throws IllegalMonitorStateException if the lock is not held
     * @throws IllegalArgumentException     if the timeout is negative
     * @throws InterruptedException         as {@link #await()}, unless it is so at once
     */
    public boolean awaitUntil(BooleanSupplier isSo, Duration timeout) throws InterruptedException {
        return awaitUntil(isSo, Errors.deadline("condition", timeout));
    }

    private boolean awaitUntil(BooleanSupplier isSo, Deadline deadline) throws InterruptedException {
        Checks.notNull("condition", "isSo", isSo);
        signals.requireHeld();
        boolean inTime = true;
        while (!isSo.getAsBoolean()) {
            if (!inTime) {
                return false;
            }
            inTime = signals.await(deadline);
        }
        return true;
    }

    /**
     * Waits for a signal, whatever interrupts; the interrupt status is kept.
     *
     * @throws IllegalMonitorStateException if the lock is not held
     */
    public void awaitUninterruptibly() {
        signals.awaitUninterruptibly();
    }

    /**
     * Lets the one go on that has waited for the longest time, if there is one.
     *
     * @throws IllegalMonitorStateException if the lock is not held
     */
    public void signal() {
        signal(1);
    }

    /**
     * Lets so many go on that have waited for the longest time, or all if there are not as many.
     *
     * @param many how many; 0 or more
     * @return how many were signalled
     * @throws IllegalArgumentException     if {@code many < 0}
     * @throws IllegalMonitorStateException if the lock is not held
     */
    public int signal(int many) {
        return signals.signal(Checks.atLeast("condition", "many", many, 0));
    }

    /**
     * Lets all go on that wait.
     *
     * @return how many were signalled
     * @throws IllegalMonitorStateException if the lock is not held
     */
    public int signalAll() {
        return signal(Integer.MAX_VALUE);
    }

    /** How many threads wait for a signal. */
    public int awaiting() {
        return signals.awaiting();
    }

    // The lock.

    @Override
    public void lock() throws InterruptedException {
        lockable.lock();
    }

    @Override
    public void lockUninterruptibly() {
        lockable.lockUninterruptibly();
    }

    @Override
    public boolean tryLock() {
        return lockable.tryLock();
    }

    @Override
    public boolean tryLock(Duration timeout) throws InterruptedException {
        return lockable.tryLock(timeout);
    }

    @Override
    public void unlock() {
        lockable.unlock();
    }

    @Override
    public Hold hold() throws InterruptedException {
        return lockable.hold();
    }

    @Override
    public Lock asLock() {
        return lockable.asLock();
    }

    @Override
    public boolean isLocked() {
        return lockable.isLocked();
    }

    @Override
    public int waiting() {
        return lockable.waiting();
    }

    /** Another condition of the same lock. */
    @Override
    public Condition newCondition() {
        return new Condition(lockable);
    }

    @Override
    String state() {
        return "awaiting=" + awaiting() + ", lock=" + lockable;
    }

    @Override
    @Nullable Thread holder() {
        return null;
    }

    /** Nobody: those who wait here do so for a signal, which anybody may give that holds the lock. */
    @Override
    List<Report.Holder> holders() {
        return List.of();
    }

    @Override
    List<Report.Waiter> waiters() {
        return signals.waiters();
    }
}
