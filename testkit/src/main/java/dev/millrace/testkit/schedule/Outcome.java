package dev.millrace.testkit.schedule;

import java.util.List;

/**
 * What became of a run.
 *
 * @param kind       how it ended
 * @param schedule   who ran when; {@link Replay} runs it again
 * @param token      one word that makes {@link Strategy#parse(String)} give a strategy that repeats the run
 * @param steps      the number of choices
 * @param nanos      how much virtual time passed
 * @param unfinished the threads that are not over; those that the code under test has started may be so in a completed run
 * @param failures   the threads that threw something
 * @param notices    what was seen that the run could not control, so that a replay may differ
 */
public record Outcome(Kind kind, Schedule schedule, String token, int steps, long nanos, List<ThreadReport> unfinished,
        List<ThreadReport> failures, List<String> notices) {

    /** How a run ended. Exceptions are not part of it: see {@link Outcome#failures()}. */
    public enum Kind {
        /** Every body is over; threads that it has started are over too, or wait. */
        COMPLETED,
        /** Some body is not over, every thread waits, and no timer is set. */
        DEADLOCK,
        /** The limit of steps is passed. */
        LIVELOCK,
        /** A thread goes round a loop that touches no shared memory, so that nothing will end it. */
        ENDLESS_LOOP
    }

    /** Checks for null. */
    public Outcome {
        unfinished = List.copyOf(unfinished);
        failures = List.copyOf(failures);
        notices = List.copyOf(notices);
    }

    /** Whether every body came to its end and no thread threw anything. */
    public boolean isClean() {
        return kind == Kind.COMPLETED && failures.isEmpty();
    }

    /** Several lines: the end, what replays it, and each thread that failed or is not over. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(kind).append(" after ").append(steps).append(" steps; replay: ").append(schedule);
        for (ThreadReport report : failures) {
            text.append('\n').append(report);
        }
        for (ThreadReport report : unfinished) {
            text.append('\n').append(report);
        }
        for (String notice : notices) {
            text.append("\nnotice: ").append(notice);
        }
        return text.toString();
    }
}
