package dev.millrace.testkit.history;

import dev.millrace.testkit.internal.Checks;
import org.jspecify.annotations.Nullable;

/**
 * One call of one thread: what went in, what came out, and when.
 *
 * <p>The times are of one clock for the whole history, in any unit. A call lasts from {@code invokedAt} to
 * {@code returnedAt}, both included: two calls that share a moment ran side by side.
 *
 * @param thread     the caller; threads are numbered from 0
 * @param name       the name of the operation, as the description of the test gives it
 * @param input      the argument, or a {@link java.util.List} of several, or null
 * @param output     what the call returned, or a {@link Thrown}, or null; without meaning unless it returned
 * @param invokedAt  when the call began
 * @param returnedAt when it was over; {@link #NEVER} if it did not return
 * @param waitedAt   when the caller was first seen waiting inside the call; {@link #NEVER} if it was not
 * @param ending     how the call ended
 */
public record Operation(int thread, String name, @Nullable Object input, @Nullable Object output, long invokedAt,
        long returnedAt, long waitedAt, Ending ending) {

    /** After every time of every clock. */
    public static final long NEVER = Long.MAX_VALUE;

    /** A longer value is cut where it is shown, in characters. */
    public static final int LONGEST_VALUE = 400;

    /**
     * An exception that came out of a call, compared by its type: two calls that fail with the same exception behave alike.
     *
     * @param type    the class of the exception
     * @param message what it said, for the report
     */
    public record Thrown(Class<? extends Throwable> type, @Nullable String message) {

        /** An exception of this class, whatever it says. */
        public Thrown(Class<? extends Throwable> type) {
            this(type, null);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Thrown thrown && type == thrown.type;
        }

        @Override
        public int hashCode() {
            return type.hashCode();
        }

        @Override
        public String toString() {
            return type.getSimpleName();
        }
    }

    /**
     * Checks the number and the times.
     *
     * @throws IllegalArgumentException if {@code thread < 0}, or if the call returned before it began, or returned although it
     *                                  says that it did not
     */
    public Operation {
        Checks.notNull("operation", "name", name);
        Checks.notNull(name, "ending", ending);
        if (thread < 0) {
            throw new IllegalArgumentException(name + ": thread=" + thread + " (expected: >= 0)");
        }
        if (returnedAt < invokedAt) {
            throw new IllegalArgumentException(
                    name + ": returnedAt=" + returnedAt + " (expected: >= invokedAt=" + invokedAt + ")");
        }
        if ((ending == Ending.RETURNED) == (returnedAt == NEVER)) {
            throw new IllegalArgumentException(
                    name + ": returnedAt=" + returnedAt + " (expected: NEVER if and only if ending=" + ending
                            + " is not RETURNED)");
        }
    }

    /** A call that returned. */
    public static Operation returned(int thread, String name, @Nullable Object input, @Nullable Object output,
            long invokedAt, long returnedAt) {
        return new Operation(thread, name, input, output, invokedAt, returnedAt, NEVER, Ending.RETURNED);
    }

    /** A call that did not return. */
    public static Operation pending(int thread, String name, @Nullable Object input, long invokedAt, Ending ending) {
        return new Operation(thread, name, input, null, invokedAt, NEVER, NEVER, ending);
    }

    /** Whether the call came back. */
    public boolean hasReturned() {
        return ending == Ending.RETURNED;
    }

    /** Whether the call was over before the other began. */
    public boolean precedes(Operation other) {
        return returnedAt < other.invokedAt;
    }

    /** A value as its {@code toString} shows it, not too long; even if that throws, or does not return within a second. */
    public static String show(@Nullable Object value) {
        return Shown.of(value);
    }

    @Override
    public String toString() {
        String call = name + "(" + (input == null ? "" : show(input)) + ")";
        return switch (ending) {
            case RETURNED -> call + " = " + show(output);
            case BLOCKED -> call + " waits";
            case UNKNOWN -> call + " = ?";
        };
    }
}
