package dev.millrace.testkit.schedule;

/**
 * Sees to it that a stack which is nearly full overflows where nothing has been done yet. What code under test makes of
 * a {@link StackOverflowError} is its own affair; one that strikes amid the work of the engine would leave a monitor
 * held for ever.
 */
final class Headroom {

    /**
     * Frames of a method that does next to nothing, more than anything needs that comes between a check and the next.
     */
    private static final int FRAMES = 100;

    private Headroom() {}

    /**
     * Right before what must not be left half done.
     *
     * @throws StackOverflowError if there is little left
     */
    static void check() {
        descend(FRAMES, 1, 2, 3, 4, 5, 6, 7);
    }

    /** The arguments make the frame larger: each is needed after the call. */
    private static long descend(int more, long a, long b, long c, long d, long e, long f, long g) {
        return more == 0 ? a : descend(more - 1, b, c, d, e, f, g, a) + (a ^ b) + (c ^ d) + (e ^ f) + g;
    }
}
