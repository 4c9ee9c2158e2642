package dev.millrace.testkit.schedule.weave;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something cannot be woven. The code under test must then not run, since nobody would see its steps. */
public final class WeavingException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What the JVM says where woven code and other code do not fit together. */
    private static final List<String> BORDER = List.of("loader 'woven'", ThreadRandom.class.getName(),
            "java.util.concurrent.ThreadLocalRandom");

    WeavingException(String message) {
        super(message);
    }

    WeavingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * What to say of an exception that comes from the border between woven code and code that is not, where a class is in two
     * loaders; null if it is another one.
     */
    public static @Nullable WeavingException ofBorder(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // Only those that the JVM throws are asked: the message of another one may be code under test.
            String said = cause instanceof LinkageError || cause instanceof ClassCastException
                    ? cause.getMessage()
                    : null;
            if (said != null && BORDER.stream().anyMatch(said::contains)) {
                return new WeavingException("weaving: border=" + said
                        + " (expected: both sides woven, or neither); name the package of the other class, too: weave(...)",
                        cause);
            }
        }
        return null;
    }
}
