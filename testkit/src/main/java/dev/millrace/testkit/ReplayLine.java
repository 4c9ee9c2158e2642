package dev.millrace.testkit;

import dev.millrace.testkit.scenario.Scenario;

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

    @Override
    public String toString() {
        return String.join(";", name, engine.name(), Long.toString(seed), scenario.toString(), schedule);
    }
}
