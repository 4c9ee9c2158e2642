package dev.millrace.testkit.mutants.queue;

import dev.millrace.testkit.spec.Item;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A bounded queue of one producer and one consumer, after Lamport: each writes an index, and reads the other's. */
class OneToOneRing {

    final int capacity;
    final AtomicReferenceArray<@Nullable Item> slots;
    final AtomicLong head = new AtomicLong(); // written by the consumer
    final AtomicLong tail = new AtomicLong(); // written by the producer

    OneToOneRing(int capacity) {
        this.capacity = capacity;
        slots = new AtomicReferenceArray<>(capacity);
    }

    final boolean offer(Item item) {
        long place = tail.getPlain(); // plain: only this thread writes it
        if (isFull(place - head.getAcquire())) {
            return false;
        }
        publish(place, item);
        return true;
    }

    final @Nullable Item poll() {
        long place = head.getPlain(); // plain: only this thread writes it
        if (place == tail.getAcquire()) { // acquire: pairs with the release in publish
            return null;
        }
        Item item = slots.getPlain(slot(place));
        slots.setPlain(slot(place), null);
        head.setRelease(place + 1); // release: pairs with the acquire in offer; the slot is free
        return item;
    }

    final boolean isEmpty() {
        return head.getAcquire() == tail.getAcquire();
    }

    final int slot(long place) {
        return (int) (place % capacity);
    }

    boolean isFull(long items) {
        return items >= capacity;
    }

    void publish(long place, Item item) {
        slots.setPlain(slot(place), item);
        tail.setRelease(place + 1); // release: pairs with the acquire in poll; the slot and the item are written
    }

    /** Q08: one item more than there is room for. */
    static final class OffByOneFull extends OneToOneRing {
        OffByOneFull(int capacity) {
            super(capacity);
        }

        @Override
        boolean isFull(long items) {
            return items > capacity;
        }
    }

    /** Q12: nothing orders the writes. */
    static final class PlainPublish extends OneToOneRing {
        PlainPublish(int capacity) {
            super(capacity);
        }

        @Override
        void publish(long place, Item item) {
            slots.setPlain(slot(place), item);
            tail.setPlain(place + 1);
        }
    }

    /** X02: the index says that there is an item before there is one. */
    static final class IndexFirst extends OneToOneRing {
        IndexFirst(int capacity) {
            super(capacity);
        }

        @Override
        void publish(long place, Item item) {
            tail.setRelease(place + 1);
            slots.setRelease(slot(place), item);
        }
    }
}
