package dev.millrace.channels;

import java.time.Duration;
import java.util.Collection;

/**
 * The sending side of a {@link Channel}.
 *
 * <p>An item is <i>accepted</i> when a send method returns normally and says so; from then on it is delivered to exactly
 * one receive, or returned by {@link Receiver#closeNow}. In every other outcome (late, interrupted, full, closed) the
 * item was not accepted, nobody will receive it, and it still belongs to the caller.
 *
 * @param <T> the type of the items, which are never null
 */
public interface Sender<T> extends AutoCloseable {

    /**
     * Sends an item, waiting while the channel is full.
     *
     * @param item the item
     * @throws InterruptedException if the thread is interrupted on entry or while it waits; the item is not accepted
     * @throws ChannelClosedException if the channel is closed or becomes so; the item is not accepted
     */
    void send(T item) throws InterruptedException;

    /**
     * Sends an item, waiting for a limited time while the channel is full.
     *
     * @param item the item
     * @param timeout how long to wait at the most; zero does not wait
     * @return whether the item was accepted in time
     * @throws IllegalArgumentException if {@code timeout} is negative
     * @throws InterruptedException if the thread is interrupted on entry or while it waits; the item is not accepted
     * @throws ChannelClosedException if the channel is closed or becomes so; the item is not accepted
     */
    boolean send(T item, Duration timeout) throws InterruptedException;

    /**
     * Sends an item if that is possible at once. Never waits, never fails without a reason, ignores interrupts.
     *
     * @param item the item
     * @return what became of the item
     */
    SendResult trySend(T item);

    /**
     * Sends items in the order of iteration, waiting whenever the channel is full.
     *
     * <p>If the channel is closed or the thread interrupted after the first item was accepted, the call ends early and
     * returns how many were; after an interrupt the thread's interrupt status is then set. An exception means that none
     * was accepted.
     *
     * @param items the items, none of them null
     * @return how many items were accepted, counted from the first
     * @throws InterruptedException if the thread is interrupted before the first item is accepted
     * @throws ChannelClosedException if the channel is closed before the first item is accepted
     */
    int sendAll(Collection<? extends T> items) throws InterruptedException;

    /**
     * Closes the channel: nothing more is accepted, and what has been accepted can still be received. Threads that wait
     * to send fail with {@link ChannelClosedException}, threads that wait to receive do so once the channel is empty.
     *
     * <p>Closing again has no effect. A close is never undone.
     */
    @Override
    void close();

    /**
     * Closes the channel because of a failure: as {@link #close}, but every {@link ChannelClosedException} from then on
     * carries the cause. If the channel was closed before, the call has no effect: the first cause wins.
     *
     * @param cause the failure
     * @return whether this call closed the channel
     */
    boolean fail(Throwable cause);

    /**
     * Whether the channel is closed for sending.
     *
     * @return true once it has been closed
     */
    boolean isClosed();

    /**
     * Waits until every item that was accepted has been reported as done with {@link Receiver#taskDone()}, or was
     * returned by {@link Receiver#closeNow}. Closing does not end the wait. If nothing was ever sent, it does not wait.
     *
     * @throws InterruptedException if the thread is interrupted on entry or while it waits
     */
    void join() throws InterruptedException;

    /**
     * Waits as {@link #join()} does, for a limited time.
     *
     * @param timeout how long to wait at the most; zero does not wait
     * @return whether every item was done in time
     * @throws IllegalArgumentException if {@code timeout} is negative
     * @throws InterruptedException if the thread is interrupted on entry or while it waits
     */
    boolean join(Duration timeout) throws InterruptedException;
}
