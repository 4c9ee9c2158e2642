package dev.millrace.core.queue;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue between threads that never waits: made by {@link Queues}, which also says how many threads may produce into
 * and consume from each kind.
 *
 * <p><b>Threads.</b> {@link #offer} and {@link #fill} belong to the producers, {@link #poll}, {@link #peek} and
 * {@link #drain} to the consumers; any thread may call the others. Where a kind has one producer or one consumer, the
 * role may pass from a thread to another if the last call of the one <i>happens-before</i> the first call of the other.
 * Two threads in a role made for one corrupt the queue, and nothing detects it.
 *
 * <p><b>Ordering.</b> First in, first out. What one producer puts is taken in the order in which it was put; the
 * elements of different producers have one order too, the same for every consumer.
 *
 * <p><b>Memory.</b> Actions before an element is put <i>happen-before</i> actions after it is taken or peeked at. A
 * taken element is no longer reachable from the queue. A put that finds the queue full, and a take that finds it empty,
 * order nothing.
 *
 * <p><b>Progress.</b> No method parks or locks. {@link Queues} says where a thread that the system has stalled in the
 * middle of an operation holds others up.
 *
 * <p><b>Limits.</b> A bounded queue has exactly the capacity that was asked for. It never holds more elements, and it
 * refuses one only when it is <i>full up to operations in progress</i>: at some moment during the refused call, the
 * elements inside and the puts and takes then in progress in other threads were together at least {@link #capacity()}.
 * A put in progress already has its place and a take in progress still has it; so while other threads are at work, a
 * thread can find the queue full and then, at once, empty. With nobody in the middle of a call, refused means full.
 *
 * @param <E> the type of the elements, which are never null
 */
public interface ConcurrentQueue<E> {

    /** The capacity of a queue without a bound. */
    int UNBOUNDED = Integer.MAX_VALUE;

    /**
     * Puts an element at the end, if there is room.
     *
     * @param element the element
     * @return false if the queue was full, up to operations in progress
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
     * Looks at the first element without taking it. With several consumers, another may take it before this call
     * returns.
     *
     * @return the element, or null if the queue was empty
     */
    @Nullable E peek();

    /**
     * Takes up to {@code limit} elements and hands each to {@code consumer} before the next is taken. Ends early when
     * the queue is empty.
     *
     * <p>What the consumer throws reaches the caller; the element in its hands counts as delivered, all that follow
     * stay in the queue. The consumer may call this queue, as far as the thread may: nothing is held while it runs.
     *
     * @param consumer receives the elements, in order
     * @param limit how many to take at the most
     * @return how many were taken
     * @throws NullPointerException if {@code consumer} is null
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    int drain(Consumer<? super E> consumer, int limit);

    /**
     * Puts up to {@code limit} elements at the end. Ends early when the queue is full; the supplier is asked only for
     * elements that have a place.
     *
     * <p>What the supplier throws reaches the caller; the elements supplied before it are in the queue, and the place
     * is free again. The supplier may call this queue, as far as the thread may: it runs while one place is kept for
     * its element, but before the element's turn in the order is decided, so that nobody waits for it and what it puts
     * itself comes first.
     *
     * @param supplier gives the elements, never null
     * @param limit how many to put at the most; in an unbounded queue, so many unless the supplier throws
     * @return how many were put
     * @throws NullPointerException if {@code supplier} is null or gives null
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    int fill(Supplier<? extends E> supplier, int limit);

    /**
     * How many elements are in the queue.
     *
     * @return a number between zero and the capacity; while other threads are at work, an estimate
     */
    int size();

    /**
     * Whether the queue has no element, up to puts in progress: where there is one producer, an element can be taken or peeked at
     * a moment before the put counts it, so in that moment {@link #peek} returns an element and this says true.
     *
     * @return true if at some moment during the call the queue was empty, or held only elements of puts in progress
     */
    boolean isEmpty();

    /**
     * How many elements fit.
     *
     * @return the capacity as it was asked for, or {@link #UNBOUNDED}
     */
    int capacity();
}
