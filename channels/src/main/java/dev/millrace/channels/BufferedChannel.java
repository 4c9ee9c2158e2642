package dev.millrace.channels;

import dev.millrace.core.time.Deadline;
import dev.millrace.core.time.TimeSource;
import dev.millrace.core.wait.WaitList;
import dev.millrace.core.wait.WaitStrategy;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A channel that holds items: a {@link Buffer}, and a list of waiting threads for each of its sides. */
final class BufferedChannel<T> extends AbstractChannel<T> {

    /*
     * The fast path of each side is one claim on the buffer, and one read to see that nobody waits on the other side.
     * The claim is a volatile update, so no fence is needed between the two (see Buffer and WaitList).
     *
     * A thread that has to wait looks again after each signal; another may have been faster, then it waits again. A
     * signal that it does not use because it is late or interrupted goes on to the next (WaitList sees to that).
     *
     * No chained wake-up is needed: each claim gives one signal of its own, and a place that is claimed and not yet handed
     * over counts as an item already, so whoever was signalled for one that comes later does not wait again.
     */

    private final Buffer<T> buffer;
    private final WaitList senders;
    private final WaitList receivers;
    private final BooleanSupplier canOffer;
    private final BooleanSupplier canPoll;

    BufferedChannel(String name, Buffer<T> buffer, WaitStrategy strategy, TimeSource time) {
        super(name, strategy, time);
        this.buffer = buffer;
        this.senders = new WaitList(buffer.capacity);
        this.receivers = new WaitList(buffer.capacity);
        this.canOffer = buffer::canOffer;
        this.canPoll = buffer::canPoll;
    }

    // ---- sending

    @Override
    boolean put(T item, Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (buffer.offer(item) != SendResult.SENT) {
            return putWaiting(item, deadline);
        }
        wakeReceiver();
        return true;
    }

    private boolean putWaiting(T item, Deadline deadline) throws InterruptedException {
        while (senders.await(canOffer, strategy, deadline)) {
            switch (buffer.offer(item)) {
                case SENT -> {
                    wakeReceiver();
                    return true;
                }
                case CLOSED -> throw closed("send");
                case FULL -> {
                    // another sender was faster
                }
            }
        }
        return false;
    }

    @Override
    public SendResult trySend(T item) {
        SendResult result = buffer.offer(notNull(item));
        if (result == SendResult.SENT) {
            wakeReceiver();
        }
        return result;
    }

    private void wakeReceiver() {
        if (receivers.hasWaiters()) {
            receivers.wake(1);
        }
    }

    // ---- receiving

    @Override
    @Nullable T take(Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        T item = poll();
        return item == null ? takeWaiting(deadline) : item;
    }

    private @Nullable T takeWaiting(Deadline deadline) throws InterruptedException {
        while (!buffer.isDrained() && receivers.await(canPoll, strategy, deadline)) {
            T item = poll();
            if (item != null) {
                return item;
            }
        }
        return null;
    }

    @Override
    @Nullable T poll() {
        T item = buffer.poll();
        if (item != null && senders.hasWaiters()) {
            senders.wake(1);
        }
        return item;
    }

    // ---- closing

    @Override
    void shut() {
        buffer.close();
        senders.signalAll();
        receivers.signalAll();
    }

    @Override
    void takeRest(List<? super T> rest) {
        buffer.takeRest(rest);
    }

    @Override
    public boolean isClosed() {
        return buffer.isClosed();
    }

    @Override
    public boolean isDrained() {
        return buffer.isDrained();
    }

    // ---- looking

    @Override
    public int capacity() {
        return buffer.capacity;
    }

    @Override
    public int size() {
        return buffer.size();
    }

    @Override
    long sent() {
        return buffer.sent();
    }

    @Override
    public ChannelStats stats() {
        int depth = buffer.size();
        return new ChannelStats(
                name,
                buffer.capacity,
                depth,
                Math.max(buffer.peak(), depth),
                buffer.sent(),
                buffer.received(),
                senders.size(),
                receivers.size(),
                Duration.ofNanos(senders.waitedNanos()),
                Duration.ofNanos(receivers.waitedNanos()),
                isClosed());
    }
}
