package dev.millrace.core.internal;

import java.time.Duration;
import java.util.Objects;

/** Argument checks that speak in the house's one form: {@code <subject>: <name>=<actual> (expected: <rule>)}. */
public final class Checks {

    private Checks() {}

    /** Requires {@code min <= value <= max}. */
    public static int inRange(String subject, String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    subject + ": " + name + "=" + value + " (expected: " + min + " to " + max + ")");
        }
        return value;
    }

    /** Requires {@code value >= min}. */
    public static int atLeast(String subject, String name, int value, int min) {
        if (value < min) {
            throw new IllegalArgumentException(subject + ": " + name + "=" + value + " (expected: >= " + min + ")");
        }
        return value;
    }

    /** Requires a duration that is not negative. */
    public static Duration notNegative(String subject, String name, Duration value) {
        if (notNull(subject, name, value).isNegative()) {
            throw new IllegalArgumentException(subject + ": " + name + "=" + value + " (expected: >= 0)");
        }
        return value;
    }

    /** Requires a value that is not null. */
    public static <T> T notNull(String subject, String name, T value) {
        if (Objects.isNull(value)) {
            throw new NullPointerException(subject + ": " + name + "=null (expected: not null)");
        }
        return value;
    }
}
