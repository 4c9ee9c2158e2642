package dev.millrace.channels.pipeline;

import java.util.Iterator;

/** Turns each item into any number of others, in their order. */
record FlatMapStage<I, O>(StageFunction<? super I, ? extends Iterable<? extends O>> function) implements Stage<I, O> {

    @Override
    public Sink<I> connect(StageRun self, Sink<O> next) {
        return new Step<>(self, next) {
            @Override
            void step(I item) throws Exception {
                Iterable<? extends O> results = self.nonNull(self.apply(function, item));
                Iterator<? extends O> iterator = self.nonNull(self.call(results::iterator));
                try (AutoCloseable _ = self.closing(iterator)) {
                    while (self.call(iterator::hasNext)) {
                        O result = self.call(iterator::next);
                        self.emit(result, next);
                    }
                }
            }
        };
    }
}
