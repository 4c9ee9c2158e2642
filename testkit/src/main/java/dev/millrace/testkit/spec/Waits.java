package dev.millrace.testkit.spec;

import java.time.Duration;

/** How long those calls wait that wait for a time. */
final class Waits {

    /** Short, since a thread that waits tests nothing meanwhile; long beside what the other threads do in it. */
    private static final Duration LONGEST = Duration.ofMillis(2);

    private static final int STEPS = 16;

    private Waits() {}

    /** Some time from none to the longest, another one for each call of a thread. */
    static Duration next(Caller caller) {
        // 7 has no factor in common with the steps, so that all of them come up.
        int step = (caller.turn() * 7 + caller.thread()) % STEPS;
        return LONGEST.multipliedBy(step).dividedBy(STEPS);
    }

    /** The same times as an argument that the history shows. */
    static Gen<Duration> any() {
        return Gen.durations(LONGEST);
    }
}
