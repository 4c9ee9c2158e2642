package dev.millrace.testkit.schedule;

/**
 * Sees to it that a stack which is nearly full overflows where nothing has been done yet. What code under test makes of
 * a {@link StackOverflowError} is its own affair; one that strikes amid the work of the engine would leave a monitor
 * held for ever.
 *
 * <p>A method is let in only if there is room for its frame, and for a reserve of the JVM's. So a few calls of a method with a
 * large frame ask for much, and touch next to nothing of it: 8 KiB compiled and 15 KiB interpreted, more than anything needs that
 * comes between a check and the next. What makes the frame large is a branch with many variables that is seldom taken; but often
 * enough that no compiler leaves it out.
 */
final class Headroom {

    /** So few that a processor predicts all returns: a hundred small frames took twenty times as long. */
    private static final int CALLS = 14;
    private static final int SELDOM = 64;

    /** Zero. Volatile: each read is one of its own, whose value has to be kept somewhere. */
    private static volatile long source;
    /** Plain: it does not matter when exactly the branch is taken. */
    private static int checks;

    private Headroom() {}

    /**
     * Right before what must not be left half done.
     *
     * @throws StackOverflowError if there is little left
     */
    static void check() {
        descend(CALLS, ++checks % SELDOM == 0);
    }

    private static int descend(int more, boolean useAll) {
        if (useAll) {
            long a0 = source, a1 = source, a2 = source, a3 = source, a4 = source, a5 = source, a6 = source, a7 = source,
                    a8 = source, a9 = source, b0 = source, b1 = source, b2 = source, b3 = source, b4 = source,
                    b5 = source, b6 = source, b7 = source, b8 = source, b9 = source, c0 = source, c1 = source,
                    c2 = source, c3 = source, c4 = source, c5 = source, c6 = source, c7 = source, c8 = source,
                    c9 = source, d0 = source, d1 = source, d2 = source, d3 = source, d4 = source, d5 = source,
                    d6 = source, d7 = source, d8 = source, d9 = source, e0 = source, e1 = source, e2 = source,
                    e3 = source, e4 = source, e5 = source, e6 = source, e7 = source, e8 = source, e9 = source,
                    f0 = source, f1 = source, f2 = source, f3 = source, f4 = source, f5 = source, f6 = source,
                    f7 = source, f8 = source, f9 = source;
            use(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0, c1, c2, c3, c4, c5,
                    c6, c7, c8, c9, d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, f0,
                    f1, f2, f3, f4, f5, f6, f7, f8, f9);
        }
        return more == 0 ? 0 : 1 + descend(more - 1, false);
    }

    private static void use(long a0, long a1, long a2, long a3, long a4, long a5, long a6, long a7, long a8, long a9,
            long b0, long b1, long b2, long b3, long b4, long b5, long b6, long b7, long b8, long b9, long c0, long c1,
            long c2, long c3, long c4, long c5, long c6, long c7, long c8, long c9, long d0, long d1, long d2, long d3,
            long d4, long d5, long d6, long d7, long d8, long d9, long e0, long e1, long e2, long e3, long e4, long e5,
            long e6, long e7, long e8, long e9, long f0, long f1, long f2, long f3, long f4, long f5, long f6, long f7,
            long f8, long f9) {
        source = a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + b0 + b1 + b2 + b3 + b4 + b5 + b6 + b7 + b8 + b9 + c0
                + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + d0 + d1 + d2 + d3 + d4 + d5 + d6 + d7 + d8 + d9 + e0 + e1
                + e2 + e3 + e4 + e5 + e6 + e7 + e8 + e9 + f0 + f1 + f2 + f3 + f4 + f5 + f6 + f7 + f8 + f9;
    }
}
