package dev.millrace.testkit.engine;

import dev.millrace.testkit.scenario.Scenario;
import dev.millrace.testkit.schedule.BoundedSearch;
import dev.millrace.testkit.schedule.Fault;
import dev.millrace.testkit.schedule.FaultInjection;
import dev.millrace.testkit.schedule.PriorityWalk;
import dev.millrace.testkit.schedule.RandomWalk;
import dev.millrace.testkit.schedule.Strategy;
import dev.millrace.testkit.spec.Plan;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Runs scenarios under control: a few schedules with the fewest preemptions, then some by random priorities, then some by a
 * random walk.
 */
public final class ControlledAttempts extends Attempts {

    private static final int SOME = 40;
    private static final int MANY = 400;
    private static final int FOR_THE_SIMPLEST = 4_000;
    /** So few calls have so few schedules of a few preemptions that most or all of them can be tried. */
    private static final int FEW_CALLS = 4;
    private static final int PREEMPTIONS = 3;

    private final Plan<?> plan;
    private final ControlledEngine engine;
    private final Set<Fault> faults;

    /** Attempts on this engine, with up to two of these faults in a run. */
    public ControlledAttempts(Plan<?> plan, ControlledEngine engine, Set<Fault> faults) {
        this.plan = plan;
        this.engine = engine;
        this.faults = Set.copyOf(faults);
    }

    @Override
    public Optional<Trial> once(Scenario scenario) {
        return repeat(scenario, BoundedSearch.upTo(0), 1, () -> true);
    }

    @Override
    public Optional<Trial> some(Scenario scenario, long seed, BooleanSupplier mayGoOn) {
        return repeat(scenario, seed, SOME, mayGoOn);
    }

    @Override
    public Optional<Trial> many(Scenario scenario, long seed, BooleanSupplier mayGoOn) {
        if (scenario.size() > FEW_CALLS) {
            return repeat(scenario, seed, MANY, mayGoOn);
        }
        BoundedSearch search = BoundedSearch.upTo(scenario.size() < FEW_CALLS ? 2 : PREEMPTIONS);
        Optional<Trial> failure = repeat(scenario, search, FOR_THE_SIMPLEST, mayGoOn);
        boolean enough = failure.isPresent() || (search.isExhausted() && faults.isEmpty());
        return enough ? failure : repeat(scenario, seed, MANY, mayGoOn);
    }

    @Override
    public Optional<Trial> again(Scenario scenario, String schedule) {
        return Optional.of(counted(engine.replay(plan, scenario, Strategy.parse(schedule)))).filter(Trial::failed);
    }

    private Optional<Trial> repeat(Scenario scenario, long seed, int times, BooleanSupplier mayGoOn) {
        List<Strategy> strategies = List.of(BoundedSearch.upTo(1), PriorityWalk.of(2, seed), RandomWalk.of(seed),
                PriorityWalk.of(3, ~seed));
        for (Strategy strategy : strategies) {
            Optional<Trial> failure = repeat(scenario, injected(strategy, seed), times, mayGoOn);
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    /** A search is exhaustive, so nothing random is mixed into it. */
    private Strategy injected(Strategy strategy, long seed) {
        return faults.isEmpty() || strategy instanceof BoundedSearch
                ? strategy
                : FaultInjection.of(strategy, faults, 2, seed);
    }

    private Optional<Trial> repeat(Scenario scenario, Strategy strategy, int times, BooleanSupplier mayGoOn) {
        for (int i = 0; i < times && !strategy.isExhausted() && (i == 0 || mayGoOn.getAsBoolean()); i++) {
            Trial trial = counted(engine.run(plan, scenario, strategy));
            if (trial.failed()) {
                return Optional.of(trial);
            }
        }
        return Optional.empty();
    }

    /** The first failure in the order of preemptions, if it comes early enough. */
    @Override
    public Trial simplest(Trial failure) {
        return repeat(failure.scenario(), BoundedSearch.upTo(PREEMPTIONS), FOR_THE_SIMPLEST, () -> true)
                .orElse(failure);
    }
}
