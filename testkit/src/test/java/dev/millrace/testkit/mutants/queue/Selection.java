package dev.millrace.testkit.mutants.queue;

import dev.millrace.testkit.spec.Item;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Two channels, and takers that wait at both for the first item of either. Items of the same channel keep their order. */
class Selection {

    private final Channel[] channels = {new Channel(), new Channel()};

    /** Waits at both channels at once; the first that hands it an item wins. */
    static final class Waiter {
        final Thread thread = Thread.currentThread();
        final AtomicReference<@Nullable Item> item = new AtomicReference<>();
    }

    /** One of the channels. */
    private final class Channel {
        private final ReentrantLock lock = new ReentrantLock();
        private final Queue<Item> items = new ConcurrentLinkedQueue<>(); // guarded by lock
        private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>(); // guarded by lock

        void put(Item item) {
            lock.lock();
            try {
                Waiter waiter;
                while ((waiter = waiters.poll()) != null) {
                    if (hands(waiter, item)) {
                        LockSupport.unpark(waiter.thread);
                        return;
                    }
                }
                items.add(item);
            } finally {
                lock.unlock();
            }
        }

        @Nullable Item poll() {
            lock.lock();
            try {
                return items.poll();
            } finally {
                lock.unlock();
            }
        }

        /** Hands out the first item, or keeps the waiter. */
        void serve(Waiter waiter) {
            lock.lock();
            try {
                Item first = items.peek();
                if (first == null) {
                    waiters.add(waiter);
                } else if (hands(waiter, first)) {
                    items.remove();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    final void put(Item item) {
        channels[(int) (item.id() % 2)].put(item);
    }

    final @Nullable Item poll() {
        Item item = channels[0].poll();
        return item == null ? channels[1].poll() : item;
    }

    final Item take() throws InterruptedException {
        Waiter me = new Waiter();
        for (Channel channel : channels) {
            channel.serve(me);
        }
        Item item;
        while ((item = me.item.get()) == null) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return item;
    }

    /** Whether the waiter gets this item, and not one of the other channel. */
    boolean hands(Waiter waiter, Item item) {
        return waiter.item.compareAndSet(null, item);
    }

    /** X12: a selection takes an item from each channel, and returns one. */
    static final class GreedySelect extends Selection {
        @Override
        boolean hands(Waiter waiter, Item item) {
            waiter.item.set(item);
            return true;
        }
    }
}
