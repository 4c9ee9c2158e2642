package dev.millrace.testkit.internal;

import org.jspecify.annotations.Nullable;

/** What is refused before anything runs. */
public final class Checks {

    private Checks() {}

    /** The value, if it is not less than it may be. */
    public static int atLeast(int least, String subject, String name, int value) {
        if (value < least) {
            throw new IllegalArgumentException(subject + ": " + name + "=" + value + " (expected: >= " + least + ")");
        }
        return value;
    }

    /** What a description has to say, if it said it. */
    public static <T> T given(String subject, String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(subject + ": " + name + "=none (expected: said once)");
        }
        return value;
    }

    /** Refuses null at once; a lambda that is null would be blamed on the object under test when it is called. */
    public static <T> T notNull(String subject, String name, @Nullable T value) {
        if (value == null) {
            throw new NullPointerException(subject + ": " + name + "=null (expected: not null)");
        }
        return value;
    }
}
