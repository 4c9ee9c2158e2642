package dev.millrace.testkit;

import java.time.Duration;
import java.util.Locale;

/**
 * What an engine has done.
 *
 * @param engine     the engine
 * @param scenarios  how many scenarios it ran
 * @param runs       how many runs of them, that is, schedules
 * @param distinct   how many of those schedules were different, as far as the engine knows them; 0 if it does not
 * @param gaveUp     on how many runs the judge gave up
 * @param time       how long it took
 */
public record Effort(Engine engine, long scenarios, long runs, long distinct, long gaveUp, Duration time) {

    /** Runs a second. */
    public double rate() {
        return runs * 1e9 / Math.max(1, time.toNanos());
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s: %,d runs of %,d scenarios in %,d ms%s%s", engine, runs, scenarios,
                time.toMillis(), distinct == 0 ? "" : String.format(Locale.ROOT, ", %,d schedules", distinct),
                gaveUp == 0 ? "" : String.format(Locale.ROOT, ", no verdict on %,d", gaveUp));
    }
}
