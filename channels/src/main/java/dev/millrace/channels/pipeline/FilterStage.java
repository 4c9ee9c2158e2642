package dev.millrace.channels.pipeline;

/** Lets the items pass that a predicate accepts. */
record FilterStage<T>(StagePredicate<? super T> predicate) implements Stage<T, T> {

    @Override
    public Sink<T> connect(StageRun self, Sink<T> next) {
        return new Step<>(self, next) {
            @Override
            void step(T item) throws Exception {
                boolean passes = self.apply(predicate::test, item);
                if (passes) {
                    self.emit(item, next);
                }
            }
        };
    }
}
