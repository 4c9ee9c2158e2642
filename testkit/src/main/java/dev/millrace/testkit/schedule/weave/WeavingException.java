package dev.millrace.testkit.schedule.weave;

import org.jspecify.annotations.Nullable;

/** Something cannot be woven. The code under test must then not run, since nobody would see its steps. */
public final class WeavingException extends RuntimeException {

    private static final long serialVersionUID = 1;

    WeavingException(String message) {
        super(message);
    }

    WeavingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
