package dev.millrace.testkit.engine;

import dev.millrace.testkit.scenario.Scenario;
import dev.millrace.testkit.spec.Plan;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Runs scenarios on real threads, on each kind of thread in turn. */
public final class StressAttempts extends Attempts {

    private static final int CALLS_AT_ONCE = 2_000;
    private static final int MOST_AT_ONCE = 200;
    private static final int SOME = 400;
    private static final int MANY = 3_000;

    private final Plan<?> plan;
    private final List<StressEngine> engines;

    /** Attempts on these engines. */
    public StressAttempts(Plan<?> plan, List<StressEngine> engines) {
        this.plan = plan;
        this.engines = List.copyOf(engines);
    }

    @Override
    public Optional<Trial> once(Scenario scenario) {
        return Optional.of(counted(engines.getFirst().run(plan, scenario, 0, 1, () -> true).trial()))
                .filter(Trial::failed);
    }

    @Override
    public Optional<Trial> some(Scenario scenario, long seed, BooleanSupplier mayGoOn) {
        return repeat(scenario, seed, SOME, mayGoOn);
    }

    @Override
    public Optional<Trial> many(Scenario scenario, long seed, BooleanSupplier mayGoOn) {
        return repeat(scenario, seed, MANY, mayGoOn);
    }

    @Override
    public Optional<Trial> again(Scenario scenario, String schedule) {
        return many(scenario, scenario.hashCode(), () -> true);
    }

    private Optional<Trial> repeat(Scenario scenario, long seed, int times, BooleanSupplier mayGoOn) {
        SplittableRandom random = new SplittableRandom(seed);
        int atOnce = Math.clamp(CALLS_AT_ONCE / Math.max(1, scenario.size()), 1, MOST_AT_ONCE);
        int done = 0;
        for (int i = 0; i == 0 || (done < times && mayGoOn.getAsBoolean()); i++) {
            StressEngine.Shown shown = engines.get(i % engines.size()).run(plan, scenario, random.nextLong(), atOnce,
                    mayGoOn);
            counted(shown.trial(), shown.runs());
            done += Math.max(1, shown.runs());
            if (shown.trial().failed()) {
                return Optional.of(shown.trial());
            }
        }
        return Optional.empty();
    }

    @Override
    public Trial simplest(Trial failure) {
        return failure;
    }
}
