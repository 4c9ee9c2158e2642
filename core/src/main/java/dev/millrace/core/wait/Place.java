package dev.millrace.core.wait;

import dev.millrace.core.internal.LockedLine;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A waiter's place on one list, and how long threads have stood in it.
 *
 * <p>To read the clock twice takes a tenth of the time of a short wait of a virtual thread. So on virtual threads only the
 * first waits in a place are all timed; of the later ones, about one in {@value #STRIDE} is, and stands for so many. Which
 * ones is scattered by multiplication (Knuth), so that no regular pattern of short and long waits falls in step with it.
 *
 * <p>The clock is the waiting thread's; only {@link #waitedNanos} is for all.
 */
sealed class Place extends LockedLine.Place<Place> permits Waiter {

    /** No moment: a clock that shows just this is taken for one that stands still. */
    private static final long UNTIMED = Long.MIN_VALUE;

    private static final int ALL_TIMED = 256;
    private static final int STRIDE = 8;
    private static final int STRIDE_BITS = 3;
    private static final int GOLDEN_RATIO = 0x9E3779B9;

    private static final VarHandle NANOS = handle("nanos");
    private static final VarHandle SINCE = handle("since");

    /** Whether the list keeps this place for later waits. */
    final boolean kept;

    private final Waiter waiter;

    /** When the present wait began, or {@link #UNTIMED}. */
    private long since = UNTIMED;

    /** For how many waits the present one stands; zero if it is not timed. */
    private int weight;
    private int begun;
    private long nanos;

    /** A place of a waiter that stands on several lists. */
    Place(Waiter waiter) {
        this.waiter = waiter;
        this.kept = false;
    }

    /** For a waiter that stands on one list: it is its own place, one object and one cache line. */
    Place(boolean kept) {
        this.waiter = (Waiter) this;
        this.kept = kept;
    }

    final Waiter waiter() {
        return waiter;
    }

    /** Begins the wait of the calling thread. */
    final void startClock(boolean always) {
        weight = weightOfNext(always);
        if (weight != 0) {
            // opaque: its thread writes it, others read it at any time
            SINCE.setOpaque(this, System.nanoTime());
        }
    }

    private int weightOfNext(boolean always) {
        int number = begun++;
        if (always || (number >= 0 && number < ALL_TIMED) || !Thread.currentThread().isVirtual()) {
            return 1;
        }
        return (number * GOLDEN_RATIO) >>> (Integer.SIZE - STRIDE_BITS) == 0 ? STRIDE : 0;
    }

    /** Adds the wait that has ended. */
    final void stopClock() {
        if (weight != 0) {
            // opaque: one thread at a time writes it, others read it at any time
            NANOS.setOpaque(this, nanos + weight * (System.nanoTime() - since));
            SINCE.setOpaque(this, UNTIMED);
        }
    }

    /** How long the present wait has taken, or -1 if it is not timed. */
    final long waitingNanos() {
        long from = (long) SINCE.getOpaque(this);
        return from == UNTIMED ? -1 : System.nanoTime() - from;
    }

    final long waitedNanos() {
        return (long) NANOS.getOpaque(this);
    }

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(Place.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
