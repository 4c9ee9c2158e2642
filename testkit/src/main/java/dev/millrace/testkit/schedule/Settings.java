package dev.millrace.testkit.schedule;

/**
 * How runs are controlled. A schedule is replayed under the settings under which it was recorded.
 *
 * @param steps        a run of more steps is a {@link Outcome.Kind#LIVELOCK}; threads that run on for an eighth of them after all
 *                      bodies are over are left to themselves
 * @param spins        after so many steps in a row, a thread is taken to spin, and others get a turn first
 * @param earlyTimeouts whether time may pass, and so a timed wait end, although some thread can run; if not, it still does so
 *                      when threads seem to spin until it does
 * @param stacks       whether the stacks of threads that did not finish are recorded, which takes longer than a short run
 */
public record Settings(int steps, int spins, boolean earlyTimeouts, boolean stacks) {

    /** 20,000 steps, 100 spins, no early timeouts, stacks. */
    public static final Settings STANDARD = new Settings(20_000, 100, false, true);

    /** Checks the numbers. */
    public Settings {
        if (steps < 1) {
            throw new IllegalArgumentException("settings: steps=" + steps + " (expected: >= 1)");
        }
        if (spins < 1) {
            throw new IllegalArgumentException("settings: spins=" + spins + " (expected: >= 1)");
        }
    }

    /** The same with another limit of steps. */
    public Settings withSteps(int limit) {
        return new Settings(limit, spins, earlyTimeouts, stacks);
    }

    /** The same with another limit of steps in a row. */
    public Settings withSpins(int limit) {
        return new Settings(steps, limit, earlyTimeouts, stacks);
    }

    /** The same, with or without early timeouts. */
    public Settings withEarlyTimeouts(boolean early) {
        return new Settings(steps, spins, early, stacks);
    }

    /** The same, with or without stacks. */
    public Settings withStacks(boolean recorded) {
        return new Settings(steps, spins, earlyTimeouts, recorded);
    }
}
