package dev.millrace.channels;

import dev.millrace.core.time.Deadline;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Receives an item for each step, until the channel is drained. For one thread. */
final class ReceivingIterator<T> implements Iterator<T> {

    private final AbstractChannel<T> channel;
    private @Nullable T next;

    ReceivingIterator(AbstractChannel<T> channel) {
        this.channel = channel;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            next = receive();
        }
        return next != null;
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException(channel.subject("next") + ": state=closed (expected: hasNext())");
        }
        T item = Objects.requireNonNull(next);
        next = null;
        return item;
    }

    private @Nullable T receive() {
        T item;
        try {
            item = channel.take(Deadline.never());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChannelInterruptedException(
                    channel.subject("iteration") + ": thread=interrupted (expected: not interrupted)", e);
        }
        if (item == null && channel.cause() != null) {
            throw channel.closed("iteration");
        }
        return item;
    }
}
