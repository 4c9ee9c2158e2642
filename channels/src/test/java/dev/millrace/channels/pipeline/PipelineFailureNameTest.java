package dev.millrace.channels.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a stage does wrong, the failure has its name. */
@Timeout(60)
class PipelineFailureNameTest {

    @Test
    void run_functionThrowsInterruptedException_namesItsStage() throws Exception {
        InterruptedException thrown = new InterruptedException("mine");

        PipelineException failure = Watchdog.failure(Pipeline.from(List.of(1))
                .map(i -> {
                    throw thrown;
                })
                .toList());

        assertThat(failure.stage()).isEqualTo("map");
        assertThat(failure).hasCause(thrown);
    }

    @Test
    void run_endThrowsInterruptedException_namesTheEnd() throws Exception {
        PipelineException failure = Watchdog.failure(Pipeline.from(List.of(1)).forEach(i -> {
            throw new InterruptedException();
        }));

        assertThat(failure.stage()).isEqualTo("end");
    }

    @Test
    void run_flatMapFunctionGivesNull_namesItsStage() throws Exception {
        PipelineException failure = Watchdog.failure(Pipeline.from(List.of(1)).flatMap(i -> nothing()).toList());

        assertThat(failure.stage()).isEqualTo("flatMap");
        assertThat(failure.getCause())
                .isInstanceOf(NullPointerException.class)
                .hasMessage("flatMap: result=null (expected: not null)");
    }

    @Test
    void run_flatMapIteratorIsNull_namesItsStage() throws Exception {
        Iterable<Integer> broken = PipelineFailureNameTest::nothing;

        PipelineException failure = Watchdog
                .failure(Pipeline.from(List.of(1)).flatMap(i -> broken).named("split").toList());

        assertThat(failure.stage()).isEqualTo("split");
        assertThat(failure.getCause()).hasMessage("split: result=null (expected: not null)");
    }

    @Test
    void run_sourceIteratorIsNull_namesTheSource() throws Exception {
        Iterable<Integer> broken = PipelineFailureNameTest::nothing;

        PipelineException failure = Watchdog.failure(Pipeline.from(broken).toList());

        assertThat(failure.stage()).isEqualTo("source");
        assertThat(failure.getCause()).hasMessage("source: result=null (expected: not null)");
    }

    @Test
    void start_collectorSupplierThrows_awaitNamesTheEnd() throws Exception {
        IllegalStateException thrown = new IllegalStateException("no container");
        Collector<Integer, List<Integer>, Integer> broken = Collector.of(
                () -> {
                    throw thrown;
                },
                List::add,
                (a, b) -> a,
                List::size);

        RunningPipeline<Integer> running = Pipeline.from(List.<Integer>of()).collect(broken).start();

        assertThat(Watchdog.failure(running))
                .isInstanceOf(PipelineException.class)
                .hasMessageStartingWith("pipeline stage end failed")
                .hasCause(thrown);
    }

    @Test
    void run_resultIsNull_namesTheEnd() throws Exception {
        PipelineException folded = Watchdog.failure(Pipeline.from(List.of(1)).fold(0, (sum, i) -> nothing()));
        PipelineException collected = Watchdog.failure(
                Pipeline.from(List.of(1)).collect(Collectors.collectingAndThen(Collectors.toList(), l -> nothing())));

        assertThat(folded.getCause()).hasMessage("end: result=null (expected: not null)");
        assertThat(collected.getCause()).hasMessage("end: result=null (expected: not null)");
    }

    /** What a function gives that breaks its contract. */
    private static <T> T nothing() {
        return null;
    }
}
