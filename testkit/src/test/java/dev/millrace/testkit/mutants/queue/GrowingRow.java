package dev.millrace.testkit.mutants.queue;

import dev.millrace.testkit.spec.Item;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * An unbounded queue of one producer and one consumer, made of chunks: where one is full, a mark sends the consumer on to the
 * next.
 */
class GrowingRow {

    private static final Object JUMP = new Object();

    private final int size;
    private Chunk last; // the producer's
    private int written; // the producer's
    private Chunk first; // the consumer's
    private int read; // the consumer's

    /** So many items, and room for the mark. */
    static final class Chunk {
        final AtomicReferenceArray<@Nullable Object> slots;
        volatile @Nullable Chunk next;

        Chunk(int size) {
            slots = new AtomicReferenceArray<>(size + 1);
        }
    }

    GrowingRow(int size) {
        this.size = size;
        first = new Chunk(size);
        last = first;
    }

    final boolean offer(Item item) {
        if (written == size) {
            Chunk fresh = new Chunk(size);
            fresh.slots.set(0, item);
            append(last, fresh);
            last = fresh;
            written = 0;
        } else {
            last.slots.set(written, item);
        }
        written++;
        return true;
    }

    final @Nullable Item poll() {
        Object found = first.slots.get(read);
        if (found == JUMP) {
            first = Objects.requireNonNull(first.next);
            read = 0;
            found = first.slots.get(read);
        }
        if (found != null) {
            read++;
        }
        return (Item) found;
    }

    final void mark(Chunk full) {
        full.slots.set(size, JUMP);
    }

    void append(Chunk full, Chunk fresh) {
        full.next = fresh;
        mark(full);
    }

    /** Q10: the consumer is sent on before there is where to go. */
    static final class ResizeRace extends GrowingRow {
        ResizeRace(int size) {
            super(size);
        }

        @Override
        void append(Chunk full, Chunk fresh) {
            mark(full);
            full.next = fresh;
        }
    }
}
