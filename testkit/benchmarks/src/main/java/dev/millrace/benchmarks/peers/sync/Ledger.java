package dev.millrace.benchmarks.peers.sync;

/**
 * What an exclusive section guards: two counts in plain memory, that each posting increments one after the other. Whoever
 * finds them unequal was not alone.
 */
public final class Ledger {

    /** In longs: far enough that no lock lies in the same or the next cache line. */
    private static final int APART = 16;

    private static final int FIRST = APART;
    private static final int SECOND = APART + 1;

    private final Runnable work;
    private final long[] counts = new long[2 * APART + 2]; // guarded by the section

    /** A ledger of nothing, in which each reading and each posting takes this work. */
    public Ledger(Runnable work) {
        this.work = work;
    }

    /**
     * Increments both counts, with the work in between.
     *
     * @throws IllegalStateException if somebody else has done half of it
     */
    public void post() {
        long next = postings() + 1;
        counts[FIRST] = next;
        work.run();
        counts[SECOND] = next;
    }

    /**
     * Reads both counts, works, and reads them again.
     *
     * @throws IllegalStateException if somebody posts meanwhile
     */
    public void read() {
        long before = postings();
        work.run();
        check(before);
    }

    /**
     * Checks that so many postings were made, and all of them alone.
     *
     * @return their number
     */
    public long check(long expected) {
        if (counts[FIRST] != expected || counts[SECOND] != expected) {
            throw new IllegalStateException("ledger: counts=" + counts[FIRST] + ", " + counts[SECOND] + " (expected: "
                    + expected + " of both); two were inside at once");
        }
        return expected;
    }

    private long postings() {
        return check(counts[FIRST]);
    }
}
