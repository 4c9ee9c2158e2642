package dev.millrace.channels.pipeline;

import java.util.Iterator;

/** Reads an iterable's items, on a new iterator for each run. */
record IterableSource<T>(Iterable<? extends T> items) implements Source<T> {

    @Override
    public Pump<T> open() {
        return new IteratorPump<>(items);
    }

    private static final class IteratorPump<T> implements Pump<T> {
        private final Iterable<? extends T> items;
        private volatile boolean stopped;

        IteratorPump(Iterable<? extends T> items) {
            this.items = items;
        }

        @Override
        public void run(StageRun self, Sink<T> sink) throws Exception {
            Iterator<? extends T> iterator = self.nonNull(self.call(items::iterator));
            while (!stopped && self.call(iterator::hasNext)) {
                T item = self.call(iterator::next);
                self.received();
                self.emit(item, sink);
            }
        }

        @Override
        public void stop() {
            stopped = true;
        }
    }
}
