package dev.millrace.benchmarks.peers;

import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One implementation in the comparison.
 *
 * @param name how the tables and the parameter {@code implementation} call it
 * @param standing its part in the comparison
 * @param fits whether it can do this work as asked: with exactly this capacity, this many threads a side
 * @param opener makes a new transfer for such work
 */
public record Peer(
        String name, Standing standing, Predicate<Workload> fits, Function<Workload, Transfer<Integer>> opener) {

    /** The part of an implementation in the comparison. */
    public enum Standing {

        /** Millrace: what the others are set against. */
        OURS,

        /** Another library, or the JDK. */
        OTHER,

        /** Another library with another setting: left out of quick runs. */
        VARIANT
    }

    /**
     * A new transfer for this work.
     *
     * @throws IllegalArgumentException if it does not fit
     */
    public Transfer<Integer> open(Workload work) {
        if (!fits.test(work)) {
            throw new IllegalArgumentException(name + ": work=" + work + " (expected: work that it can do as asked)");
        }
        return opener.apply(work);
    }
}
