package dev.millrace.channels.pipeline;

import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads an iterator's items, for one run. */
final class IteratorSource<T> implements Source<T> {

    private final Source<T> items;
    private final AtomicBoolean opened = new AtomicBoolean();

    IteratorSource(Iterator<? extends T> items) {
        this.items = new IterableSource<T>(() -> narrow(items));
    }

    @Override
    public Pump<T> open() {
        if (!opened.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    "pipeline: runs=2 (expected: 1, for an iterator is read once); make it from an iterable to run it again");
        }
        return items.open();
    }

    /** An iterator of a subtype gives nothing but the type. */
    @SuppressWarnings("unchecked")
    private static <T> Iterator<T> narrow(Iterator<? extends T> items) {
        return (Iterator<T>) items;
    }
}
