package dev.millrace.core.queue;

import org.jctools.queues.varhandle.SpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * One producer, one consumer, no bound: a chain of rings, in which the producer goes round a ring while there is room.
 *
 * <p>Chunks and not a linked list, for no node is allocated for each element and the size is a subtraction.
 */
final class SpscUnboundedQueue<E> extends StepwiseQueue<E> {

    static final String KIND = "unbounded spsc queue";

    private final SpscUnboundedVarHandleArrayQueue<E> slots;

    SpscUnboundedQueue(int chunkSize) {
        super(KIND, UNBOUNDED);
        slots = new SpscUnboundedVarHandleArrayQueue<>(chunkSize);
    }

    /** Always true: a place is memory. */
    @Override
    boolean claim() {
        return true;
    }

    @Override
    void unclaim() {
        // a claim took nothing
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
        // moment. It is negative while the consumer has an element whose index is not yet out; JCTools makes zero of it
        return slots.size();
    }

    @Override
    public boolean isEmpty() {
        return slots.isEmpty();
    }
}
