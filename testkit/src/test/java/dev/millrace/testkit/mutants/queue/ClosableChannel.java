package dev.millrace.testkit.mutants.queue;

import dev.millrace.testkit.spec.Item;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A bounded channel under one lock. What was accepted before it was closed is still read. */
class ClosableChannel {

    private final int capacity;
    final ReentrantLock lock = new ReentrantLock();
    final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    final Deque<Item> items = new ArrayDeque<>(); // guarded by lock
    boolean closed; // guarded by lock

    ClosableChannel(int capacity) {
        this.capacity = capacity;
    }

    /** Waits while the channel is full; false if it is closed. */
    boolean write(Item item) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && items.size() == capacity) {
                notFull.await();
            }
            if (refuses()) {
                return false;
            }
            items.add(item);
            notEmpty.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean refuses() {
        return closed;
    }

    /** Waits while the channel is empty; null if it is closed. */
    final @Nullable Item read() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && items.isEmpty()) {
                notEmpty.await();
            }
            Item first = items.poll();
            notFull.signal();
            return first;
        } finally {
            lock.unlock();
        }
    }

    final void close() {
        lock.lock();
        try {
            closed = true;
            wakeReaders();
            notFull.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void wakeReaders() {
        notEmpty.signalAll();
    }

    /** P01: it may be closed between the question and the answer. */
    static final class CloseRace extends ClosableChannel {
        CloseRace(int capacity) {
            super(capacity);
        }

        @Override
        boolean write(Item item) throws InterruptedException {
            return !isClosed() && super.write(item);
        }

        private boolean isClosed() {
            lock.lock();
            try {
                return closed;
            } finally {
                lock.unlock();
            }
        }

        @Override
        boolean refuses() {
            return false;
        }
    }

    /** X05: what was accepted and not yet read is gone. */
    static final class CloseDrops extends ClosableChannel {
        CloseDrops(int capacity) {
            super(capacity);
        }

        @Override
        void wakeReaders() {
            items.clear();
            super.wakeReaders();
        }
    }

    /** X10: of several readers that wait, one learns of it. */
    static final class CloseWakesOne extends ClosableChannel {
        CloseWakesOne(int capacity) {
            super(capacity);
        }

        @Override
        void wakeReaders() {
            notEmpty.signal();
        }
    }
}
