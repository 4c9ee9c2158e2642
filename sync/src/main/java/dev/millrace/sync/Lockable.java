package dev.millrace.sync;

import java.time.Duration;
import java.util.concurrent.locks.Lock;

/**
 * A lock that a {@link Condition} can go with: {@link Mutex}, which has no owner, or {@link RLock}, which its owner may lock
 * again.
 */
public sealed interface Lockable permits ExclusiveLock, Condition {

    /**
     * Locks, and waits as long as that takes.
     *
     * @throws InterruptedException if the thread is interrupted on entry or while it waits; then it does not hold the lock
     */
    void lock() throws InterruptedException;

    /** Locks, and waits as long as that takes, whatever interrupts; the interrupt status is kept. */
    void lockUninterruptibly();

    /**
     * Locks if that is possible at once; also before those who wait, and also if the lock is fair.
     *
     * @return whether the caller holds the lock now
     */
    boolean tryLock();

    /**
     * Locks, and waits for so long at the most. Zero waits for nobody, but keeps the order of a fair lock.
     *
     * @param timeout not negative
     * @return whether the caller holds the lock now
     * @throws InterruptedException     if the thread is interrupted on entry or while it waits; then it does not hold the lock
     * @throws IllegalArgumentException if the timeout is negative
     */
    boolean tryLock(Duration timeout) throws InterruptedException;

    /**
     * Unlocks, and lets the longest waiting thread try.
     *
     * @throws IllegalMonitorStateException if the lock is not held, or not by the caller where that matters; nothing changes
     */
    void unlock();

    /**
     * Locks as {@link #lock()}, for a {@code try} that unlocks at its end.
     *
     * @return what unlocks when it is closed; the same object for all
     * @throws InterruptedException as {@link #lock()}
     */
    Hold hold() throws InterruptedException;

    /**
     * The same lock as one of the JDK, for code that takes such a one. Its conditions work; its {@code lock} cannot be interrupted.
     */
    Lock asLock();

    /** Whether somebody holds the lock. */
    boolean isLocked();

    /** How many threads wait for the lock. */
    int waiting();

    /** A new condition of this lock. */
    Condition newCondition();
}
