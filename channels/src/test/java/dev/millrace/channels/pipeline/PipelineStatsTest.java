package dev.millrace.channels.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the statistics say. */
@Timeout(60)
class PipelineStatsTest {

    @Test
    void stats_source_hasOneWorker() throws Exception {
        RunningPipeline<List<Integer>> running = Pipeline.from(List.of(1)).toList().start();
        Watchdog.result(running);

        assertThat(running.stats().getFirst().workers()).isEqualTo(1);
    }
}
