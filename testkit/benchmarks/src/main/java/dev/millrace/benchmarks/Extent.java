package dev.millrace.benchmarks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of a row is measured.
 *
 * @param quick few cases, only to see that all works
 * @param only the capacities to ask at, or null for the row's own
 * @param crowd links or pairs where there are many
 */
record Extent(boolean quick, @Nullable List<Integer> only, int crowd) {

    /** The capacities to ask at, where a row has these of its own. */
    List<Integer> capacities(Integer... own) {
        return only != null ? only : List.of(own);
    }
}
