package dev.millrace.channels;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A channel seen from its receiving side. */
record ReceiverView<T>(Channel<T> channel) implements Receiver<T> {

    @Override
    public T receive() throws InterruptedException {
        return channel.receive();
    }

    @Override
    public @Nullable T receive(Duration timeout) throws InterruptedException {
        return channel.receive(timeout);
    }

    @Override
    public @Nullable T tryReceive() {
        return channel.tryReceive();
    }

    @Override
    public Received<T> receiveOrClosed() throws InterruptedException {
        return channel.receiveOrClosed();
    }

    @Override
    public List<T> receiveMany(int max) throws InterruptedException {
        return channel.receiveMany(max);
    }

    @Override
    public List<T> receiveMany(int max, Duration linger) throws InterruptedException {
        return channel.receiveMany(max, linger);
    }

    @Override
    public Iterator<T> iterator() {
        return channel.iterator();
    }

    @Override
    public List<T> closeNow() {
        return channel.closeNow();
    }

    @Override
    public boolean isDrained() {
        return channel.isDrained();
    }

    @Override
    public void taskDone(int count) {
        channel.taskDone(count);
    }

    @Override
    public String toString() {
        return "receiver of " + channel;
    }
}
