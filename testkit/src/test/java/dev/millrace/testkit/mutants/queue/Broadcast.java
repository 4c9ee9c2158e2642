package dev.millrace.testkit.mutants.queue;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** A ring as the Disruptor's: one producer, and two consumers, each of which gets everything. */
class Broadcast {

    private final int capacity;
    private final AtomicIntegerArray slots;
    private final AtomicLong published = new AtomicLong();
    /** How much each consumer has read. */
    final AtomicLongArray read = new AtomicLongArray(2);

    Broadcast(int capacity) {
        this.capacity = capacity;
        slots = new AtomicIntegerArray(capacity);
    }

    final boolean publish(int value) {
        long place = published.get();
        if (place - slowest() >= capacity) {
            return false;
        }
        slots.set((int) (place % capacity), value);
        published.set(place + 1);
        return true;
    }

    final @Nullable Integer read(int consumer) {
        long place = read.get(consumer);
        if (place == published.get()) {
            return null;
        }
        int value = slots.get((int) (place % capacity));
        read.set(consumer, place + 1);
        return value;
    }

    long slowest() {
        return Math.min(read.get(0), read.get(1));
    }

    /** R05: the producer waits for one of the consumers only. */
    static final class OneGate extends Broadcast {
        OneGate(int capacity) {
            super(capacity);
        }

        @Override
        long slowest() {
            return read.get(0);
        }
    }
}
