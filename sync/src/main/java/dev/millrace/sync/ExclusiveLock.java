package dev.millrace.sync;

import java.time.Duration;
import java.util.concurrent.locks.Lock;

/** A guard that is a lock: the ways in, which are the same whether it has an owner or not. */
abstract sealed class ExclusiveLock extends LockGuard implements Lockable permits Mutex, RLock {

    private static final int ONCE = 1;

    private final String subject;
    private final Hold hold = this::unlock;

    /** {@code subject} is what errors call it. */
    ExclusiveLock(String subject, boolean fair) {
        super(fair);
        this.subject = subject;
    }

    @Override
    public final void lock() throws InterruptedException {
        take(ONCE);
    }

    @Override
    public final void lockUninterruptibly() {
        takeUninterruptibly(ONCE);
    }

    @Override
    public final boolean tryLock() {
        return takeAtOnce(ONCE);
    }

    @Override
    public final boolean tryLock(Duration timeout) throws InterruptedException {
        return take(ONCE, subject, timeout);
    }

    @Override
    public final Hold hold() throws InterruptedException {
        lock();
        return hold;
    }

    @Override
    public final Lock asLock() {
        return new LockView(this, ONCE, this::unlock);
    }

    @Override
    public final int waiting() {
        return standing();
    }

    @Override
    public final Condition newCondition() {
        return new Condition(this);
    }

    @Override
    final String goal(int request) {
        return "lock";
    }
}
