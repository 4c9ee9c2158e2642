package dev.millrace.testkit.schedule;

import java.util.Objects;

/**
 * What one thread does.
 *
 * @param name the name of the thread
 * @param task its code
 */
public record Body(String name, Runnable task) {

    /** Checks for null. */
    public Body {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(task, "task");
    }
}
