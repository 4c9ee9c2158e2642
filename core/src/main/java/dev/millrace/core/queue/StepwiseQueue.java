package dev.millrace.core.queue;

import dev.millrace.core.internal.Checks;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The operations of a queue, made of steps: claim a place, publish an element in it; take an element.
 *
 * <p>The batch operations of JCTools run the code of the user between the claim and the publication of a slot; an
 * exception there leaves a slot that is never filled, at which the queue stands still for ever, or loses an element.
 * So {@link #drain} and {@link #fill} are loops over single steps here, and the user's code runs between steps.
 *
 * <p>The six kinds are alike but for the class of their slots. One class over an interface would serve them all, and cost
 * three times as much as soon as a program uses several kinds: the calls of the slots could no longer be inlined.
 */
abstract sealed class StepwiseQueue<E> implements ConcurrentQueue<E>
        permits SpscQueue, SpmcQueue, MpscQueue, MpmcQueue, SpscUnboundedQueue, MpscUnboundedQueue {

    private final String kind;
    private final int capacity;

    StepwiseQueue(String kind, int capacity) {
        this.kind = kind;
        this.capacity = capacity;
    }

    /** Claims a place for one element, if there is room. Nobody waits for a claimed place. */
    abstract boolean claim();

    /** Gives back a claimed place that gets no element. */
    abstract void unclaim();

    /** Puts an element in the slots of the queue, which have room for whoever claimed a place. */
    abstract boolean publish(E element);

    @Override
    public final boolean offer(E element) {
        Checks.notNull(kind, "element", element);
        if (!claim()) {
            return false;
        }
        publishClaimed(element);
        return true;
    }

    @Override
    public final int drain(Consumer<? super E> consumer, int limit) {
        Checks.notNull(kind, "consumer", consumer);
        Checks.atLeast(kind, "limit", limit, 0);
        int taken = 0;
        while (taken < limit) {
            E element = poll();
            if (element == null) {
                break;
            }
            taken++;
            consumer.accept(element);
        }
        return taken;
    }

    @Override
    public final int fill(Supplier<? extends E> supplier, int limit) {
        Checks.notNull(kind, "supplier", supplier);
        Checks.atLeast(kind, "limit", limit, 0);
        int put = 0;
        while (put < limit && claim()) {
            publishClaimed(supplyOrUnclaim(supplier));
            put++;
        }
        return put;
    }

    @Override
    public final int capacity() {
        return capacity;
    }

    /** The kind, the size and the capacity, such as {@code spsc queue[size=3, capacity=10]}. */
    @Override
    public final String toString() {
        return kind + "[size=" + size() + ", capacity=" + (capacity == UNBOUNDED ? "unbounded" : capacity) + "]";
    }

    private E supplyOrUnclaim(Supplier<? extends E> supplier) {
        boolean supplied = false;
        try {
            E element = Checks.notNull(kind, "element", supplier.get());
            supplied = true;
            return element;
        } finally {
            if (!supplied) {
                unclaim();
            }
        }
    }

    private void publishClaimed(E element) {
        if (!publish(element)) {
            throw new AssertionError(this + ": no slot for an element that has a place");
        }
    }
}
