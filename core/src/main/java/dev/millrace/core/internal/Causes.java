package dev.millrace.core.internal;

/** Speaking of failures that come from a user's code, whose own methods may fail too. */
public final class Causes {

    private Causes() {}

    /** What a failure says of itself, or its class if it cannot say. */
    public static String describe(Throwable cause) {
        try {
            return String.valueOf(cause);
        } catch (Throwable e) {
            return cause.getClass().getName();
        }
    }
}
