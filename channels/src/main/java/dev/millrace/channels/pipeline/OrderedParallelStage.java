package dev.millrace.channels.pipeline;

import dev.millrace.channels.Channel;
import java.util.concurrent.CompletableFuture;

/**
 * Turns items into others on several threads, and sends the results on in the order of the items.
 *
 * <p>Each item gets a place in a line before a worker gets the item; the results are taken from the head of the line.
 * The line is as long as the stage may run ahead of its slowest item.
 */
record OrderedParallelStage<I, O>(int workers, StageFunction<? super I, ? extends O> function) implements Stage<I, O> {

    /** An item and the place of its result. */
    private record Order<I, O>(I item, CompletableFuture<O> result) {}

    @Override
    public Sink<I> connect(StageRun self, Sink<O> next) {
        Channel<Order<I, O>> input = self.input(2 * workers);
        Channel<CompletableFuture<O>> line = self.channel("line", 2 * workers);
        self.countWorkers(workers);
        self.threads(workers, () -> Inputs.forEach(
                input, order -> order.result().complete(self.nonNull(self.apply(function, order.item())))));
        self.threads(1, () -> {
            Inputs.forEach(line, result -> {
                self.checkRunning(); // the worker may be gone
                self.emit(result.get(), next);
            });
            next.end();
        });
        return new OrderingSink<>(self, input, line);
    }

    private record OrderingSink<I, O>(StageRun self, Channel<Order<I, O>> input, Channel<CompletableFuture<O>> line)
            implements
                Sink<I> {

        @Override
        public void accept(I item) throws InterruptedException {
            Order<I, O> order = new Order<>(item, new CompletableFuture<>());
            line.send(order.result());
            input.send(order);
            self.received();
        }

        @Override
        public void end() {
            line.close();
            input.close();
        }
    }
}
