package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.spec.Gen;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Descriptions that fail while they run: an error of the description, whatever the engine, and neither a pass nor a failure. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BrokenDescriptionTest {

    private static void assertRefused(Check check, Engine engine, String message) {
        assertThatThrownBy(() -> check.engines(engine).allowUnwoven().seed(1).budget(Duration.ofSeconds(2)).run())
                .isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    private static void adding(Spec<AtomicInteger, Integer> spec, Gen<Integer> numbers) {
        spec.create(AtomicInteger::new).model(0);
        spec.operation("add", numbers, AtomicInteger::addAndGet)
                .steps((sum, number) -> Step.to(sum + number, sum + number));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void gen_thatThrows_isAnErrorOfTheDescription(Engine engine) {
        assertRefused(Check.object((Spec<AtomicInteger, Integer> spec) -> adding(spec,
                Gen.ints(0, 0).map(number -> 1 / number))), engine,
                "operation add: argument=none for number 0 (expected: its Gen makes one);"
                        + " java.lang.ArithmeticException: / by zero");
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void gen_thatMakesNull_isAnErrorOfTheDescription(Engine engine) {
        assertRefused(Check.object((Spec<AtomicInteger, Integer> spec) -> adding(spec,
                Gen.ints(0, 0).map(_ -> null))), engine,
                "operation add: argument=none for number 0 (expected: its Gen makes one);"
                        + " java.lang.IllegalArgumentException: gen: argument=null for number 0 (expected: not null)");
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void gen_thatThrowsBeforeTheThreadsStart_isAnErrorOfTheDescription(Engine engine) {
        assertRefused(Check.object((Spec<AtomicInteger, Integer> spec) -> {
            adding(spec, Gen.ints(0, 0).map(number -> 1 / number));
            spec.before("add");
            spec.operation("get", AtomicInteger::get).steps((sum, _) -> Step.to(sum, sum));
            spec.role("reader", 1, 1, "get");
        }), engine, "operation add: argument=none for number 0 (expected: its Gen makes one);"
                + " java.lang.ArithmeticException: / by zero");
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void judge_thatGivesNoVerdict_isAnErrorOfTheDescription(Engine engine) {
        assertRefused(Check.object((Spec<AtomicInteger, Integer> spec) -> {
            spec.create(AtomicInteger::new).judge(_ -> null);
            spec.operation("get", AtomicInteger::get);
        }), engine, "judge: verdict=null (expected: one of Linearizable, Violation, GaveUp)");
    }
}
