package dev.millrace.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/**
 * A lock that many may hold to read, or one to write. It has no owners and is not reentrant: a thread that reads and wants to
 * write waits for itself.
 *
 * <p><b>Threads.</b> Any.
 *
 * <p><b>Ordering.</b> Those who wait are let in first come, first served, readers that stand behind each other together. One
 * who comes at the right moment may get in before those who wait, unless the lock is {@linkplain #fair() fair}; but no reader passes
 * by a writer that is first in line, so writers are not starved. The exception are {@link #tryLockRead()} and {@link
 * #tryLockWrite()} without a timeout, which look at nothing but whether the lock lets them in: readers that come by these again and
 * again can keep a writer out.
 *
 * <p><b>Memory.</b> To unlock from writing <i>happens-before</i> every lock that follows it; to unlock from reading every lock
 * to write that follows it.
 *
 * <p><b>Progress.</b> To lock and unlock while nobody waits is one compare-and-set each, retried while other readers come and go at
 * the same moment; to stand in line takes the line's own lock for a few instructions.
 *
 * <p><b>Blocking and interruption.</b> As {@link Mutex}.
 *
 * <p><b>Limits.</b> {@value #MOST_READERS} readers at once.
 */
public final class ReadWriteLock extends LockGuard {

    private static final int FREE = 0;
    private static final int WRITTEN = -1;
    private static final int MOST_READERS = Integer.MAX_VALUE;
    static final int READ = 1;
    static final int WRITE = 2;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(ReadWriteLock.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Hold readHold = this::unlockRead;
    private final Hold writeHold = this::unlockWrite;

    /** How many read, or {@link #WRITTEN}. */
    private volatile int state;

    /** A free lock that favours whoever comes at the right moment. */
    public ReadWriteLock() {
        this(false);
    }

    private ReadWriteLock(boolean fair) {
        super(fair);
    }

    /** A free lock that lets threads in strictly in the order in which they came. */
    public static ReadWriteLock fair() {
        return new ReadWriteLock(true);
    }

    /**
     * Locks to read, and waits as long as that takes.
     *
     * @throws InterruptedException if the thread is interrupted on entry or while it waits; then it does not hold the lock
     */
    public void lockRead() throws InterruptedException {
        take(READ);
    }

    /** Locks to write; as {@link #lockRead()}. */
    public void lockWrite() throws InterruptedException {
        take(WRITE);
    }

    /** Locks to read, whatever interrupts; the interrupt status is kept. */
    public void lockReadUninterruptibly() {
        takeUninterruptibly(READ);
    }

    /** Locks to write, whatever interrupts; the interrupt status is kept. */
    public void lockWriteUninterruptibly() {
        takeUninterruptibly(WRITE);
    }

    /** Locks to read if nobody writes, also before those who wait. Returns whether it has. */
    public boolean tryLockRead() {
        return attemptAndTell(READ);
    }

    /** Locks to write if the lock is free, also before those who wait. Returns whether it has. */
    public boolean tryLockWrite() {
        return attemptAndTell(WRITE);
    }

    /**
     * Locks to read, and waits for so long at the most.
     *
     * @param timeout not negative
     * @return whether it has
     * @throws InterruptedException     as {@link #lockRead()}
     * @throws IllegalArgumentException if the timeout is negative
     */
    public boolean tryLockRead(Duration timeout) throws InterruptedException {
        return take(READ, "read-write lock", timeout);
    }

    /**
     * Locks to write, and waits for so long at the most; as {@link #tryLockRead(Duration)}.
     *
     * @param timeout not negative
     */
    public boolean tryLockWrite(Duration timeout) throws InterruptedException {
        return take(WRITE, "read-write lock", timeout);
    }

    @Override
    boolean mayPass(int request) {
        return super.mayPass(request) && (request == WRITE || !isFirst(WRITE));
    }

    /**
     * Ends to read.
     *
     * @throws IllegalMonitorStateException if nobody reads; nothing changes
     */
    public void unlockRead() {
        if (!giveBackAndTell(READ)) {
            throw notHeld("read-write lock", "to read");
        }
        // Else whoever is in now wakes a writer when he goes; but one who is shown to hold it must not be shown when he has gone.
        if (state == FREE || isFirst(READ) || isWatched()) {
            wakeFirst();
        }
    }

    /** Nobody holds it in this way: nobody at all, or in the other one. */
    private IllegalMonitorStateException notHeld(String subject, String way) {
        int now = state;
        return now == FREE
                ? Errors.notHeld(subject)
                : Errors.heldAs(subject, now == WRITTEN ? "to write" : "to read", way);
    }

    /**
     * Ends to write.
     *
     * @throws IllegalMonitorStateException if nobody writes; nothing changes
     */
    public void unlockWrite() {
        if (!giveBackAndTell(WRITE)) {
            throw notHeld("read-write lock", "to write");
        }
        wakeFirst();
    }

    /** Locks to read as {@link #lockRead()}, for a {@code try} that unlocks at its end. */
    public Hold holdRead() throws InterruptedException {
        lockRead();
        return readHold;
    }

    /** Locks to write as {@link #lockWrite()}, for a {@code try} that unlocks at its end. */
    public Hold holdWrite() throws InterruptedException {
        lockWrite();
        return writeHold;
    }

    /** How many threads read, at some moment during the call. */
    public int readers() {
        return Math.max(0, state);
    }

    /** Whether somebody writes. */
    public boolean isWriteLocked() {
        return state == WRITTEN;
    }

    /** How many threads wait. */
    public int waiting() {
        return standing();
    }

    /** The same lock as one of the JDK; conditions are there for writers only. */
    public java.util.concurrent.locks.ReadWriteLock asReadWriteLock() {
        record View(Lock readLock, Lock writeLock) implements java.util.concurrent.locks.ReadWriteLock {}
        return new View(new LockView(this, READ, this::unlockRead), new LockView(this, WRITE, this::unlockWrite));
    }

    @Override
    Optional<Signals> signalsFor(int request) {
        return request == WRITE ? super.signalsFor(request) : Optional.empty();
    }

    @Override
    int requireHeld(String subject) {
        if (!isWriteLocked()) {
            throw notHeld(subject, "to write");
        }
        return WRITE;
    }

    @Override
    void releaseFully() {
        unlockWrite();
    }

    @Override
    boolean attempt(int request) {
        return request == WRITE ? state == FREE && STATE.compareAndSet(this, FREE, WRITTEN) : read();
    }

    private boolean read() {
        int before = state;
        while (before >= FREE && before < MOST_READERS) {
            if (STATE.compareAndSet(this, before, before + 1)) {
                return true;
            }
            before = state;
        }
        return false;
    }

    @Override
    boolean giveBack(int request) {
        return request == WRITE ? STATE.compareAndSet(this, WRITTEN, FREE) : endReading();
    }

    private boolean endReading() {
        int before = state;
        while (before > FREE) {
            if (STATE.compareAndSet(this, before, before - 1)) {
                return true;
            }
            before = state;
        }
        return false;
    }

    /** A writer that is first in line finds out for itself that there are readers. */
    @Override
    boolean isOpen() {
        return state != WRITTEN;
    }

    @Override
    String goal(int request) {
        return request == WRITE ? "write" : "read";
    }

    @Override
    String state() {
        return (isWriteLocked() ? "written" : "readers=" + readers()) + ", waiting=" + waiting();
    }
}
