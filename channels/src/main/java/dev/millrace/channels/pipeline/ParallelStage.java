package dev.millrace.channels.pipeline;

import dev.millrace.channels.Channel;
import java.util.concurrent.atomic.AtomicInteger;

/** Turns items into others on several threads, and sends the results on as they are ready. */
record ParallelStage<I, O>(int workers, StageFunction<? super I, ? extends O> function) implements Stage<I, O> {

    @Override
    public Sink<I> connect(StageRun self, Sink<O> next) {
        Channel<I> input = self.input(2 * workers);
        Channel<O> output = self.channel("output", 2 * workers);
        AtomicInteger working = new AtomicInteger(workers);
        self.countWorkers(workers);
        self.threads(workers, () -> {
            Inputs.forEach(input, item -> output.send(self.nonNull(self.apply(function, item))));
            if (working.decrementAndGet() == 0) {
                output.close(); // the last worker to find the input drained has seen all others finish
            }
        });
        self.threads(1, () -> {
            Inputs.forEach(output, result -> self.emit(result, next));
            next.end();
        });
        return new ChannelSink<>(self, input);
    }
}
