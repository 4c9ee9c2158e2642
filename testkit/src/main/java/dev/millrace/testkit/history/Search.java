package dev.millrace.testkit.history;

/** A search for an order of the calls of a part, which can be interrupted and resumed. Used by one thread at a time. */
interface Search {

    /** What is known so far. */
    enum Progress {
        UNDECIDED,
        FOUND,
        IMPOSSIBLE
    }

    /** Goes on for about so many steps. Not called again once it has decided. */
    Progress run(long steps);

    /** How many steps it has made in all. */
    long steps();

    /** About how many bytes it keeps. */
    long bytes();

    /** After FOUND, the order. After IMPOSSIBLE, the longest order that reaches the return that none can pass. */
    int[] order();

    /**
     * After IMPOSSIBLE, the call whose return no order can pass. If all returns can be passed, a call that waits although it
     * could go on after {@link #order}.
     */
    int culprit();

    /** The sum, or almost {@link Long#MAX_VALUE} if one of them is without measure. */
    static long sum(long... bytes) {
        long sum = 0;
        for (long some : bytes) {
            sum += Math.min(some, Long.MAX_VALUE / 16);
        }
        return sum;
    }
}
