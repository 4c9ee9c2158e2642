package dev.millrace.testkit.mutants.queue;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of many producers and one consumer: a producer claims places at the tail, and fills them then; the
 * consumer waits at a place that is claimed and not filled.
 *
 * @param <E> the elements
 */
class ManyToOneRing<E> {

    /** Fills a place for which there is no element. */
    private static final Object GAP = new Object();

    private final int capacity;
    final AtomicReferenceArray<@Nullable Object> slots;
    private final AtomicLong head = new AtomicLong(); // written by the consumer
    private final AtomicLong tail = new AtomicLong();

    ManyToOneRing(int capacity) {
        this.capacity = capacity;
        slots = new AtomicReferenceArray<>(capacity);
    }

    final boolean offer(E element) {
        return fill(() -> element, 1) == 1;
    }

    /** Puts so many elements in, one right after the other, or none if there is no room for all of them. */
    final int fill(Supplier<? extends E> source, int many) {
        long place;
        do {
            place = tail.get();
            if (place + many - head.get() > capacity) {
                return 0;
            }
        } while (!tail.compareAndSet(place, place + many));
        int filled = 0;
        try {
            for (; filled < many; filled++) {
                slots.set(slot(place + filled), source.get());
            }
        } finally {
            close(place + filled, many - filled);
        }
        return filled;
    }

    @SuppressWarnings("unchecked")
    final @Nullable E poll() {
        while (head.get() != tail.get()) {
            Object found = slots.get(slot(head.get()));
            if (found != null) {
                free(slot(head.get()));
                head.set(head.get() + 1);
                if (found != GAP) {
                    return (E) found;
                }
            }
        }
        return null;
    }

    final int slot(long place) {
        return (int) (place % capacity);
    }

    /** The source has failed; the consumer steps over the places that were claimed and are not filled. */
    void close(long place, int many) {
        for (int i = 0; i < many; i++) {
            slots.set(slot(place + i), GAP);
        }
    }

    void free(int slot) {
        slots.set(slot, null);
    }

    /**
     * Q04: one round later, the slot seems to be filled before it is.
     *
     * @param <E> the elements
     */
    static final class StaleSlot<E> extends ManyToOneRing<E> {
        StaleSlot(int capacity) {
            super(capacity);
        }

        @Override
        void free(int slot) {}
    }

    /**
     * Q14: the consumer waits for ever for what the source did not supply.
     *
     * @param <E> the elements
     */
    static final class BatchClaim<E> extends ManyToOneRing<E> {
        BatchClaim(int capacity) {
            super(capacity);
        }

        @Override
        void close(long place, int many) {}
    }
}
