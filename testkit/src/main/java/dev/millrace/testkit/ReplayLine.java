package dev.millrace.testkit;

import dev.millrace.testkit.scenario.Scenario;
import dev.millrace.testkit.spec.Plan;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * What it takes to see a failure again, in one line: {@code name;ENGINE;seed;scenario;schedule;checksum}. With the checksum, a line
 * that was cut short or changed on its way is no line: it would replay something else, and mostly pass.
 */
record ReplayLine(String name, Engine engine, long seed, Scenario scenario, String schedule) {

    private static final int PARTS = 6;

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
            requireWhole(line);
            return new ReplayLine(parts[0], Engine.valueOf(parts[1]), Long.parseLong(parts[2]),
                    Scenario.parse(parts[3]), parts[4]);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("replay: line=" + line
                    + " (expected: name;ENGINE;seed;scenario;schedule;checksum, as a report prints it)", e);
        }
    }

    private static void requireWhole(String line) {
        String whole = withChecksum(line.substring(0, line.lastIndexOf(';')));
        if (!whole.equals(line)) {
            throw new IllegalArgumentException("replay: checksum=" + line.substring(line.lastIndexOf(';') + 1)
                    + " (expected: that of the line); copy the whole line");
        }
    }

    /** The text, and its checksum after it. */
    static String withChecksum(String text) {
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return text + ";" + HexFormat.of().toHexDigits((int) sum.getValue());
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
        return withChecksum(String.join(";", name, engine.name(), Long.toString(seed), scenario.toString(), schedule));
    }
}
