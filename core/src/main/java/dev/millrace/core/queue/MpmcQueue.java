package dev.millrace.core.queue;

import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/** Many producers, many consumers: a ring of slots, each with a sequence number that says whose turn it is. */
final class MpmcQueue<E> extends StepwiseQueue<E> {

    static final String KIND = "mpmc queue";

    /** In a ring of one slot, the sequence numbers for full and for empty a round later would be the same. */
    private static final int MIN_SLOTS = 2;

    private final MpmcVarHandleArrayQueue<E> slots;
    private final ManyProducersBound bound;

    MpmcQueue(int capacity) {
        super(KIND, capacity);
        slots = new MpmcVarHandleArrayQueue<>(Math.max(MIN_SLOTS, capacity));
        bound = new ManyProducersBound(capacity);
    }

    @Override
    boolean claim() {
        return bound.claim();
    }

    @Override
    void unclaim() {
        bound.unclaim();
    }

    @Override
    boolean publish(E element) {
        return slots.offer(element);
    }

    @Override
    public @Nullable E poll() {
        E element = slots.poll();
        if (element != null) {
            bound.release();
        }
        return element;
    }

    @Override
    public @Nullable E peek() {
        return slots.peek();
    }

    @Override
    public int size() {
        // JCTools reads the producers' index between two equal reads of the consumers': a true difference of one
        // moment, so not negative. What is in the slots has a place, so it is not above the capacity either
        return slots.size();
    }

    @Override
    public boolean isEmpty() {
        return slots.isEmpty();
    }
}
