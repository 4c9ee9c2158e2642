package dev.millrace.channels.pipeline;

/** Shows each item to a consumer and passes it on. */
record TapStage<T>(StageConsumer<? super T> consumer) implements Stage<T, T> {

    @Override
    public Sink<T> connect(StageRun self, Sink<T> next) {
        return new Step<>(self, next) {
            @Override
            void step(T item) throws Exception {
                self.apply(TapStage.this::show, item);
                self.emit(item, next);
            }
        };
    }

    private Boolean show(T item) throws Exception {
        consumer.accept(item);
        return true;
    }
}
