package dev.millrace.channels.pipeline;

import dev.millrace.channels.Channel;
import java.time.Duration;
import java.util.List;

/** Collects items into lists of a size, or of what has come some time after the first. */
record TimedBatchStage<T>(int size, Duration linger) implements Stage<T, List<T>> {

    @Override
    public Sink<T> connect(StageRun self, Sink<List<T>> next) {
        Channel<T> input = self.input(size);
        self.countWorkers(1);
        self.threads(1, () -> {
            List<T> batch = Inputs.nextBatch(input, size, linger);
            while (!batch.isEmpty()) {
                self.emit(batch, next);
                batch = Inputs.nextBatch(input, size, linger);
            }
            next.end();
        });
        return new ChannelSink<>(self, input);
    }
}
