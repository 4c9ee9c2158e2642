package dev.millrace.testkit.mutants.queue;

import dev.millrace.testkit.spec.Item;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A bounded channel under one lock, with a condition for each side. */
class LockedChannel {

    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notFull = lock.newCondition();
    final Condition notEmpty = lock.newCondition();
    final Deque<Item> items = new ArrayDeque<>(); // guarded by lock

    LockedChannel(int capacity) {
        this.capacity = capacity;
    }

    final void put(Item item) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (items.size() == capacity) {
                notFull.await();
            }
            items.add(item);
            wakeTaker();
        } finally {
            lock.unlock();
        }
    }

    final Item take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            awaitItem();
            Item first = items.remove();
            notFull.signal();
            return first;
        } finally {
            lock.unlock();
        }
    }

    void awaitItem() throws InterruptedException {
        while (items.isEmpty()) {
            notEmpty.await();
        }
    }

    void wakeTaker() {
        notEmpty.signal();
    }

    /** X08: of two items that come one after the other, the second wakes nobody. */
    static final class OneSignal extends LockedChannel {
        OneSignal(int capacity) {
            super(capacity);
        }

        @Override
        void wakeTaker() {
            if (items.size() == 1) {
                super.wakeTaker();
            }
        }
    }

    /** X09: who was woken does not look again, although another may have been faster. */
    static final class WaitOnce extends LockedChannel {
        WaitOnce(int capacity) {
            super(capacity);
        }

        @Override
        @SuppressWarnings("WaitNotInLoop") // that is the mistake
        void awaitItem() throws InterruptedException {
            if (items.isEmpty()) {
                notEmpty.await();
            }
        }
    }
}
