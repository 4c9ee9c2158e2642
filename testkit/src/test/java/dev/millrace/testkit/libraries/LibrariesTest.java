package dev.millrace.testkit.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Effort;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Failure;
import dev.millrace.testkit.Result;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.QueueCriterion;
import dev.millrace.testkit.libraries.Libraries.Subject;
import java.time.Duration;
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
    private static final long MANY = 200_000;
    private static final long SEED = 20_260_711;

    private static Result run(Check check, long schedules) {
        return check.engines(Engine.CONTROLLED).seed(SEED).budget(Duration.ofMinutes(30)).runs(schedules).run();
    }

    private static Result run(Check check) {
        return run(check, Long.getLong(SCHEDULES, FEW));
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
        Failure failure = isWeak(Libraries.agrona(QueueCriterion.LINEARIZABLE));
        assertThat(failure.scenario()).hasToString("offer|offer|poll");
    }

    private static Failure isWeak(Check check) {
        Result result = run(check, MANY);
        assertThat(result).isInstanceOf(Result.Failed.class);
        Failure failure = ((Result.Failed) result).failure();
        System.out.println(failure);
        Operation culprit = Objects.requireNonNull(failure.verdict().culprit());
        assertThat(culprit.name()).isEqualTo("poll");
        assertThat(culprit.output()).isNull();
        assertThat(failure.verdict().reason())
                .containsPattern("poll\\(\\) = null .* found nothing, but the queue was never empty in that time");
        return failure;
    }

    @Test
    void agrona_manyToOne_isRightButForPoll() {
        assertThat(run(Libraries.agrona(QueueCriterion.WEAK_EMPTY)).hasPassed()).isTrue();
    }

    /**
     * {@code poll} reads the one item and that there is no next; then another is put in, and the one taken out by somebody
     * else: {@code poll} cannot have it, does not look for a next again, and says that there is nothing.
     */
    @Test
    void jdk_linkedTransferQueue_pollIsFoundToBeWeak() {
        Check check = Libraries.linkedTransferQueue(QueueCriterion.LINEARIZABLE).allowUnordered();
        assertThat(isWeak(check).scenario().size()).isEqualTo(4);
    }

    @Test
    void jdk_linkedTransferQueue_isRightButForPoll() {
        assertThat(run(Libraries.linkedTransferQueue(QueueCriterion.WEAK_EMPTY).allowUnordered()).hasPassed()).isTrue();
    }

    /**
     * It reads {@code next}, a plain field, and the item behind it, whose first write is plain as well: that every processor
     * orders reads which depend on each other is what shows the item as it was put in; the memory model does not say so.
     */
    @Test
    void jdk_linkedTransferQueue_isFoundToHandOverByDependentReads() {
        Result result = run(Libraries.linkedTransferQueue(QueueCriterion.WEAK_EMPTY), MANY);
        assertThat(result).isInstanceOf(Result.Failed.class);
        assertThat(((Result.Failed) result).failure().verdict().reason()).contains("UnsafePublication");
    }
}
