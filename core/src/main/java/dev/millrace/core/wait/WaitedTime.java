package dev.millrace.core.wait;

/**
 * How long threads have stood in a list. Guarded by the list's lock, but for {@link #now}.
 *
 * <p>To read the clock twice takes a tenth of the time of a short wait of a virtual thread. So on virtual threads only the
 * first waits of a list are all timed; of the later ones, about one in {@value #STRIDE} is, and stands for so many. Which
 * ones is scattered by multiplication (Knuth), so that no regular pattern of short and long waits falls in step with it.
 */
final class WaitedTime {

    private static final int ALL_TIMED = 256;
    private static final int STRIDE = 8;
    private static final int STRIDE_BITS = 3;
    private static final int GOLDEN_RATIO = 0x9E3779B9;

    private int begun;
    private long nanos;

    /** Begins the wait of the calling thread. */
    void begin(Place place) {
        int number = begun++;
        if ((number >= 0 && number < ALL_TIMED) || !Thread.currentThread().isVirtual()) {
            place.weight = 1;
        } else {
            place.weight = (number * GOLDEN_RATIO) >>> (Integer.SIZE - STRIDE_BITS) == 0 ? STRIDE : 0;
        }
        place.since = now(place);
    }

    /** The time for {@link #end}; whatever it is for a wait that is not timed. */
    long now(Place place) {
        return place.weight == 0 ? 0 : System.nanoTime();
    }

    /** Adds a wait that has ended. */
    void end(Place place, long now) {
        nanos += place.weight * (now - place.since);
    }

    long nanos() {
        return nanos;
    }
}
