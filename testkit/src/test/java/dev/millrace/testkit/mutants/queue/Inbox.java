package dev.millrace.testkit.mutants.queue;

import dev.millrace.testkit.spec.Item;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An unbounded queue whose one consumer parks when there is nothing: it says so first, and looks once more then. */
class Inbox {

    private final ConcurrentLinkedQueue<Item> items = new ConcurrentLinkedQueue<>();
    volatile @Nullable Thread sleeper;

    final boolean offer(Item item) {
        items.add(item);
        LockSupport.unpark(sleeper);
        return true;
    }

    final Item take() throws InterruptedException {
        Item item;
        while ((item = items.poll()) == null) {
            sleep();
            sleeper = null;
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return item;
    }

    void sleep() {
        sleeper = Thread.currentThread();
        if (isEmpty()) {
            LockSupport.park(this);
        }
    }

    final boolean isEmpty() {
        return items.isEmpty();
    }

    /** X01: an item may come between the last look and the word that the consumer sleeps. */
    static final class LateFlag extends Inbox {
        @Override
        void sleep() {
            if (isEmpty()) {
                sleeper = Thread.currentThread();
                LockSupport.park(this);
            }
        }
    }
}
