package dev.millrace.core.queue;

import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/** One producer, one consumer: a ring of slots, in which an empty slot holds null. */
final class SpscQueue<E> extends StepwiseQueue<E> {

    static final String KIND = "spsc queue";

    private final SpscVarHandleArrayQueue<E> slots;
    private final OneProducerBound bound;

    SpscQueue(int capacity) {
        super(KIND, capacity);
        slots = new SpscVarHandleArrayQueue<>(capacity);
        bound = new OneProducerBound(capacity);
    }

    @Override
    boolean claim() {
        // volatile, inside: acquires the slots vacated up to the index
        return bound.claim() || bound.claim(slots.currentConsumerIndex());
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
        return slots.poll();
    }

    @Override
    public @Nullable E peek() {
        return slots.peek();
    }

    @Override
    public int size() {
        // JCTools reads the producer's index between two equal reads of the consumer's: a true difference of one
        // moment, so at most the capacity. It is negative while the consumer has an element whose index is not yet out;
        // JCTools makes zero of that
        return slots.size();
    }

    @Override
    public boolean isEmpty() {
        return slots.isEmpty();
    }
}
