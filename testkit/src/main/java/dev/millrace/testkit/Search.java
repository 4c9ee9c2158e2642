package dev.millrace.testkit;

import dev.millrace.testkit.engine.Attempts;
import dev.millrace.testkit.engine.Shrinker;
import dev.millrace.testkit.engine.Trial;
import dev.millrace.testkit.scenario.Scenario;
import dev.millrace.testkit.spec.Plan;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * One engine's search for a failure: one random scenario after the other, each run several times, the short ones first; what
 * fails is shrunk.
 */
final class Search<S> {

    private static final Duration LIKELY_ENOUGH = Duration.ofMinutes(1);

    /** The stretch of a stress test, in parts of its longest. */
    private static final double[] STRETCHES = {0, 0.02, 0.2, 1};

    private final Engine engine;
    private final Plan<S> plan;
    private final Attempts attempts;
    private final SplittableRandom random;
    private final long began = System.nanoTime();
    private long scenarios;

    Search(Engine engine, Plan<S> plan, Attempts attempts, long seed) {
        this.engine = engine;
        this.plan = plan;
        this.attempts = attempts;
        this.random = new SplittableRandom(seed);
    }

    /**
     * A failure.
     *
     * @param engine   the engine that found it
     * @param first    as it was found
     * @param smallest as it was shrunk
     * @param runs     how many runs it took to find it
     * @param time     how long it took to find it
     */
    record Found(Engine engine, Trial first, Trial smallest, long runs, Duration time) {}

    /**
     * Begins with the scenarios that are to be the first, searches for so long, and for so many runs or a few more, and then
     * shrinks for so long at the most.
     */
    Optional<Found> within(Duration budget, long most, Duration shrinking) {
        BooleanSupplier mayGoOn = () -> elapsed().compareTo(budget) < 0;
        for (Scenario scenario : plan.first()) {
            Optional<Trial> failure = scenario.threads().size() == 1 // then each run is the same
                    ? attempts.once(scenario)
                    : attempts.some(scenario, random.nextLong(), mayGoOn);
            if (failure.isPresent()) {
                return failure.map(this::asItIs);
            }
        }
        for (boolean first = true; first
                || (mayGoOn.getAsBoolean() && attempts.runs() < most); first = false) {
            Scenario scenario = plan.scenario(random, longest());
            scenarios++;
            Optional<Trial> failure = attempts.some(scenario, random.nextLong(), mayGoOn);
            if (failure.isPresent()) {
                return Optional.of(shrunk(failure.get(), shrinking));
            }
        }
        return Optional.empty();
    }

    /** Runs one scenario some times, as it is. */
    Optional<Found> of(Scenario scenario) {
        scenarios++;
        return attempts.some(scenario, random.nextLong(), () -> true).map(this::asItIs);
    }

    /** Runs one scenario as it was recorded; if it is empty, searches for a minute. */
    Optional<Found> again(Scenario scenario, String schedule) {
        scenarios++;
        return scenario.size() == 0
                ? within(LIKELY_ENOUGH, Long.MAX_VALUE, Duration.ZERO)
                : attempts.again(scenario, schedule).map(this::asItIs);
    }

    private Found asItIs(Trial trial) {
        return new Found(engine, trial, trial, attempts.runs(), elapsed());
    }

    /** Longer and longer, round and round; a stress test is mostly much longer, since its threads meet by chance. */
    private int longest() {
        int longest = 1 + (int) (scenarios % plan.size());
        double stretch = plan.stretch() * STRETCHES[(int) (scenarios % STRETCHES.length)];
        return engine == Engine.STRESS ? (int) (longest * Math.max(1, stretch)) : longest;
    }

    private Found shrunk(Trial first, Duration most) {
        Duration time = elapsed();
        long runs = attempts.runs();
        long deadline = System.nanoTime() + Budget.inNanos(most).toNanos();
        BooleanSupplier inTime = () -> System.nanoTime() < deadline;
        Shrinker shrinker = new Shrinker(scenario -> plan.hasCast(scenario)
                ? attempts.many(scenario, scenario.hashCode(), inTime)
                : Optional.empty(), inTime, plan::isSpoken);
        return new Found(engine, first, attempts.simplest(shrinker.shrink(first)), runs, time);
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    Effort effort() {
        return new Effort(engine, scenarios, attempts.runs(), attempts.distinct(), attempts.gaveUp(), elapsed());
    }
}
