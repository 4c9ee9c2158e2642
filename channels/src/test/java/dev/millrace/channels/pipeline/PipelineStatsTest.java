package dev.millrace.channels.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.channels.ChannelStats;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the statistics say. */
@Timeout(60)
class PipelineStatsTest {

    private static final List<Integer> TEN = IntStream.range(0, 10).boxed().toList();

    /** A stage's name, workers, received and emitted. */
    private record Numbers(String name, int workers, long received, long emitted) {

        Numbers(StageStats stats) {
            this(stats.name(), stats.workers(), stats.received(), stats.emitted());
        }
    }

    @Test
    void stats_atTheEnd_areExact() throws Exception {
        RunningPipeline<List<List<Integer>>> running = Pipeline.from(TEN)
                .filter(i -> i % 2 == 0)
                .flatMap(i -> List.of(i, i, i))
                .mapParallel(3, i -> i)
                .named("square")
                .tap(i -> {})
                .mapParallelUnordered(2, i -> i)
                .buffer(7)
                .batch(4)
                .batch(3, Duration.ofDays(1))
                .flatMap(i -> i)
                .named("flat")
                .toList()
                .start();
        Watchdog.result(running);

        assertThat(running.stats())
                .extracting(Numbers::new)
                .containsExactly(
                        new Numbers("source", 1, 10, 10),
                        new Numbers("filter", 0, 10, 5),
                        new Numbers("flatMap", 0, 5, 15),
                        new Numbers("square", 3, 15, 15),
                        new Numbers("tap", 0, 15, 15),
                        new Numbers("mapParallelUnordered", 2, 15, 15),
                        new Numbers("buffer", 1, 15, 15),
                        new Numbers("batch", 0, 15, 4),
                        new Numbers("batch-2", 1, 4, 2),
                        new Numbers("flat", 0, 2, 4),
                        new Numbers("end", 0, 4, 0));
        assertInput(running.stats().get(3), "square-input", 6, 15);
        assertInput(running.stats().get(5), "mapParallelUnordered-input", 4, 15);
        assertInput(running.stats().get(6), "buffer-input", 7, 15);
        assertInput(running.stats().get(8), "batch-2-input", 3, 4);
        assertThat(running.stats()).filteredOn(stats -> stats.input() == null).hasSize(7);
    }

    private static void assertInput(StageStats stage, String name, int capacity, long items) {
        ChannelStats input = stage.input();
        assertThat(input).isNotNull();
        assertThat(input.name()).isEqualTo(name);
        assertThat(input.capacity()).isEqualTo(capacity);
        assertThat(input.sent()).isEqualTo(items);
        assertThat(input.received()).isEqualTo(items);
        assertThat(input.closed()).isTrue();
    }

    @Test
    void stats_whileItRuns_sayWhereItIsHeldUp() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        RunningPipeline<Long> running = Pipeline.from(TEN).buffer(2).forEach(i -> go.await()).start();

        Watchdog.until("the source waits", () -> waitingSenders(running.stats().get(1)) == 1);
        List<StageStats> stats = running.stats();

        assertThat(stats)
                .extracting(Numbers::new)
                .containsExactly(
                        new Numbers("source", 1, 4, 3),
                        new Numbers("buffer", 1, 3, 0),
                        new Numbers("end", 0, 1, 0));
        go.countDown();
        Watchdog.result(running);
    }

    @Test
    void elapsed_afterTheEnd_standsStill() throws Exception {
        RunningPipeline<List<Integer>> running = Pipeline.from(TEN).toList().start();
        Watchdog.result(running);

        StageStats first = running.stats().getFirst();

        assertThat(first.elapsed()).isPositive();
        assertThat(running.stats().getFirst().elapsed()).isEqualTo(first.elapsed());
        assertThat(first.rate()).isEqualTo(10 * 1e9 / first.elapsed().toNanos());
    }

    @Test
    void rate_noTimeHasPassed_isZero() {
        assertThat(new StageStats("x", 0, 5, 5, Duration.ZERO, null).rate()).isZero();
    }

    private static int waitingSenders(StageStats stage) {
        ChannelStats input = stage.input();
        return input == null ? 0 : input.waitingSenders();
    }
}
