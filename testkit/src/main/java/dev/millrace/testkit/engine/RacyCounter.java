package dev.millrace.testkit.engine;

import dev.millrace.testkit.schedule.Canary;

/** Loses updates, once it is woven. It is the canary of each controlled check: as long as it counts right, nothing is seen. */
public final class RacyCounter implements Canary.Counter {

    private int value;

    /** A counter at zero. */
    public RacyCounter() {}

    @Override
    public void increment() {
        value++;
    }

    @Override
    public int value() {
        return value;
    }
}
