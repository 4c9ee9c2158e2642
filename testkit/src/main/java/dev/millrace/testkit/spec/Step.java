package dev.millrace.testkit.spec;

import org.jspecify.annotations.Nullable;

/**
 * What an operation does to a model: the state after it, and the result it must have.
 *
 * @param <M>    the model's state
 * @param state  the state after the operation
 * @param result what the operation must return, or an {@link dev.millrace.testkit.history.Operation.Thrown}
 */
public record Step<M>(M state, @Nullable Object result) {

    /** A step to {@code state} that returns {@code result}. */
    public static <M> Step<M> to(M state, @Nullable Object result) {
        return new Step<>(state, result);
    }

    /** A step to {@code state} that returns nothing. */
    public static <M> Step<M> to(M state) {
        return new Step<>(state, null);
    }
}
