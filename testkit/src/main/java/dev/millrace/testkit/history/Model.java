package dev.millrace.testkit.history;

import org.jspecify.annotations.Nullable;

/**
 * A sequential specification: the states of an object, and which calls it accepts in each.
 *
 * <p>Both methods are functions: the same arguments give the same result, and no argument is changed. A state is immutable
 * and has {@code equals} and {@code hashCode}, for example a record or a list that nobody changes.
 *
 * @param <S> the states
 */
public interface Model<S> {

    /** The state before the first call. */
    S initial();

    /**
     * The state after a call that takes effect in {@code state}, or null if it cannot take effect there: because it would
     * wait, or because it would not return what it returned. The output of a call that has not
     * {@linkplain Operation#hasReturned() returned} is unknown, so any will do.
     *
     * @param state     the state in which the call takes effect
     * @param operation the call
     * @return the next state, or null
     */
    @Nullable S step(S state, Operation operation);

    /**
     * The part of the object that the call is about. Calls on different parts must not influence each other, as with the
     * keys of a map; then each part is judged alone, which is exponentially faster. By default there is only one part.
     */
    default Object partOf(Operation operation) {
        return "whole";
    }
}
