package dev.millrace.testkit.spec;

import dev.millrace.testkit.internal.Checks;
import dev.millrace.testkit.scenario.Call;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An operation of a test: its name, where its argument comes from, and how it is called.
 *
 * @param <S>     the object under test
 * @param name    the name, in scenarios and histories; letters, digits and {@code _ - .} only
 * @param choices how many arguments there are to choose from; 1 if there is nothing to choose
 * @param input   makes the argument from its number; what it returns is what the history shows
 * @param allowed whether the caller may call it now; otherwise the call is left out
 * @param body    the call
 * @param isTimed whether it waits for a time at the most, a few milliseconds, and so comes back whatever others do
 */
public record Action<S>(String name, long choices, BiFunction<Caller, Long, @Nullable Object> input,
        Predicate<Caller> allowed, Body<S> body, boolean isTimed) {

    /**
     * Calls the object under test.
     *
     * @param <S> the object under test
     */
    @FunctionalInterface
    public interface Body<S> {
        /**
         * The call; what it returns or throws is what the history shows. A list, set, map or array is copied when it returns; what
         * else may change later is to be copied by the call.
         */
        @Nullable Object call(S subject, @Nullable Object input, Caller caller) throws Throwable;
    }

    /**
     * Checks that nothing is missing, and that a scenario can name the operation.
     *
     * @throws IllegalArgumentException if the name has other characters, or there is nothing to choose from
     */
    public Action {
        Checks.notNull("action", "name", name);
        if (!Call.isName(name)) {
            throw new IllegalArgumentException(
                    "description: operation=" + name + " (expected: letters, digits, _ - .)");
        }
        Checks.notNull("action", "input", input);
        Checks.notNull("action", "allowed", allowed);
        Checks.notNull("action", "body", body);
        if (choices < 1) {
            throw new IllegalArgumentException("operation " + name + ": choices=" + choices + " (expected: >= 1)");
        }
    }

    /** An operation that may wait for as long as it takes. */
    public Action(String name, long choices, BiFunction<Caller, Long, @Nullable Object> input,
            Predicate<Caller> allowed, Body<S> body) {
        this(name, choices, input, allowed, body, false);
    }

    /** An operation without an argument, which may be called at any time. */
    public static <S> Action<S> of(String name, Body<S> body) {
        return new Action<>(name, 1, (_, _) -> null, _ -> true, body);
    }

    /** An operation with an argument, which may be called at any time. */
    public static <S, A> Action<S> of(String name, Gen<A> argument, Body<S> body) {
        return new Action<>(name, argument.choices(), (_, code) -> argument.from(code), _ -> true, body);
    }

    /** The same, left out where the caller does not fulfil the condition. */
    public Action<S> onlyIf(Predicate<Caller> condition) {
        return new Action<>(name, choices, input, condition, body, isTimed);
    }

    /** The same, which waits for a few milliseconds at the most: one that waits for ever is wrong. */
    public Action<S> timed() {
        return new Action<>(name, choices, input, allowed, body, true);
    }
}
