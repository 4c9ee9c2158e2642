package dev.millrace.testkit.kill;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What it takes to run a round again, in one line: {@code name:seed:round}. */
record RoundLine(String plan, long seed, int round) {
    static final char SEPARATOR = ':';

    private static final Pattern FORM = Pattern.compile("([^:]+):(-?\\d+):(\\d{1,9})");

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is none
     */
    static RoundLine parse(String line) {
        Matcher form = FORM.matcher(line);
        try {
            if (form.matches()) {
                return new RoundLine(form.group(1), Long.parseLong(form.group(2)), Integer.parseInt(form.group(3)));
            }
        } catch (NumberFormatException e) {
            // No such line: its seed is no long.
        }
        throw new IllegalArgumentException("kill plan: " + KillPlan.REPLAY + "=" + line
                + " (expected: name:seed:round, as a report prints it)");
    }

    /** Whether a line can have this name in it, between apostrophes on a command line. */
    static boolean isName(String name) {
        return isOneLine(name) && name.indexOf(SEPARATOR) < 0 && name.indexOf('\'') < 0;
    }

    static boolean isOneLine(String name) {
        return !name.isBlank() && name.chars().noneMatch(Character::isISOControl);
    }

    @Override
    public String toString() {
        return plan + SEPARATOR + seed + SEPARATOR + round;
    }
}
