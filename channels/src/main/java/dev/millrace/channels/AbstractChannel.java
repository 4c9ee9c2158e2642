package dev.millrace.channels;

import dev.millrace.core.internal.Causes;
import dev.millrace.core.internal.Checks;
import dev.millrace.core.time.Deadline;
import dev.millrace.core.time.TimeSource;
import dev.millrace.core.wait.WaitStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What all channels share: every form of send and receive, made from one that puts and one that takes; the closing, whose
 * first cause wins; and the count of tasks done.
 */
abstract sealed class AbstractChannel<T> implements Channel<T> permits BufferedChannel, RendezvousChannel {

    /** How a channel was closed. */
    private record Closing(@Nullable Throwable cause) {}

    final String name;
    final WaitStrategy strategy;
    final TimeSource time;

    private final AtomicReference<@Nullable Closing> closing = new AtomicReference<>();
    private final AtomicBoolean restTaken = new AtomicBoolean();
    private final TaskCount tasks;

    AbstractChannel(String name, WaitStrategy strategy, TimeSource time) {
        this.name = name;
        this.strategy = strategy;
        this.time = time;
        this.tasks = new TaskCount(name);
    }

    // ---- what a kind of channel does

    /**
     * Puts an item, waiting until the deadline.
     *
     * @return false if the deadline came first
     */
    abstract boolean put(T item, Deadline deadline) throws InterruptedException;

    /**
     * Takes an item, waiting until the deadline.
     *
     * @return null if the deadline came first, or the channel is drained
     */
    abstract @Nullable T take(Deadline deadline) throws InterruptedException;

    /** Takes an item if there is one. */
    abstract @Nullable T poll();

    /** Ends sending, and lets every thread that waits see it. May be called again. */
    abstract void shut();

    /** After {@link #shut}, and once: takes out everything that is left. */
    abstract void takeRest(List<? super T> rest);

    /** How many items have been accepted. */
    abstract long sent();

    // ---- sending

    @Override
    public void send(T item) throws InterruptedException {
        put(notNull(item), Deadline.never());
    }

    @Override
    public boolean send(T item, Duration timeout) throws InterruptedException {
        notNull(item);
        return put(item, deadline("send", timeout));
    }

    @Override
    public int sendAll(Collection<? extends T> items) throws InterruptedException {
        Checks.notNull(subject("sendAll"), "items", items);
        // A copy, so that a null is found before anything is sent, and another thread's change to it does no harm.
        List<T> batch = new ArrayList<>(items);
        batch.forEach(this::notNull);
        int accepted = 0;
        try {
            for (T item : batch) {
                put(item, Deadline.never());
                accepted++;
            }
        } catch (InterruptedException e) {
            keepInterrupt(accepted, e);
        } catch (ChannelClosedException e) {
            if (accepted == 0) {
                throw e;
            }
        }
        return accepted;
    }

    // ---- receiving

    @Override
    public T receive() throws InterruptedException {
        T item = take(Deadline.never());
        if (item == null) {
            throw closed("receive");
        }
        return item;
    }

    @Override
    public @Nullable T receive(Duration timeout) throws InterruptedException {
        T item = take(deadline("receive", timeout));
        return item == null ? nothing() : item;
    }

    @Override
    public @Nullable T tryReceive() {
        T item = poll();
        return item == null ? nothing() : item;
    }

    @Override
    public Received<T> receiveOrClosed() throws InterruptedException {
        T item = take(Deadline.never());
        return item == null ? new Received.Closed<>(cause()) : new Received.Item<>(item);
    }

    @Override
    public List<T> receiveMany(int max) throws InterruptedException {
        Checks.atLeast(subject("receiveMany"), "max", max, 1);
        List<T> items = new ArrayList<>();
        items.add(receive());
        T item = null;
        while (items.size() < max && (item = poll()) != null) {
            items.add(item);
        }
        return items;
    }

    @Override
    public List<T> receiveMany(int max, Duration linger) throws InterruptedException {
        Checks.atLeast(subject("receiveMany"), "max", max, 1);
        Checks.notNegative(subject("receiveMany"), "linger", linger);
        List<T> items = new ArrayList<>();
        items.add(receive());
        Deadline end = Deadline.after(linger, time);
        try {
            T item = null;
            while (items.size() < max && (item = take(end)) != null) {
                items.add(item);
            }
        } catch (InterruptedException e) {
            keepInterrupt(items.size(), e);
        }
        return items;
    }

    @Override
    public Iterator<T> iterator() {
        return new ReceivingIterator<>(this);
    }

    // ---- closing

    @Override
    public void close() {
        closeBecause(null);
    }

    @Override
    public boolean fail(Throwable cause) {
        return closeBecause(Checks.notNull(subject("fail"), "cause", cause));
    }

    @Override
    public List<T> closeNow() {
        closeBecause(null);
        List<T> rest = new ArrayList<>();
        if (restTaken.compareAndSet(false, true)) {
            takeRest(rest);
        }
        tasks.discarded(rest.size(), sent());
        return rest;
    }

    /** The first to come says why; whoever comes later still returns only once the channel is shut. */
    private boolean closeBecause(@Nullable Throwable cause) {
        boolean first = closing.compareAndSet(null, new Closing(cause));
        shut();
        return first;
    }

    /** What the channel was failed with. */
    final @Nullable Throwable cause() {
        Closing how = closing.get();
        return how == null ? null : how.cause();
    }

    // ---- tasks

    @Override
    public void taskDone(int count) {
        tasks.done(Checks.atLeast(subject("taskDone"), "count", count, 1), this::sent);
    }

    @Override
    public void join() throws InterruptedException {
        tasks.join(this::sent, strategy, Deadline.never());
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        return tasks.join(this::sent, strategy, deadline("join", timeout));
    }

    // ---- views

    @Override
    public Sender<T> sender() {
        return new SenderView<>(this);
    }

    @Override
    public Receiver<T> receiver() {
        return new ReceiverView<>(this);
    }

    // ---- messages

    final T notNull(T item) {
        if (item == null) {
            throw new NullPointerException(subject("send") + ": item=null (expected: not null)");
        }
        return item;
    }

    final String subject(String operation) {
        return operation + " on " + name;
    }

    final ChannelClosedException closed(String operation) {
        Throwable cause = cause();
        String how = cause == null ? "closed" : "failed with " + Causes.describe(cause);
        return new ChannelClosedException(subject(operation) + ": state=" + how + " (expected: open)", cause);
    }

    private Deadline deadline(String operation, Duration timeout) {
        return Deadline.after(Checks.notNegative(subject(operation), "timeout", timeout), time);
    }

    /** Nothing came in time, or nothing will ever come. */
    private @Nullable T nothing() {
        if (isDrained()) {
            throw closed("receive");
        }
        return null;
    }

    /** An interrupt ends a call that has done part of its work; with nothing done it is the caller's at once. */
    private static void keepInterrupt(int done, InterruptedException e) throws InterruptedException {
        if (done == 0) {
            throw e;
        }
        Thread.currentThread().interrupt();
    }

    @Override
    public String toString() {
        ChannelStats stats = stats();
        return name + "[" + (stats.closed() ? "closed, " : "") + "depth=" + stats.depth() + ", waitingSenders="
                + stats.waitingSenders() + ", waitingReceivers=" + stats.waitingReceivers() + "]";
    }
}
