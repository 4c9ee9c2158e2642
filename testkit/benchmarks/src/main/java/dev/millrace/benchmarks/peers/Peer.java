package dev.millrace.benchmarks.peers;

import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One implementation in the comparison.
 *
 * @param <W> what work it may be asked to do
 * @param <T> what does the work
 * @param name how the tables and the parameter {@code implementation} call it
 * @param standing its part in the comparison
 * @param fits whether it can do this work as asked, such as with exactly this capacity
 * @param opener makes a new one for such work
 */
public record Peer<W, T>(String name, Standing standing, Predicate<W> fits, Function<W, T> opener) {

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
     * A new one for this work.
     *
     * @throws IllegalArgumentException if it does not fit
     */
    public T open(W work) {
        if (!fits.test(work)) {
            throw new IllegalArgumentException(name + ": work=" + work + " (expected: work that it can do as asked)");
        }
        return opener.apply(work);
    }
}
