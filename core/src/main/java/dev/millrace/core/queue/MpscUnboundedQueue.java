package dev.millrace.core.queue;

import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Many producers, one consumer, no bound: a chain of chunks.
 *
 * <p>Chunks and not a linked list: no node is allocated for each element, the size is a subtraction and not a walk, and
 * the collector sees few links. The price is that at the end of a chunk one producer allocates while the others spin.
 */
final class MpscUnboundedQueue<E> extends StepwiseQueue<E> {

    static final String KIND = "unbounded mpsc queue";

    private final MpscUnboundedVarHandleArrayQueue<E> slots;

    MpscUnboundedQueue(int chunkSize) {
        super(KIND, UNBOUNDED);
        slots = new MpscUnboundedVarHandleArrayQueue<>(chunkSize);
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
        // JCTools reads the producers' index between two equal reads of the consumer's: a true difference of one
        // moment, so not negative
        return slots.size();
    }

    @Override
    public boolean isEmpty() {
        return slots.isEmpty();
    }
}
