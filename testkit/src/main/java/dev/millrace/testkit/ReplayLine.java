package dev.millrace.testkit;

import dev.millrace.testkit.scenario.Scenario;
import dev.millrace.testkit.spec.Plan;
import java.util.Set;

/** What it takes to see a failure again, in one line: {@code name;ENGINE;seed;scenario;schedule}. */
record ReplayLine(String name, Engine engine, long seed, Scenario scenario, String schedule) {

    private static final int PARTS = 5;

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is none
     */
    static ReplayLine parse(String line) {
        String[] parts = line.split(";", -1);
        try {
            if (parts.length != PARTS) {
                throw new IllegalArgumentException("replay: parts=" + parts.length + " (expected: " + PARTS + ")");
            }
            return new ReplayLine(parts[0], Engine.valueOf(parts[1]), Long.parseLong(parts[2]),
                    Scenario.parse(parts[3]), parts[4]);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("replay: line=" + line
                    + " (expected: name;ENGINE;seed;scenario;schedule, as a report prints it)", e);
        }
    }

    /**
     * Makes sure that a check of these engines and this plan can have printed the line.
     *
     * @throws IllegalArgumentException if it cannot
     */
    void requireFits(Set<Engine> engines, Plan<?> plan) {
        if (!engines.contains(engine)) {
            throw new IllegalArgumentException(
                    "replay of " + name + ": engine=" + engine + " (expected: one of " + engines + ")");
        }
        if (engine == Engine.STRESS && !schedule.isEmpty()) {
            throw new IllegalArgumentException(
                    "replay of " + name + ": schedule=" + schedule + " (expected: none, for STRESS)");
        }
        plan.requireKnown(scenario);
    }

    @Override
    public String toString() {
        return String.join(";", name, engine.name(), Long.toString(seed), scenario.toString(), schedule);
    }
}
