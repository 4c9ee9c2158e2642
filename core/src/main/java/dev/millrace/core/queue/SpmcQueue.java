package dev.millrace.core.queue;

import org.jctools.queues.varhandle.SpmcVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/** One producer, many consumers, who race for the consumer's index of a ring of slots. */
final class SpmcQueue<E> extends StepwiseQueue<E> {

    static final String KIND = "spmc queue";

    private final SpmcVarHandleArrayQueue<E> slots;
    private final OneProducerBound bound;

    SpmcQueue(int capacity) {
        super(KIND, capacity);
        slots = new SpmcVarHandleArrayQueue<>(capacity);
        bound = new OneProducerBound(capacity);
    }

    @Override
    boolean claim() {
        // volatile, inside: acquires the slots vacated up to the index; a consumer that has moved the index and not
        // yet emptied its slot makes the producer spin in publish(), if that is the slot
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
        // JCTools reads the producer's index between two equal reads of the consumers': a true difference of one
        // moment, so neither negative nor above the capacity
        return slots.size();
    }

    @Override
    public boolean isEmpty() {
        return slots.isEmpty();
    }
}
