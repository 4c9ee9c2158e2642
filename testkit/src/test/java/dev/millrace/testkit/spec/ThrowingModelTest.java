package dev.millrace.testkit.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.Check;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A model that throws, which may be its own mistake: what it throws is told, and for which operation. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThrowingModelTest {

    private static Check check(Consumer<OperationSpec<Integer, Integer>> meaning) {
        return Check.object((Spec<AtomicInteger, Integer> spec) -> {
            spec.create(AtomicInteger::new).model(0);
            meaning.accept(spec.operation("set", Gen.ints(7, 7), (value, next) -> {
                value.set(next);
                return null;
            }));
            spec.operation("get", AtomicInteger::get).steps((value, _) -> Step.to(value, value));
        }).seed(1).runs(300);
    }

    @Test
    void like_thatThrows_isToldInTheFailure() {
        assertThat(check(set -> set.like((_, _) -> {
            throw new IllegalStateException("no such key");
        })).run().toString()).contains("no order explains set(7)")
                .contains("; for set, the model throws IllegalStateException: no such key");
    }

    @Test
    void like_thatIsWrongAndThrowsNothing_isNotSaidToThrow() {
        assertThat(check(set -> set.like((_, _) -> 5)).run().toString())
                .contains("no order explains set(7)").doesNotContain("the model throws");
    }

    @Test
    void steps_thatThrows_isAnErrorOfTheDescription() {
        assertThatThrownBy(() -> check(set -> set.steps((_, _) -> {
            throw new IllegalStateException("no such key");
        })).run()).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("operation set: step=none (expected: a Step);"
                        + " the model throws java.lang.IllegalStateException: no such key")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void when_thatThrows_isAnErrorOfTheDescription() {
        assertThatThrownBy(() -> check(set -> set.when((_, _) -> {
            throw new IllegalStateException("no such key");
        }).like((_, _) -> null)).run()).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("operation set: step=none");
    }
}
