package dev.millrace.core.internal;

/**
 * A count that any thread may read at any time, in one word with the short lock under which it changes: both lie on one
 * cache line, and to publish a new count is to unlock.
 *
 * <p>What {@link SpinLock} says of critical sections holds here too: a few instructions, no code of a user, no parking.
 *
 * <p><b>Memory.</b> An unlock <i>happens-before</i> the {@link #lock} that follows it, and the {@link #count} that sees it. It is
 * a release write: who must be seen by those that read the count before he reads something himself puts a full fence
 * between the two.
 */
public final class LockedCount extends PaddedLong {

    private static final int SPINS = 64;
    private static final long HELD = 1;

    // The padded number is count * 2 + held.

    /** A free lock and a count of zero. */
    public LockedCount() {}

    /** The count as of the last unlock. */
    public long count() {
        return getVolatile() >>> 1;
    }

    /** Takes the lock, however long that takes. */
    public void lock() {
        for (int attempt = 1; !tryLock(); attempt++) {
            Spin.once(attempt, SPINS);
        }
    }

    /** Frees the lock and leaves the count as it is. */
    public void unlock() {
        // plain: the holder alone writes; release: pairs with the compare-and-set in tryLock()
        setRelease(getPlain() & ~HELD);
    }

    /** Frees the lock with a new count. */
    public void unlock(long count) {
        // release: pairs with the compare-and-set in tryLock() and the read in count()
        setRelease(count << 1);
    }

    private boolean tryLock() {
        // opaque: look before trying to write, so that waiting threads share the cache line
        long seen = getOpaque();
        return (seen & HELD) == 0 && compareAndSet(seen, seen | HELD);
    }
}
