package dev.millrace.channels;

import java.time.Duration;
import java.util.Collection;

/** A channel seen from its sending side. */
record SenderView<T>(Channel<T> channel) implements Sender<T> {

    @Override
    public void send(T item) throws InterruptedException {
        channel.send(item);
    }

    @Override
    public boolean send(T item, Duration timeout) throws InterruptedException {
        return channel.send(item, timeout);
    }

    @Override
    public SendResult trySend(T item) {
        return channel.trySend(item);
    }

    @Override
    public int sendAll(Collection<? extends T> items) throws InterruptedException {
        return channel.sendAll(items);
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    public boolean fail(Throwable cause) {
        return channel.fail(cause);
    }

    @Override
    public boolean isClosed() {
        return channel.isClosed();
    }

    @Override
    public void join() throws InterruptedException {
        channel.join();
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        return channel.join(timeout);
    }

    @Override
    public String toString() {
        return "sender of " + channel;
    }
}
