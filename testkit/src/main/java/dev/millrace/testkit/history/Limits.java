package dev.millrace.testkit.history;

import dev.millrace.testkit.internal.Checks;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How long a check may search, and how. A check that meets a limit answers {@link Verdict.GaveUp}.
 *
 * @param algorithm how to search
 * @param maxSteps  how many times a call may be tried in a state, all parts of the history together
 * @param maxBytes  how much memory the search may keep, about, not counting the states of the model; looked at
 *                  every few thousand steps
 * @param maxTime   how long the check may take; looked at every few thousand steps
 * @param threads   how many threads may judge the parts of a partitioned history, the caller among them
 * @param cancelled asked every few thousand steps, by any of these threads; true ends the check
 */
public record Limits(Algorithm algorithm, long maxSteps, long maxBytes, Duration maxTime, int threads,
        BooleanSupplier cancelled) {

    /** The ways to search. All give the same answer; they differ in time and memory. */
    public enum Algorithm {
        /**
         * Both others in turns until one of them is done: the one that is likely to be better, then the other for a quarter
         * as many steps, then the first for twice as many as before, and so on. {@link #JUST_IN_TIME} is likely to be better
         * for a part with calls of unknown end, {@link #WING_GONG_LOWE} for one without.
         */
        AUTO,
        /**
         * Depth first, after Wing, Gong and Lowe: takes the first call that the model accepts, goes on, and comes back when a
         * return is met whose call has not taken effect. Remembers where it was. Quick if the history is right.
         */
        WING_GONG_LOWE,
        /**
         * Breadth first, after Lowe: goes through the history once and keeps every situation that is possible so far; a call
         * takes effect just before a return that needs it. Of situations that differ only in calls of unknown end, it keeps
         * those in which fewest have taken effect. For such calls, and for long histories of few threads.
         */
        JUST_IN_TIME
    }

    private static final Duration FOR_EVER = Duration.ofDays(36_500);
    private static final Limits NONE = new Limits(
            Algorithm.AUTO,
            Long.MAX_VALUE,
            Runtime.getRuntime().maxMemory() / 2,
            FOR_EVER,
            Runtime.getRuntime().availableProcessors(),
            () -> false);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if a limit leaves nothing
     */
    public Limits {
        Checks.notNull("limits", "algorithm", algorithm);
        Checks.notNull("limits", "cancelled", cancelled);
        Checks.notNull("limits", "maxTime", maxTime);
        require("maxSteps", maxSteps, maxSteps > 0);
        require("maxBytes", maxBytes, maxBytes > 0);
        require("maxTime", maxTime, maxTime.isPositive());
        require("threads", threads, threads > 0);
    }

    private static void require(String name, Object value, boolean positive) {
        if (!positive) {
            throw new IllegalArgumentException("limits: " + name + "=" + value + " (expected: > 0)");
        }
    }

    /** No limit but half of the heap; all processors. */
    public static Limits none() {
        return NONE;
    }

    /** No longer than this, otherwise as {@link #none}. */
    public static Limits within(Duration maxTime) {
        return new Limits(NONE.algorithm, NONE.maxSteps, NONE.maxBytes, maxTime, NONE.threads, NONE.cancelled);
    }

    /** The same limits for another way to search. */
    public Limits with(Algorithm other) {
        return new Limits(other, maxSteps, maxBytes, maxTime, threads, cancelled);
    }

    /** The same with another number of steps. */
    public Limits withMaxSteps(long steps) {
        return new Limits(algorithm, steps, maxBytes, maxTime, threads, cancelled);
    }

    /** The same with another amount of memory. */
    public Limits withMaxBytes(long bytes) {
        return new Limits(algorithm, maxSteps, bytes, maxTime, threads, cancelled);
    }

    /** The same with another number of threads. */
    public Limits withThreads(int count) {
        return new Limits(algorithm, maxSteps, maxBytes, maxTime, count, cancelled);
    }

    /** The same, and over as soon as {@code condition} holds. */
    public Limits until(BooleanSupplier condition) {
        return new Limits(algorithm, maxSteps, maxBytes, maxTime, threads, condition);
    }
}
