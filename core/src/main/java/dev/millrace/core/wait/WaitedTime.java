package dev.millrace.core.wait;

/**
 * How long threads have stood in a list. Guarded by the list's lock, except where said.
 *
 * <p>To read the clock twice takes a tenth of the time of a short wait of a virtual thread. So on virtual threads only the
 * first waits of a list are all timed; of the later ones, one in {@value #STRIDE} is, and stands for so many.
 */
final class WaitedTime {

    private static final int ALL_TIMED = 256;
    private static final int STRIDE = 8;

    private int waits;
    private long nanos;

    /** Begins the wait of the calling thread. Without the lock: a count out of date times another wait, that is all. */
    void begin(Place place) {
        int before = waits;
        if (before < ALL_TIMED || !Thread.currentThread().isVirtual()) {
            place.weight = 1;
        } else {
            place.weight = before % STRIDE == 0 ? STRIDE : 0;
        }
        place.since = now(place);
    }

    /** The time for {@link #end}, read without the lock; whatever it is for a wait that is not timed. */
    long now(Place place) {
        return place.weight == 0 ? 0 : System.nanoTime();
    }

    /** Counts a wait that has ended. */
    void end(Place place, long now) {
        nanos += place.weight * (now - place.since);
        waits = waits == Integer.MAX_VALUE ? ALL_TIMED : waits + 1;
    }

    long nanos() {
        return nanos;
    }
}
