package dev.millrace.testkit.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Effort;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Failure;
import dev.millrace.testkit.Result;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.libraries.Libraries.Subject;
import dev.millrace.testkit.spec.QueueCriterion;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * What the testkit says of queues in use: nothing of those that are strict, and of the one that is known to be weak, what it
 * is known for. Each gets {@value #FEW} schedules, or as many as the property {@value #SCHEDULES} says.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class LibrariesTest {

    private static final String SCHEDULES = "millrace.schedules";
    private static final long FEW = 2_000;
    private static final long SEED = 20_260_711;

    private static Result run(Check check) {
        Result result = check.engines(Engine.CONTROLLED).seed(SEED).budget(Duration.ofMinutes(30))
                .runs(Long.getLong(SCHEDULES, FEW)).run();
        return result;
    }

    private static DynamicTest passes(Subject subject) {
        return DynamicTest.dynamicTest(subject.name(), () -> {
            Effort effort = run(subject.check()).orThrow().efforts().getFirst();
            System.out.println(subject.name() + ": " + effort);
            assertThat(effort.gaveUp()).isZero();
            assertThat(effort.runs()).isGreaterThanOrEqualTo(Long.getLong(SCHEDULES, FEW));
        });
    }

    @TestFactory
    Stream<DynamicTest> jctools_isStrict() {
        return Libraries.jctools().stream().map(LibrariesTest::passes);
    }

    @TestFactory
    Stream<DynamicTest> jdk_isStrict() {
        return Libraries.jdk().stream().map(LibrariesTest::passes);
    }

    /**
     * A producer has claimed a place and not yet filled it, another has filled the next and returned: {@code poll} finds
     * nothing, although something was put in (agrona#216).
     */
    @Test
    void agrona_manyToOne_pollIsFoundToBeWeak() {
        Result result = run(Libraries.agrona(QueueCriterion.LINEARIZABLE));
        assertThat(result).isInstanceOf(Result.Failed.class);
        Failure failure = ((Result.Failed) result).failure();
        Operation culprit = Objects.requireNonNull(failure.verdict().culprit());
        assertThat(culprit.name()).isEqualTo("poll");
        assertThat(culprit.output()).isNull();
        assertThat(failure.verdict().reason()).contains("poll() = null");
        assertThat(failure.scenario()).hasToString("offer|offer|poll");
        List<Operation> offers = failure.history().operations().stream()
                .filter(call -> call.name().equals("offer") && call.precedes(culprit)).toList();
        assertThat(offers).hasSize(1);
    }

    @Test
    void agrona_manyToOne_isRightButForPoll() {
        assertThat(run(Libraries.agrona(QueueCriterion.WEAK_EMPTY)).hasPassed()).isTrue();
    }
}
