package dev.millrace.testkit.engine;

import dev.millrace.testkit.internal.Checks;
import dev.millrace.testkit.scenario.Scenario;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Makes a failing scenario smaller, one step after the other, as long as it still fails: the first simpler scenario that
 * fails takes its place, and when no simpler one fails, it is minimal.
 *
 * <p>What is shrunk stays the failure that was found. A run without an end does not take the place of one with: without the
 * call that unlocks it, every spin lock spins for ever. And a scenario that the description would not make, as one that locks
 * and locks again where the two belong to {@code lock, unlock}, counts only if it shows the same: it may fail because the
 * object is misused.
 */
public final class Shrinker {

    private final Function<Scenario, Optional<Trial>> fails;
    private final BooleanSupplier mayGoOn;
    private final Predicate<Scenario> isSpoken;
    private final Set<Scenario> tried = new HashSet<>();

    /**
     * A shrinker.
     *
     * @param fails    runs a scenario as often as it takes, and returns a failure, if there is one
     * @param mayGoOn  whether there is time left
     * @param isSpoken whether the description might make such a scenario
     */
    public Shrinker(Function<Scenario, Optional<Trial>> fails, BooleanSupplier mayGoOn, Predicate<Scenario> isSpoken) {
        this.fails = Checks.notNull("shrinker", "fails", fails);
        this.mayGoOn = Checks.notNull("shrinker", "mayGoOn", mayGoOn);
        this.isSpoken = Checks.notNull("shrinker", "isSpoken", isSpoken);
    }

    /** The smallest failure that it finds. */
    public Trial shrink(Trial failure) {
        Trial smallest = failure;
        Optional<Trial> simpler = Optional.of(failure);
        while (simpler.isPresent()) {
            smallest = simpler.get();
            simpler = simpler(smallest);
        }
        return smallest;
    }

    private Optional<Trial> simpler(Trial smallest) {
        for (Scenario candidate : smallest.scenario().simpler()) {
            if (!mayGoOn.getAsBoolean()) {
                return Optional.empty();
            }
            if (candidate.size() > 0 && tried.add(candidate)) {
                Optional<Trial> failure = fails.apply(candidate);
                if (failure.isPresent() && isSameFailure(smallest, failure.get())) {
                    return failure;
                }
            }
        }
        return Optional.empty();
    }

    private boolean isSameFailure(Trial smallest, Trial simpler) {
        return (smallest.isEndless() || !simpler.isEndless())
                && (isSpoken.test(simpler.scenario()) || smallest.symptom().equals(simpler.symptom()));
    }
}
