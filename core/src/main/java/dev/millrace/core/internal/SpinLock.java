package dev.millrace.core.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A short lock that parks nobody: a thread that finds it held spins a moment and then yields its processor.
 *
 * <p>What {@link LockedLine} says of its lock holds for this one too: no code of a user and no parking inside, not reentrant,
 * no owner; {@link #unlock} <i>happens-before</i> the {@link #lock} that follows it.
 */
public final class SpinLock {

    private static final int SPINS = 64;
    private static final VarHandle HELD;

    static {
        try {
            HELD = MethodHandles.lookup().findVarHandle(SpinLock.class, "held", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private boolean held;

    /** A lock that is free. */
    public SpinLock() {}

    /** Takes the lock, however long that takes. */
    public void lock() {
        for (int attempt = 1; !tryLock(); attempt++) {
            Spin.once(attempt, SPINS);
        }
    }

    /** Frees the lock. */
    public void unlock() {
        HELD.setRelease(this, false); // release: pairs with the compare-and-set in tryLock()
    }

    private boolean tryLock() {
        // opaque: look before trying to write, so that waiting threads share the cache line
        return !(boolean) HELD.getOpaque(this) && HELD.compareAndSet(this, false, true);
    }
}
