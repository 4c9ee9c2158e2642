package dev.millrace.benchmarks;

import java.util.Arrays;

/**
 * What the iterations of one benchmark came to.
 *
 * @param median the middle score, or the mean of the middle two
 * @param min the least score
 * @param max the greatest score
 * @param bytes the bytes allocated per operation, the median too
 */
record Summary(double median, double min, double max, double bytes) {

    /** Sums up scores, at least one, and bytes per operation, perhaps none (then NaN). */
    static Summary of(double[] scores, double[] bytes) {
        if (scores.length == 0) {
            throw new IllegalArgumentException("summary: scores=0 (expected: >= 1)");
        }
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        return new Summary(median(sorted), sorted[0], sorted[sorted.length - 1], median(bytes));
    }

    /** How many times the time of {@code peer} this takes: below 1 is faster. */
    double ratioTo(Summary peer) {
        return median / peer.median;
    }

    private static double median(double[] values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
