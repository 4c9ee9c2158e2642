package dev.millrace.channels.pipeline;

/** Turns each item into another, on the thread that brings it. */
record MapStage<I, O>(StageFunction<? super I, ? extends O> function) implements Stage<I, O> {

    @Override
    public Sink<I> connect(StageRun self, Sink<O> next) {
        return new Step<>(self, next) {
            @Override
            void step(I item) throws Exception {
                O result = self.apply(function, item);
                self.emit(result, next);
            }
        };
    }
}
