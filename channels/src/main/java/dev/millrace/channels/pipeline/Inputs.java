package dev.millrace.channels.pipeline;

import dev.millrace.channels.ChannelClosedException;
import dev.millrace.channels.Received;
import dev.millrace.channels.Receiver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** How a stage's threads read a channel inside a pipeline: its normal end ends the loop, its failure the thread. */
final class Inputs {

    private Inputs() {}

    static <T> void forEach(Receiver<T> channel, StageConsumer<? super T> action) throws Exception {
        for (T item = next(channel); item != null; item = next(channel)) {
            action.accept(item);
        }
    }

    /** The next item, or null if the channel is closed and empty. */
    private static <T> @Nullable T next(Receiver<T> channel) throws InterruptedException {
        return switch (channel.receiveOrClosed()) {
            case Received.Item<T>(T item) -> item;
            case Received.Closed<T>(Throwable cause) -> {
                stopIfFailed(cause);
                yield null;
            }
        };
    }

    /** The next batch, or an empty one if the channel is closed and empty. */
    static <T> List<T> nextBatch(Receiver<T> channel, int size, Duration linger) throws InterruptedException {
        try {
            return channel.receiveMany(size, linger);
        } catch (ChannelClosedException e) {
            stopIfFailed(e.getCause());
            return List.of();
        }
    }

    /** A channel that has failed did so because the pipeline has, which knows the reason: just stop. */
    private static void stopIfFailed(@Nullable Throwable cause) {
        if (cause != null) {
            throw new CancellationException();
        }
    }
}
