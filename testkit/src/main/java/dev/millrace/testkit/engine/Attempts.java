package dev.millrace.testkit.engine;

import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.scenario.Scenario;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Runs scenarios again and again until one fails, and counts. It is used by one thread. */
public abstract sealed class Attempts permits StressAttempts, ControlledAttempts {

    private static final int MOST_COUNTED = 1_000_000;

    private final Set<Long> schedules = new HashSet<>();
    private long runs;
    private long gaveUp;

    Attempts() {}

    /** Runs a scenario once, in which no two threads meet. */
    public abstract Optional<Trial> once(Scenario scenario);

    /** Runs a new scenario some times, while it may go on, to see whether it fails. */
    public abstract Optional<Trial> some(Scenario scenario, long seed, BooleanSupplier mayGoOn);

    /** Runs a scenario that is simpler than one that failed as often as it takes to believe that it does not. */
    public abstract Optional<Trial> many(Scenario scenario, long seed, BooleanSupplier mayGoOn);

    /** Runs a scenario in the recorded order, or, if none was recorded, many times. */
    public abstract Optional<Trial> again(Scenario scenario, String schedule);

    /** The simplest way to run a scenario that fails. */
    public abstract Trial simplest(Trial failure);

    /** Counts a run. */
    final Trial counted(Trial trial) {
        return counted(trial, 1);
    }

    /** Counts runs, of which this was the last; if the judge gave up on it, it did so, as far as is known, on all. */
    final Trial counted(Trial trial, int many) {
        runs += many;
        if (trial.verdict() instanceof Verdict.GaveUp) {
            gaveUp += many;
        }
        if (trial.fingerprint() != 0 && schedules.size() < MOST_COUNTED) {
            schedules.add((long) trial.scenario().hashCode() << Integer.SIZE ^ trial.fingerprint());
        }
        return trial;
    }

    /** How many runs there were. */
    public final long runs() {
        return runs;
    }

    /** How many schedules were different, as far as they were counted; 0 if schedules are not known. */
    public final long distinct() {
        return schedules.size();
    }

    /** How often the judge gave up. */
    public final long gaveUp() {
        return gaveUp;
    }
}
