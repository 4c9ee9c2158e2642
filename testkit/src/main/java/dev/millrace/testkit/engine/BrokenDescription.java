package dev.millrace.testkit.engine;

import org.jspecify.annotations.Nullable;

/** What is wrong with a description and comes to light only while it runs. It is nobody else's fault. */
final class BrokenDescription extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    BrokenDescription(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
