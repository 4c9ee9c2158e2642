package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.internal.Checks;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What one operation means: what the model does when the object does this. Say it with {@link #like} for a model that
 * changes in place, or with {@link #steps} for one that does not.
 *
 * @param <M> the model's state
 * @param <A> the argument
 */
public final class OperationSpec<M, A> {

    private final String name;
    private BiPredicate<? super M, ? super A> enabled = (_, _) -> true;
    private @Nullable BiFunction<? super M, ? super A, Step<M>> meaning;

    OperationSpec(String name) {
        this.name = name;
    }

    /** The operation waits until this holds, and takes effect at a moment when it does. */
    public OperationSpec<M, A> when(BiPredicate<? super M, ? super A> condition) {
        enabled = Checks.notNull("operation " + name, "when", condition);
        return this;
    }

    /**
     * The operation does to the object what this does to the model: it may change the model in place, which is a copy, and
     * returns or throws what the operation must return or throw. If the operation does not end with what this throws, the
     * failure says what that was.
     */
    public OperationSpec<M, A> like(Effect<? super M, ? super A> effect) {
        Checks.notNull("operation " + name, "like", effect);
        meaning = (state, argument) -> Step.to(state, outcome(effect, state, argument));
        return this;
    }

    /** The operation leads from one state to the next, without changing the first. */
    public OperationSpec<M, A> steps(BiFunction<? super M, ? super A, Step<M>> step) {
        meaning = Checks.notNull("operation " + name, "steps", step);
        return this;
    }

    /**
     * Does to the model what the operation does to the object.
     *
     * @param <M> the model's state
     * @param <A> the argument
     */
    @FunctionalInterface
    public interface Effect<M, A> {
        /** Changes the model, and returns or throws what the operation must return or throw. */
        @Nullable Object apply(M model, A argument) throws Exception;
    }

    private static <M, A> @Nullable Object outcome(Effect<? super M, ? super A> effect, M state, A argument) {
        try {
            return effect.apply(state, argument);
        } catch (OutOfMemoryError e) { // says nothing about the operation
            throw e;
        } catch (Exception | Error e) {
            return new Operation.Thrown(e.getClass(), e.getMessage());
        }
    }

    /** Takes the step in {@code state}, which this may change; null if the operation cannot take effect there. */
    @Nullable M take(M state, Operation operation) {
        Step<M> step = step(state, operation);
        return step != null && fits(step, operation) ? step.state() : null;
    }

    /** What the model throws in {@code state}, which this may change, where the operation ended otherwise; null if nothing. */
    Operation.@Nullable Thrown thrownInVain(M state, Operation operation) {
        Step<M> step = step(state, operation);
        return step != null && !fits(step, operation) && step.result() instanceof Operation.Thrown thrown
                ? thrown
                : null;
    }

    private static boolean fits(Step<?> step, Operation operation) {
        return !operation.hasReturned() || Objects.deepEquals(step.result(), operation.output());
    }

    /** Null if the operation waits. */
    @SuppressWarnings("unchecked")
    private @Nullable Step<M> step(M state, Operation operation) {
        Object input = operation.input();
        A argument = (A) (input == null ? null : Arguments.copyOf(input));
        Step<M> step;
        try {
            if (!enabled.test(state, argument)) {
                return null;
            }
            step = meaning().apply(state, argument);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "operation " + name + ": step=none (expected: a Step); the model throws " + e, e);
        }
        if (step == null || step.state() == null) {
            throw new IllegalArgumentException(
                    "operation " + name + ": step=" + step + " (expected: a Step with a state);"
                            + " say with when(...) where it waits");
        }
        return step;
    }

    private BiFunction<? super M, ? super A, Step<M>> meaning() {
        return Objects.requireNonNull(meaning, name);
    }

    void requireMeaning() {
        if (meaning == null) {
            throw new IllegalArgumentException("operation " + name
                    + ": meaning=none (expected: one of like, steps); say what the model does");
        }
    }
}
