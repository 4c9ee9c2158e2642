package dev.millrace.testkit.scenario;

import dev.millrace.testkit.internal.Checks;
import java.util.regex.Pattern;

/**
 * One call to be made: an operation's name, and the number from which its argument is made.
 *
 * <p>Small numbers make simple arguments, and the same number always makes the same one; so a call can be written down,
 * replayed and shrunk whatever the argument's type.
 *
 * @param operation the name of the operation; letters, digits and {@code _ - .} only
 * @param code      the number of the argument, at least 0
 */
public record Call(String operation, long code) {

    private static final Pattern NAME = Pattern.compile("[\\w.-]+");

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if the name has other characters, or the code is negative
     */
    public Call {
        Checks.notNull("call", "operation", operation);
        if (!isName(operation)) {
            throw new IllegalArgumentException("call: operation=" + operation + " (expected: letters, digits, _ - .)");
        }
        if (code < 0) {
            throw new IllegalArgumentException("call " + operation + ": code=" + code + " (expected: >= 0)");
        }
    }

    /** Whether the text of a scenario can hold an operation of this name. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** A call without an argument, or with the simplest one. */
    public static Call of(String operation) {
        return new Call(operation, 0);
    }

    @Override
    public String toString() {
        return code == 0 ? operation : operation + ":" + Long.toString(code, Character.MAX_RADIX);
    }

    static Call parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? of(text)
                : new Call(text.substring(0, colon), Long.parseLong(text.substring(colon + 1), Character.MAX_RADIX));
    }
}
