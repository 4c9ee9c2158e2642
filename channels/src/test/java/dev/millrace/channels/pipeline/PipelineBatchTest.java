package dev.millrace.channels.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.channels.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a batch by time comes out; the property test has the rest. */
@Timeout(60)
class PipelineBatchTest {

    @Test
    void batch_lingerPasses_comesOutThoughNotFull() throws Exception {
        Channel<Integer> source = Channel.unbounded();
        Channel<List<Integer>> target = Channel.unbounded();
        RunningPipeline<Long> running = Pipeline.from(source).batch(1000, Duration.ofMillis(5)).into(target).start();

        source.send(1);
        assertThat(target.receive(Watchdog.LONG)).containsExactly(1);
        source.send(2);
        assertThat(target.receive(Watchdog.LONG)).containsExactly(2);
        assertThat(running.isDone()).isFalse();

        source.close();
        assertThat(Watchdog.result(running)).isEqualTo(2);
    }

    @Test
    void batch_isFull_comesOutBeforeLingerPasses() throws Exception {
        Channel<Integer> source = Channel.unbounded();
        Channel<List<Integer>> target = Channel.unbounded();
        RunningPipeline<Long> running = Pipeline.from(source).batch(2, Duration.ofDays(1)).into(target).start();

        source.sendAll(List.of(1, 2, 3));

        assertThat(target.receive(Watchdog.LONG)).containsExactly(1, 2);
        assertThat(target.tryReceive()).isNull();
        source.close();
        assertThat(target.receive(Watchdog.LONG)).containsExactly(3);
        assertThat(Watchdog.result(running)).isEqualTo(2);
    }

    @Test
    void batch_stoppedWhileLingering_comesOut() throws Exception {
        Channel<Integer> source = Channel.unbounded();
        RunningPipeline<List<List<Integer>>> running = Pipeline.from(source).batch(2, Duration.ofDays(1)).toList()
                .start();
        source.send(1);
        Watchdog.until("the item is on its way", () -> running.stats().get(1).received() == 1);

        running.stop();

        assertThat(Watchdog.result(running)).containsExactly(List.of(1));
    }

    @Test
    void batch_shortLingers_loseNothing() throws Exception {
        List<Integer> items = IntStream.range(0, 5000).boxed().toList();

        List<List<Integer>> batches = Watchdog.run(
                Pipeline.from(items).batch(7, Duration.ofNanos(20_000)).toList());

        List<Integer> all = new ArrayList<>();
        batches.forEach(all::addAll);
        assertThat(all).isEqualTo(items);
        assertThat(batches).allMatch(batch -> !batch.isEmpty() && batch.size() <= 7);
    }

    @Test
    void batch_zeroLinger_losesNothing() throws Exception {
        List<Integer> items = IntStream.range(0, 1000).boxed().toList();

        assertThat(Watchdog.run(Pipeline.from(items).batch(3, Duration.ZERO).flatMap(batch -> batch).toList()))
                .isEqualTo(items);
    }

    @Test
    void batch_noItems_givesNoList() throws Exception {
        assertThat(Watchdog.run(Pipeline.from(List.of()).batch(3).toList())).isEmpty();
        assertThat(Watchdog.run(Pipeline.from(List.of()).batch(3, Duration.ofDays(1)).toList())).isEmpty();
    }
}
