package dev.millrace.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/**
 * A lock without an owner: whoever likes may unlock it, and nobody may lock it twice. It is Python's {@code Lock}, and a
 * semaphore of one permit.
 *
 * <pre>{@code
 * Mutex mutex = new Mutex();
 * try (var _ = mutex.hold()) {
 *     balance += amount;
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> Any. A thread that locks what it holds already waits until another one unlocks.
 *
 * <p><b>Ordering.</b> Those who wait are let in first come, first served. One who comes while the mutex is free may get it
 * before them, unless it is {@linkplain #fair() fair}; only {@link #tryLock()} never looks at who waits.
 *
 * <p><b>Memory.</b> {@link #unlock} <i>happens-before</i> every lock that follows it.
 *
 * <p><b>Progress.</b> Nobody waiting, to lock is one compare-and-set, and to unlock is one exchange and a read.
 *
 * <p><b>Blocking and interruption.</b> {@link #lock}, {@link #tryLock(Duration)} and {@link Lockable#hold} wait and end with
 * {@link InterruptedException} when they are interrupted; {@link #lockUninterruptibly} waits and does not. A platform thread spins
 * for a moment, about a microsecond, before it parks. Who gives up leaves nothing behind, and takes no wake-up with him.
 */
public final class Mutex extends ExclusiveLock {

    private static final int FREE = 0;
    private static final int HELD = 1;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Mutex.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int state;

    /** A free mutex that favours whoever comes at the right moment. */
    public Mutex() {
        this(false);
    }

    private Mutex(boolean fair) {
        super("mutex", fair);
    }

    /** A free mutex that lets threads in strictly in the order in which they came. */
    public static Mutex fair() {
        return new Mutex(true);
    }

    @Override
    public void unlock() {
        if (!giveBackAndTell(1)) {
            throw Errors.notHeld("mutex");
        }
        wakeFirst();
    }

    @Override
    public boolean isLocked() {
        return state == HELD;
    }

    @Override
    boolean attempt(int request) {
        return state == FREE && STATE.compareAndSet(this, FREE, HELD); // look first: a failed update costs as much as a good one
    }

    @Override
    boolean giveBack(int request) {
        return (int) STATE.getAndSet(this, FREE) == HELD;
    }

    @Override
    boolean isOpen() {
        return state == FREE;
    }

    @Override
    int requireHeld(String subject) {
        if (state == FREE) {
            throw Errors.notHeld(subject);
        }
        return 1;
    }

    @Override
    void releaseFully() {
        unlock();
    }

    @Override
    String state() {
        return (isLocked() ? "locked" : "free") + ", waiting=" + waiting();
    }
}
