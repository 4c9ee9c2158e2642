package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.jqwik.Scenarios;
import dev.millrace.testkit.scenario.Scenario;
import dev.millrace.testkit.schedule.Fault;
import dev.millrace.testkit.spec.ConditionSpec;
import dev.millrace.testkit.spec.Gen;
import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.LockSpec;
import dev.millrace.testkit.spec.QueueSpec;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is given wrongly is refused where it is given, in a sentence that names it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RefusedTest {

    private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE);

    private static Check counting() {
        return Check.object((Spec<AtomicInteger, Integer> spec) -> {
            spec.create(AtomicInteger::new).model(0);
            spec.operation("increment", AtomicInteger::incrementAndGet)
                    .steps((count, _) -> Step.to(count + 1, count + 1));
        }).seed(1).runs(1);
    }

    private static Arguments nothing(String name, ThrowingCallable call) {
        return Arguments.of(call, NullPointerException.class, name + "=null (expected: not null)");
    }

    private static Arguments wrong(String message, ThrowingCallable call) {
        return Arguments.of(call, IllegalArgumentException.class, message);
    }

    static Stream<Arguments> nulls() {
        Spec<AtomicInteger, Integer> spec = new Spec<>();
        return Stream.of(
                nothing("check: engine", () -> counting().engines(null)),
                nothing("check: engine", () -> counting().engines(Engine.STRESS, (Engine) null)),
                nothing("check: thread", () -> counting().threads(null)),
                nothing("check: package", () -> counting().weave((String) null)),
                nothing("check: scenario", () -> counting().run((Scenario) null)),
                nothing("check: fault", () -> counting().faults((Fault) null)),
                nothing("check: budget", () -> counting().budget(null)),
                nothing("check: shrinking", () -> counting().shrinking(null)),
                nothing("check: patience", () -> counting().patience(null)),
                nothing("check: name", () -> counting().named(null)),
                nothing("scenarios: check", () -> Scenarios.of(null)),
                nothing("role: name", () -> spec.role(null, 1, 1, "increment")),
                nothing("role: operation", () -> spec.role("a", 1, 1, (String) null)),
                nothing("phrase: operation", () -> spec.phrase("increment", null)),
                nothing("before: operation", () -> spec.before((String) null)),
                nothing("gen: map", () -> Gen.ints(0, 1).map(null)),
                nothing("durations: longest", () -> Gen.durations(null)),
                nothing("oneOf: value", () -> Gen.oneOf("a", null)));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                wrong("check: package=  (expected: a name, not blank)", () -> counting().weave(" ")),
                wrong("words: many=0 (expected: >= 1)", () -> Gen.words(0)),
                wrong("durations: longest=PT-1S (expected: >= 0)", () -> Gen.durations(Duration.ofSeconds(-1))),
                wrong("gen: choices=4294967296 * 4294967296 (expected: <= 9223372036854775807); choose both arguments from"
                        + " fewer",
                        () -> new Spec<AtomicInteger, Integer>().operation("add",
                                Gen.ints(Integer.MIN_VALUE, Integer.MAX_VALUE),
                                Gen.ints(Integer.MIN_VALUE, Integer.MAX_VALUE), (_, _, _) -> null)),
                wrong("check: steps=1 (expected: >= 100); it takes some to see that threads are interleaved at all",
                        () -> counting().steps(1)),
                wrong("check: name=a\nb (expected: one line, not blank, and no ; and no '), since the line that replays a"
                        + " failure has it", () -> counting().named("a\nb")),
                wrong("description: operation=offer (expected: named once)",
                        () -> new QueueSpec<Queue<Item>>().offer(Queue::offer).offer(Queue::add)),
                wrong("description: operation=unlock (expected: named once)",
                        () -> new LockSpec<Semaphore>().unlock(Semaphore::release).unlock(Semaphore::release)),
                wrong("description: operation=await (expected: named once)",
                        () -> new ConditionSpec<Semaphore>().await(Semaphore::acquire).await(Semaphore::acquire)),
                wrong("operation increment: step=null (expected: a Step with a state); say with when(...) where it waits",
                        () -> Check.object((Spec<AtomicInteger, Integer> spec) -> {
                            spec.create(AtomicInteger::new).model(0);
                            spec.operation("increment", AtomicInteger::incrementAndGet).steps((_, _) -> null);
                        }).run()),
                wrong("description: state=null (expected: not null, from the model's maker)",
                        () -> Check.object((Spec<AtomicInteger, Integer> spec) -> {
                            spec.create(AtomicInteger::new).model(() -> null, count -> count);
                            spec.operation("get", AtomicInteger::get).like((count, _) -> count);
                        }).run()),
                wrong("description: state=null (expected: not null, from the model's copier)",
                        () -> Check.object((Spec<AtomicInteger, Integer> spec) -> {
                            spec.create(AtomicInteger::new).model(() -> 0, _ -> null);
                            spec.operation("get", AtomicInteger::get).like((count, _) -> count);
                        }).run()));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource({"nulls", "mistakes"})
    void call_wrong_isRefused(ThrowingCallable call, Class<?> type, String message) {
        assertThatThrownBy(call).isInstanceOf(type).hasMessage(message);
    }

    @Test
    void parse_null_isRefused() {
        assertThatThrownBy(() -> Scenario.parse(null)).isInstanceOf(NullPointerException.class)
                .hasMessage("scenario: text=null (expected: like offer/offer:1,poll|poll)");
    }

    @Test
    void times_longerThanAnyClock_areLongEnough() {
        assertThat(counting().patience(LONGEST).shrinking(LONGEST).run().hasPassed()).isTrue();
        Result failed = Check.object((Spec<AtomicInteger, Integer> spec) -> {
            spec.create(AtomicInteger::new).model(0);
            spec.operation("get", AtomicInteger::get).steps((count, _) -> Step.to(count, 1));
        }).seed(1).budget(LONGEST).runs(100).run();
        assertThat(failed.hasPassed()).isFalse();
    }

    @Test
    void steps_theFewest_areEnoughForTheCanary() {
        assertThat(counting().engines(Engine.CONTROLLED).steps(100).run().hasPassed()).isTrue();
    }

    /** Throws what the object throws, an error. */
    @Test
    void model_thatThrowsAnError_saysWhatTheObjectThrows() {
        Result result = Check.object((Spec<AtomicInteger, Integer> spec) -> {
            spec.create(AtomicInteger::new).model(0);
            spec.operation("fail", _ -> {
                throw new StackOverflowError();
            }).like((_, _) -> {
                throw new StackOverflowError();
            });
        }).seed(1).runs(1).run();
        assertThat(result.hasPassed()).isTrue();
    }
}
