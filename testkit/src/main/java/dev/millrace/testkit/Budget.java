package dev.millrace.testkit;

import dev.millrace.testkit.internal.Checks;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as one writes them: {@code 500ms}, {@code 5s}, {@code 2m}, {@code 1h}. */
public final class Budget {

    /** The property that takes the place of every check's and every plan's budget, for a soak. */
    public static final String PROPERTY = "millrace.budget";

    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private Budget() {}

    /**
     * The duration.
     *
     * @throws IllegalArgumentException if the text is not a whole number and a unit, or is zero
     */
    public static Duration parse(String text) {
        Matcher form = FORM.matcher(Checks.notNull("budget", "text", text));
        if (!form.matches() || Long.parseLong(form.group(1)) == 0) {
            throw new IllegalArgumentException("budget: text=" + text + " (expected: like 500ms, 5s, 2m or 1h)");
        }
        long amount = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    /** The duration, or a hundred years: much more does not fit into a number of nanoseconds. */
    public static Duration inNanos(Duration duration) {
        return Checks.notNull("budget", "duration", duration).compareTo(LONGEST) > 0 ? LONGEST : duration;
    }

    /** The budget that was asked for on the command line, or else this one. */
    public static Duration orElse(Duration budget) {
        String asked = System.getProperty(PROPERTY);
        return asked == null ? budget : parse(asked);
    }
}
