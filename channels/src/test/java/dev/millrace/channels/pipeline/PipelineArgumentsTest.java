package dev.millrace.channels.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.channels.Channel;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Arguments that are refused before anything runs, and what the refusal says. */
class PipelineArgumentsTest {

    private static final Pipeline<Integer> ITEMS = Pipeline.from(List.of(1));

    private static Arguments refused(ThrowingCallable call, String message) {
        return Arguments.of(message, call);
    }

    private static <T> T nothing() {
        return null;
    }

    static Stream<Arguments> numbers() {
        Duration negative = Duration.ofNanos(-1);
        RunningPipeline<Long> running = ITEMS.forEach(i -> {}).start();
        return Stream.of(
                refused(() -> ITEMS.mapParallel(0, i -> i), "mapParallel: workers=0 (expected: 1 to 65536)"),
                refused(() -> ITEMS.mapParallel(65537, i -> i), "mapParallel: workers=65537 (expected: 1 to 65536)"),
                refused(
                        () -> ITEMS.mapParallelUnordered(-1, i -> i),
                        "mapParallelUnordered: workers=-1 (expected: 1 to 65536)"),
                refused(() -> ITEMS.batch(0), "batch: size=0 (expected: >= 1)"),
                refused(() -> ITEMS.batch(0, Duration.ZERO), "batch: size=0 (expected: 1 to 268435456)"),
                refused(() -> ITEMS.batch(1, negative), "batch: linger=PT-0.000000001S (expected: >= 0)"),
                refused(() -> ITEMS.buffer(0), "buffer: capacity=0 (expected: 1 to 268435456)"),
                refused(
                        () -> running.await(negative), "await pipeline: timeout=PT-0.000000001S (expected: >= 0)"),
                refused(() -> running.stop(negative), "stop pipeline: timeout=PT-0.000000001S (expected: >= 0)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("numbers")
    void call_numberOutOfRange_isRefused(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void run_iteratorASecondTime_isRefused() throws Exception {
        Pipeline<Integer> items = Pipeline.from(List.of(1, 2).iterator());
        Job<Long> count = items.collect(Collectors.counting());
        assertThat(count.run()).isEqualTo(2);

        String message = "pipeline: runs=2 (expected: 1, for an iterator is read once); make it from an iterable to run it again";
        assertThatThrownBy(count::run).isInstanceOf(IllegalStateException.class).hasMessage(message);
        assertThatThrownBy(items.map(i -> i).toList()::start).isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> nulls() {
        return Stream.of(
                refused(() -> Pipeline.from(PipelineArgumentsTest.<Iterable<Integer>>nothing()), "pipeline: items"),
                refused(() -> Pipeline.from(PipelineArgumentsTest.<Iterator<Integer>>nothing()), "pipeline: items"),
                refused(() -> Pipeline.from(PipelineArgumentsTest.<Channel<Integer>>nothing()), "pipeline: items"),
                refused(() -> ITEMS.map(nothing()), "map: function"),
                refused(() -> ITEMS.filter(nothing()), "filter: predicate"),
                refused(() -> ITEMS.flatMap(nothing()), "flatMap: function"),
                refused(() -> ITEMS.tap(nothing()), "tap: consumer"),
                refused(() -> ITEMS.mapParallel(1, nothing()), "mapParallel: function"),
                refused(() -> ITEMS.mapParallelUnordered(1, nothing()), "mapParallelUnordered: function"),
                refused(() -> ITEMS.batch(1, nothing()), "batch: linger"),
                refused(() -> ITEMS.named(nothing()), "pipeline: name"),
                refused(
                        () -> ITEMS.collect(PipelineArgumentsTest.<Collector<Integer, ?, Long>>nothing()),
                        "collect: collector"),
                refused(() -> ITEMS.fold(PipelineArgumentsTest.<Integer>nothing(), Integer::sum), "fold: initial"),
                refused(() -> ITEMS.fold(1, nothing()), "fold: function"),
                refused(() -> ITEMS.forEach(nothing()), "forEach: consumer"),
                refused(() -> ITEMS.into(nothing()), "into: target"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nulls")
    void call_null_isRefused(String what, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(NullPointerException.class)
                .hasMessage(what + "=null (expected: not null)");
    }

    @Test
    void named_noStage_isRefused() {
        assertThatThrownBy(() -> ITEMS.named("x"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("pipeline: stages=0 (expected: a stage to name)");
    }

    @Test
    void named_nameOfAnother_isRefused() {
        Pipeline<Integer> named = ITEMS.map(i -> i).named("x");

        for (String taken : List.of("x", "source", "end")) {
            assertThatThrownBy(() -> named.map(i -> i).named(taken))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("pipeline: name=" + taken + " (expected: a name of one stage only)");
        }
    }

    @Test
    void named_again_renames() throws Exception {
        RunningPipeline<List<Integer>> running = ITEMS.map(i -> i)
                .named("map-2")
                .map(i -> i)
                .map(i -> i)
                .map(i -> i)
                .named("x")
                .named("y")
                .named("y")
                .toList()
                .start();
        Watchdog.result(running);

        assertThat(running.stats())
                .extracting(StageStats::name)
                .containsExactly("source", "map-2", "map", "map-3", "y", "end");
    }

    @Test
    void stages_ofAPipeline_leaveItAsItIs() throws Exception {
        Pipeline<Integer> doubled = ITEMS.map(i -> 2 * i);
        Pipeline<Integer> named = doubled.named("x").map(i -> i + 1);

        assertThat(Watchdog.run(doubled.toList())).containsExactly(2);
        assertThat(Watchdog.run(named.collect(Collectors.toList()))).containsExactly(3);
        assertThat(Watchdog.run(ITEMS.toList())).containsExactly(1);
    }
}
