package dev.millrace.core.queue;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue between threads that never waits: made by {@link Queues}, which also says how many threads may produce into
 * and consume from each kind.
 *
 * @param <E> the type of the elements, which are never null
 */
public interface ConcurrentQueue<E> {

    /**
     * Puts an element at the end, if there is room.
     *
     * @param element the element
     * @return false if the queue was full
     * @throws NullPointerException if {@code element} is null
     */
    boolean offer(E element);

    /**
     * Takes the first element.
     *
     * @return the element, or null if the queue was empty
     */
    @Nullable E poll();

    /**
     * Looks at the first element without taking it.
     *
     * @return the element, or null if the queue was empty
     */
    @Nullable E peek();

    /**
     * Takes up to {@code limit} elements and hands each to {@code consumer} before the next is taken.
     *
     * @param consumer receives the elements, in order
     * @param limit how many to take at the most, not negative
     * @return how many were taken
     */
    int drain(Consumer<? super E> consumer, int limit);

    /**
     * Puts up to {@code limit} elements at the end, as long as there is room; the supplier is asked only for elements
     * that have a place.
     *
     * @param supplier gives the elements, never null
     * @param limit how many to put at the most, not negative
     * @return how many were put
     */
    int fill(Supplier<? extends E> supplier, int limit);

    /**
     * How many elements are in the queue.
     *
     * @return a number between zero and the capacity; while other threads are at work, an estimate
     */
    int size();

    /**
     * Whether the queue has no element.
     *
     * @return true if it was empty at some moment during the call
     */
    boolean isEmpty();

    /**
     * How many elements fit.
     *
     * @return the capacity as it was asked for, or {@link #UNBOUNDED}
     */
    int capacity();

    /** The capacity of a queue without a bound. */
    int UNBOUNDED = Integer.MAX_VALUE;
}
