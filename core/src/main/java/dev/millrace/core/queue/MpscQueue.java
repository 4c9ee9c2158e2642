package dev.millrace.core.queue;

import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/** Many producers, who race for the producers' index of a ring of slots; one consumer. */
final class MpscQueue<E> extends StepwiseQueue<E> {

    static final String KIND = "mpsc queue";

    private final MpscVarHandleArrayQueue<E> slots;
    private final ManyProducersBound bound;

    MpscQueue(int capacity) {
        super(KIND, capacity);
        slots = new MpscVarHandleArrayQueue<>(capacity);
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
            bound.releaseAlone();
        }
        return element;
    }

    @Override
    public @Nullable E peek() {
        return slots.peek();
    }

    @Override
    public int size() {
        // JCTools reads the producers' index between two equal reads of the consumer's: a true difference of one
        // moment, so not negative. What is in the slots has a place, so it is not above the capacity either
        return slots.size();
    }

    @Override
    public boolean isEmpty() {
        return slots.isEmpty();
    }
}
