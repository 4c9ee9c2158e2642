package dev.millrace.channels;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a {@link Channel}.
 *
 * @param <T> the type of the items, which are never null
 */
public interface Receiver<T> extends Iterable<T> {

    /**
     * Receives the next item, waiting for one.
     *
     * @return the item
     * @throws InterruptedException if the thread is interrupted on entry or while it waits; nothing is consumed
     * @throws ChannelClosedException if the channel is closed and everything that it held has been received
     */
    T receive() throws InterruptedException;

    /**
     * Receives the next item, waiting for one for a limited time.
     *
     * @param timeout how long to wait at the most; zero does not wait
     * @return the item, or null if none came in time
     * @throws IllegalArgumentException if {@code timeout} is negative
     * @throws InterruptedException if the thread is interrupted on entry or while it waits; nothing is consumed
     * @throws ChannelClosedException if the channel is closed and everything that it held has been received
     */
    @Nullable T receive(Duration timeout) throws InterruptedException;

    /**
     * Receives the next item if there is one. Never waits, never fails without a reason, ignores interrupts.
     *
     * @return the item, or null if the channel is open and empty
     * @throws ChannelClosedException if the channel is closed and everything that it held has been received
     */
    @Nullable T tryReceive();

    /**
     * Receives the next item or learns that there will be none, waiting for either: the form for a {@code switch}.
     *
     * @return the item, or that the channel is closed and everything that it held has been received
     * @throws InterruptedException if the thread is interrupted on entry or while it waits; nothing is consumed
     */
    Received<T> receiveOrClosed() throws InterruptedException;

    /**
     * Waits for an item and receives it with as many more as are there, without waiting for those.
     *
     * @param max how many to receive at the most, at least one
     * @return one to {@code max} items in their order
     * @throws IllegalArgumentException if {@code max} is less than one
     * @throws InterruptedException if the thread is interrupted on entry or while it waits; nothing is consumed
     * @throws ChannelClosedException if the channel is closed and everything that it held has been received
     */
    List<T> receiveMany(int max) throws InterruptedException;

    /**
     * Waits for an item and receives it with those that follow, until there are enough or some time after the first has
     * passed: the way to make batches by size or time.
     *
     * <p>If the channel is closed or the thread interrupted after the first item, the call returns what it has; after an
     * interrupt the thread's interrupt status is then set.
     *
     * @param max how many to receive at the most, at least one
     * @param linger how long to wait for more after the first item
     * @return one to {@code max} items in their order
     * @throws IllegalArgumentException if {@code max} is less than one or {@code linger} is negative
     * @throws InterruptedException if the thread is interrupted before the first item is received
     * @throws ChannelClosedException if the channel is closed and everything that it held has been received
     */
    List<T> receiveMany(int max, Duration linger) throws InterruptedException;

    /**
     * Iterates over the items until the channel is closed and empty, waiting for each: every item is received once, by
     * this or by another receiver.
     *
     * <p>{@link Iterator#hasNext} waits and holds the item that it has received until {@link Iterator#next} gives it out,
     * so leave a loop after {@code next}, as a for-each loop does. The iterator is for one thread. It throws
     * {@link ChannelClosedException} if the channel was closed by {@link Sender#fail}, and
     * {@link ChannelInterruptedException} with the interrupt status set if the thread is interrupted.
     *
     * @return an iterator that shares the channel with all other receivers
     */
    @Override
    Iterator<T> iterator();

    /**
     * Closes the channel, if it is open, and takes out everything that it holds, so that nothing is left to receive.
     * Threads that wait on the channel fail with {@link ChannelClosedException}.
     *
     * <p>The items returned count as done for {@link Sender#join()}. Where several threads call this, the first gets the items,
     * and the others may return an empty list while it is still at it.
     *
     * @return the items that were accepted and that no receive has taken, in their order
     */
    List<T> closeNow();

    /**
     * Whether the channel is closed and everything that it held has been received.
     *
     * @return true if no item will ever be received again
     */
    boolean isDrained();

    /**
     * Reports that the work on one received item is done, for {@link Sender#join()}.
     *
     * @throws IllegalArgumentException if it is called more often than items were accepted
     */
    default void taskDone() {
        taskDone(1);
    }

    /**
     * Reports that the work on several received items is done, for {@link Sender#join()}.
     *
     * @param count how many, at least one
     * @throws IllegalArgumentException if {@code count} is less than one
     * @throws IllegalArgumentException if more items are reported as done than were accepted
     */
    void taskDone(int count);
}
