package dev.millrace.core.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A line of waiting parties and the short lock that guards it: first in, first out, and anybody may step out of the middle
 * at once. It is a doubly linked list whose elements are its nodes; lock, length and both ends lie on one cache line.
 *
 * <p><b>Threads.</b> Any number of threads may call {@link #lock} and {@link #size}. All else is for the holder of the lock,
 * who may guard more with it than the line.
 *
 * <p><b>The lock</b> parks nobody: a thread that finds it held spins a moment and then yields its processor, to let a
 * holder that the system has descheduled go on. No code of a user, no allocation of unbounded size and no parking may happen
 * inside, so a virtual thread is never unmounted while it holds the lock. Not reentrant, no owner.
 *
 * <p><b>Memory.</b> {@link #unlock} <i>happens-before</i> the {@link #lock} that follows it. It is a release write: whoever
 * joins the line, and must be seen there by those who read its {@link #size} before he reads something himself, puts a full
 * fence between the two.
 *
 * @param <P> what stands in line
 */
public final class LockedLine<P extends LockedLine.Place<P>> extends LockedLineFields<P> {

    // The word is size * 2 + held. Only the holder writes it while it is held, so he needs no atomic update.

    private static final int SPINS = 64;
    private static final long HELD = 1;
    private static final long ONE_PLACE = 2;
    private static final VarHandle WORD = wordHandle();

    long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14;

    /** An empty line, not locked. */
    public LockedLine() {}

    /** Takes the lock, however long that takes. */
    public void lock() {
        for (int attempt = 1; !tryLock(); attempt++) {
            Spin.once(attempt, SPINS);
        }
    }

    /** Frees the lock. */
    public void unlock() {
        // plain: the holder alone writes; release: pairs with the compare-and-set in tryLock()
        WORD.setRelease(this, word & ~HELD);
    }

    /** How many stand in line; for the holder of the lock exact, for anyone else as of some moment during the call. */
    public int size() {
        // volatile: it is the read of a waker, totally ordered after his own volatile publication
        return (int) ((long) WORD.getVolatile(this) >>> 1);
    }

    private boolean tryLock() {
        // opaque: look before trying to write, so that waiting threads share the cache line
        long seen = (long) WORD.getOpaque(this);
        return (seen & HELD) == 0 && WORD.compareAndSet(this, seen, seen | HELD);
    }

    // ---- for the holder of the lock

    /** The one who has stood in line for the longest time, or null if there is none. */
    public @Nullable P first() {
        return first;
    }

    /** The one who stands behind another, or null if there is none. */
    public @Nullable P after(P place) {
        return place.next;
    }

    /** Puts a place that stands in no line at the end of this one. */
    public void addLast(P place) {
        P before = last;
        place.previous = before;
        place.inLine = true;
        if (before == null) {
            first = place;
        } else {
            before.next = place;
        }
        last = place;
        grow(ONE_PLACE);
    }

    /** Takes out the first, or returns null if there is none. */
    public @Nullable P removeFirst() {
        P place = first;
        if (place != null) {
            remove(place);
        }
        return place;
    }

    /**
     * Takes out a place of this line.
     *
     * @return false if it was not in line any more
     */
    public boolean remove(P place) {
        if (!place.inLine) {
            return false;
        }
        P before = place.previous;
        P after = place.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        place.previous = null;
        place.next = null;
        place.inLine = false;
        grow(-ONE_PLACE);
        return true;
    }

    private void grow(long delta) {
        // plain: the holder alone writes; opaque: others read it at any time
        WORD.setOpaque(this, word + delta);
    }

    private static VarHandle wordHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(LockedLineFields.class, "word", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * A place in a line.
     *
     * @param <P> the class that extends this one
     */
    public abstract static class Place<P extends Place<P>> {
        @Nullable P previous;
        @Nullable P next;
        boolean inLine;

        /** A place that stands in no line yet. */
        protected Place() {}
    }
}

abstract class LockedLineFields<P extends LockedLine.Place<P>> extends PaddingBefore {
    long word;
    @Nullable P first;
    @Nullable P last;
}
