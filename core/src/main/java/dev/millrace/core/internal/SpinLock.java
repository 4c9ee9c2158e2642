package dev.millrace.core.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A lock for critical sections of a few instructions, such as linking a node into a list.
 *
 * <p>It parks nobody: a thread that finds it held spins a moment and then yields its processor, to let a holder that the
 * system has descheduled go on. No code of a user, no allocation of unbounded size and no parking may happen inside, so
 * a virtual thread is never unmounted while it holds the lock. Not reentrant, no owner.
 *
 * <p><b>Memory.</b> {@link #unlock} <i>happens-before</i> the {@link #lock} that follows it.
 */
public final class SpinLock {

    private static final int SPINS = 64;
    private static final VarHandle HELD = heldHandle();

    private boolean held;

    /** A free lock. */
    public SpinLock() {}

    /** Takes the lock, however long that takes. */
    public void lock() {
        // acquire: pairs with the release in unlock(); the list of the last holder is seen
        if (!HELD.weakCompareAndSetAcquire(this, false, true)) {
            lockContended();
        }
    }

    /** Frees the lock. */
    public void unlock() {
        // release: pairs with the acquire in lock()
        HELD.setRelease(this, false);
    }

    private void lockContended() {
        for (int attempt = 1;; attempt++) {
            // opaque: look before trying to write, so that waiting threads share the cache line
            if (!(boolean) HELD.getOpaque(this) && HELD.weakCompareAndSetAcquire(this, false, true)) {
                return;
            }
            Spin.once(attempt, SPINS);
        }
    }

    private static VarHandle heldHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(SpinLock.class, "held", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
