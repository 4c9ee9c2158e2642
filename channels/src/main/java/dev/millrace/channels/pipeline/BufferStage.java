package dev.millrace.channels.pipeline;

import dev.millrace.channels.Channel;

/** Puts a channel and a thread between what is before and what is behind, so that both go on at the same time. */
record BufferStage<T>(int capacity) implements Stage<T, T> {

    @Override
    public Sink<T> connect(StageRun self, Sink<T> next) {
        Channel<T> input = self.input(capacity);
        self.countWorkers(1);
        self.threads(1, () -> {
            Inputs.forEach(input, item -> self.emit(item, next));
            next.end();
        });
        return new ChannelSink<>(self, input);
    }
}
