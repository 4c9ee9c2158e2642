package dev.millrace.testkit.mutants.queue;

import dev.millrace.testkit.spec.Item;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of many producers and many consumers, after Vyukov: each slot has a turn, which says for whom it is. It is
 * strict: it says that it is full or empty only when it is, and waits for a call that is in its way.
 */
class ManyToManyRing {

    private final int capacity;
    private final AtomicReferenceArray<@Nullable Item> slots;
    /** Slot {@code i % capacity} is free for place i when its turn is i, and holds the item of place i when it is i + 1. */
    private final AtomicLongArray turns;
    final AtomicLong head = new AtomicLong();
    final AtomicLong tail = new AtomicLong();

    /** At least two slots, since with one the turns for "filled" and "free again" would be the same. */
    ManyToManyRing(int capacity) {
        this.capacity = capacity;
        slots = new AtomicReferenceArray<>(capacity);
        turns = new AtomicLongArray(capacity);
        for (int i = 0; i < capacity; i++) {
            turns.set(i, i);
        }
    }

    final boolean offer(Item item) {
        while (true) {
            long place = tail.get();
            long turn = turns.get(slot(place));
            if (turn == place && claimTail(place)) {
                slots.set(slot(place), item);
                turns.set(slot(place), place + 1);
                return true;
            }
            if (turn < place && isFullFor(place)) {
                return false;
            }
        }
    }

    final @Nullable Item poll() {
        while (true) {
            long place = head.get();
            long turn = turns.get(slot(place));
            if (turn == place + 1 && claimHead(place)) {
                Item item = slots.get(slot(place));
                turns.set(slot(place), place + capacity);
                return item;
            }
            if (turn <= place && tail.get() <= place) {
                return null;
            }
        }
    }

    private int slot(long place) {
        return (int) (place % capacity);
    }

    boolean claimTail(long place) {
        return tail.compareAndSet(place, place + 1);
    }

    boolean claimHead(long place) {
        return head.compareAndSet(place, place + 1);
    }

    /** The slot is taken; whether that is since the queue is full, and not since a consumer is just about to free it. */
    boolean isFullFor(long place) {
        return place - head.get() >= capacity;
    }

    /** Both indices at one moment: the head has not moved while the tail was read. */
    int size() {
        while (true) {
            long first = head.get();
            long last = tail.get();
            if (first == head.get()) {
                return (int) (last - first);
            }
        }
    }

    /** Q01: two consumers may take the same place. */
    static final class DoublePoll extends ManyToManyRing {
        DoublePoll(int capacity) {
            super(capacity);
        }

        @Override
        boolean claimHead(long place) {
            head.set(place + 1);
            return true;
        }
    }

    /** Q02: two producers may take the same place. */
    static final class LostOffer extends ManyToManyRing {
        LostOffer(int capacity) {
            super(capacity);
        }

        @Override
        boolean claimTail(long place) {
            tail.set(place + 1);
            return true;
        }
    }

    /** Q09: the head passes the tail that was read before. */
    static final class SizeOrder extends ManyToManyRing {
        SizeOrder(int capacity) {
            super(capacity);
        }

        @Override
        int size() {
            long last = tail.get();
            return (int) (last - head.get());
        }
    }

    /** X03: full, although a consumer has taken the place and has only not yet freed the slot. */
    static final class FalseFull extends ManyToManyRing {
        FalseFull(int capacity) {
            super(capacity);
        }

        @Override
        boolean isFullFor(long place) {
            return true;
        }
    }
}
