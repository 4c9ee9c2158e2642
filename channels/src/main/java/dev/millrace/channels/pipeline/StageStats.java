package dev.millrace.channels.pipeline;

import dev.millrace.channels.ChannelStats;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a stage has done so far.
 *
 * @param name the stage's name
 * @param workers how many threads of its own work on its items; zero for a stage that runs on the threads of the one
 *     before
 * @param received how many items have come to it
 * @param emitted how many items it has sent on
 * @param elapsed how long the pipeline has been running
 * @param input the channel in front of the stage, or null for a stage without threads of its own: its depth and peak, how
 *     long the stages before were held up by this one (senders waited), how long this one had nothing to do (receivers
 *     waited)
 */
public record StageStats(
        String name, int workers, long received, long emitted, Duration elapsed, @Nullable ChannelStats input) {

    /**
     * The mean rate so far.
     *
     * @return items received per second, zero at the very start
     */
    public double rate() {
        long nanos = elapsed.toNanos();
        return nanos == 0 ? 0 : received * 1e9 / nanos;
    }
}
