package dev.millrace.channels.pipeline;

import java.util.ArrayList;
import java.util.List;

/** Collects items into lists of a size; the last may be shorter. */
record BatchStage<T>(int size) implements Stage<T, List<T>> {

    @Override
    public Sink<T> connect(StageRun self, Sink<List<T>> next) {
        return new Step<>(self, next) {
            private List<T> batch = new ArrayList<>();

            @Override
            void step(T item) throws Exception {
                batch.add(item);
                if (batch.size() == size) {
                    flush();
                }
            }

            @Override
            public void end() throws Exception {
                if (!batch.isEmpty()) {
                    flush();
                }
                next.end();
            }

            private void flush() throws Exception {
                List<T> full = batch;
                batch = new ArrayList<>();
                self.emit(full, next);
            }
        };
    }
}
