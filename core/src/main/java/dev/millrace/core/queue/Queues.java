package dev.millrace.core.queue;

import dev.millrace.core.internal.Checks;

/**
 * Makes queues, asked for by how many threads produce and consume and by whether there is a bound.
 *
 * <p>Fewer threads in a role make a faster queue: name the smallest kind that fits.
 *
 * <table>
 * <caption>The kinds</caption>
 * <tr><th>kind</th><th>producers</th><th>consumers</th><th>put</th><th>take</th></tr>
 * <tr><td>{@link #spsc}</td><td>one</td><td>one</td><td>wait-free</td><td>wait-free</td></tr>
 * <tr><td>{@link #spmc}</td><td>one</td><td>many</td><td>held up by a stalled take of the same slot, one round of the
 * array earlier</td><td>lock-free</td></tr>
 * <tr><td>{@link #mpsc}</td><td>many</td><td>one</td><td>lock-free</td><td>held up by a stalled put of the first
 * element</td></tr>
 * <tr><td>{@link #mpmc}</td><td>many</td><td>many</td><td>held up by a stalled take of the same slot, one round of the
 * array earlier</td><td>held up by a stalled put of the first element</td></tr>
 * <tr><td>{@link #spscUnbounded()}</td><td>one</td><td>one</td><td>wait-free but for the allocation of a
 * chunk</td><td>wait-free</td></tr>
 * <tr><td>{@link #mpscUnbounded()}</td><td>many</td><td>one</td><td>held up while another producer allocates a
 * chunk</td><td>held up by a stalled put of the first element</td></tr>
 * </table>
 *
 * <p>A thread that is held up spins; the step that it waits for is a few instructions of the other thread and runs no
 * code of a user.
 *
 * <p><b>Memory.</b> A bounded queue allocates its slots when it is made: the capacity rounded up to a power of two. An
 * unbounded queue grows by chunks, and lets go of a chunk when it takes the first element of the next.
 */
public final class Queues {

    /** The largest array of slots whose length is a power of two. */
    private static final int MAX_CAPACITY = 1 << 30;

    /** A chunk small enough for many idle queues, and large enough that its allocation is rare. */
    private static final int CHUNK_SIZE = 64;

    private static final int MIN_CHUNK_SIZE = 2;
    private static final int MAX_CHUNK_SIZE = 1 << 20;

    private Queues() {}

    /**
     * A bounded queue from one producer to one consumer.
     *
     * @param <E> the type of the elements
     * @param capacity how many elements fit, exactly: 1 to 2<sup>30</sup>
     * @return an empty queue
     * @throws IllegalArgumentException if {@code capacity} is out of range
     */
    public static <E> ConcurrentQueue<E> spsc(int capacity) {
        return new SpscQueue<>(inRange(SpscQueue.KIND, capacity));
    }

    /**
     * A bounded queue from many producers to one consumer.
     *
     * @param <E> the type of the elements
     * @param capacity how many elements fit, exactly: 1 to 2<sup>30</sup>
     * @return an empty queue
     * @throws IllegalArgumentException if {@code capacity} is out of range
     */
    public static <E> ConcurrentQueue<E> mpsc(int capacity) {
        return new MpscQueue<>(inRange(MpscQueue.KIND, capacity));
    }

    /**
     * A bounded queue from one producer to many consumers.
     *
     * @param <E> the type of the elements
     * @param capacity how many elements fit, exactly: 1 to 2<sup>30</sup>
     * @return an empty queue
     * @throws IllegalArgumentException if {@code capacity} is out of range
     */
    public static <E> ConcurrentQueue<E> spmc(int capacity) {
        return new SpmcQueue<>(inRange(SpmcQueue.KIND, capacity));
    }

    /**
     * A bounded queue from many producers to many consumers.
     *
     * @param <E> the type of the elements
     * @param capacity how many elements fit, exactly: 1 to 2<sup>30</sup>
     * @return an empty queue
     * @throws IllegalArgumentException if {@code capacity} is out of range
     */
    public static <E> ConcurrentQueue<E> mpmc(int capacity) {
        return new MpmcQueue<>(inRange(MpmcQueue.KIND, capacity));
    }

    /**
     * A queue without a bound, from one producer to one consumer, that grows by chunks of 64 elements.
     *
     * @param <E> the type of the elements
     * @return an empty queue
     */
    public static <E> ConcurrentQueue<E> spscUnbounded() {
        return spscUnbounded(CHUNK_SIZE);
    }

    /**
     * A queue without a bound, from one producer to one consumer.
     *
     * @param <E> the type of the elements
     * @param chunkSize how many elements a chunk holds, 2 to 2<sup>20</sup>; rounded up to a power of two, and to 16
     * @return an empty queue
     * @throws IllegalArgumentException if {@code chunkSize} is out of range
     */
    public static <E> ConcurrentQueue<E> spscUnbounded(int chunkSize) {
        return new SpscUnboundedQueue<>(chunkInRange(SpscUnboundedQueue.KIND, chunkSize));
    }

    /**
     * A queue without a bound, from many producers to one consumer, that grows by chunks of 64 elements.
     *
     * @param <E> the type of the elements
     * @return an empty queue
     */
    public static <E> ConcurrentQueue<E> mpscUnbounded() {
        return mpscUnbounded(CHUNK_SIZE);
    }

    /**
     * A queue without a bound, from many producers to one consumer.
     *
     * @param <E> the type of the elements
     * @param chunkSize how many elements a chunk holds, 2 to 2<sup>20</sup>; rounded up to a power of two
     * @return an empty queue
     * @throws IllegalArgumentException if {@code chunkSize} is out of range
     */
    public static <E> ConcurrentQueue<E> mpscUnbounded(int chunkSize) {
        return new MpscUnboundedQueue<>(chunkInRange(MpscUnboundedQueue.KIND, chunkSize));
    }

    private static int inRange(String kind, int capacity) {
        return Checks.inRange(kind, "capacity", capacity, 1, MAX_CAPACITY);
    }

    private static int chunkInRange(String kind, int chunkSize) {
        return Checks.inRange(kind, "chunkSize", chunkSize, MIN_CHUNK_SIZE, MAX_CHUNK_SIZE);
    }
}
