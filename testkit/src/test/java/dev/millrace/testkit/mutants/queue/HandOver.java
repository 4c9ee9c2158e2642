package dev.millrace.testkit.mutants.queue;

import dev.millrace.testkit.spec.Item;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bounded channel whose waiters stand in rows: a taker that waits is handed its item, and a putter that waits has its item
 * taken from it. Whether it still waits is decided under the lock.
 */
class HandOver {

    private final int capacity;
    final ReentrantLock lock = new ReentrantLock();
    private final Deque<Item> items = new ArrayDeque<>(); // guarded by lock
    final Deque<Waiter> takers = new ArrayDeque<>(); // guarded by lock
    final Deque<Waiter> putters = new ArrayDeque<>(); // guarded by lock

    static final class Waiter {
        final Thread thread = Thread.currentThread();
        @Nullable Item item; // written before served
        volatile boolean served;

        void serve() {
            served = true;
            LockSupport.unpark(thread);
        }
    }

    HandOver(int capacity) {
        this.capacity = capacity;
    }

    final void put(Item item) throws InterruptedException {
        Waiter me = new Waiter();
        lock.lock();
        try {
            if (accepts(item)) {
                return;
            }
            me.item = item;
            putters.add(me);
        } finally {
            lock.unlock();
        }
        await(me, putters);
    }

    private boolean accepts(Item item) {
        Waiter taker = takers.poll();
        if (taker != null) {
            taker.item = item;
            taker.serve();
            return true;
        }
        return items.size() < capacity && items.add(item);
    }

    final @Nullable Item poll() {
        lock.lock();
        try {
            return first();
        } finally {
            lock.unlock();
        }
    }

    /** The first item; its place goes to the first that waits for one. */
    final @Nullable Item first() {
        Item first = items.poll();
        Waiter putter = first == null ? null : putters.poll();
        if (putter != null && putter.item != null) {
            items.add(putter.item);
            putter.serve();
        }
        return first;
    }

    final @Nullable Item take() throws InterruptedException {
        Waiter me = new Waiter();
        seek(me);
        await(me, takers);
        return me.item;
    }

    final @Nullable Item pollFor(Duration timeout) throws InterruptedException {
        Waiter me = new Waiter();
        seek(me);
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!me.served) {
            LockSupport.parkNanos(this, deadline - System.nanoTime());
            if (Thread.interrupted() && withdraws(me, takers)) {
                throw new InterruptedException();
            }
            if (System.nanoTime() >= deadline && withdraws(me, takers)) {
                return null;
            }
        }
        return me.item;
    }

    /** Finds an item, or stands in the row, at one moment. */
    void seek(Waiter me) {
        lock.lock();
        try {
            find(me);
            if (!me.served) {
                takers.add(me);
            }
        } finally {
            lock.unlock();
        }
    }

    final void find(Waiter me) {
        me.item = first();
        me.served = me.item != null;
    }

    private void await(Waiter me, Deque<Waiter> row) throws InterruptedException {
        boolean interrupted = false;
        while (!me.served) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
            if (interrupted && withdraws(me, row)) {
                throw new InterruptedException();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt(); // too late: it was served
        }
    }

    /** Steps out of the row; false if it was served before. */
    boolean withdraws(Waiter me, Deque<Waiter> row) {
        lock.lock();
        try {
            return row.remove(me);
        } finally {
            lock.unlock();
        }
    }

    /** X04: an item may be put in between the look and the place in the row. */
    static final class OutsideLock extends HandOver {
        OutsideLock(int capacity) {
            super(capacity);
        }

        @Override
        void seek(Waiter me) {
            lock.lock();
            try {
                find(me);
            } finally {
                lock.unlock();
            }
            if (!me.served) {
                lock.lock();
                try {
                    takers.add(me);
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /** X06: who is late goes, although it may have been handed an item in the meantime. */
    static final class LateHandOver extends HandOver {
        LateHandOver(int capacity) {
            super(capacity);
        }

        @Override
        boolean withdraws(Waiter me, Deque<Waiter> row) {
            super.withdraws(me, row);
            return true;
        }
    }

    /** X07: who is interrupted goes, and leaves its item in the row. */
    static final class InterruptedPut extends HandOver {
        InterruptedPut(int capacity) {
            super(capacity);
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // which of the two rows
        boolean withdraws(Waiter me, Deque<Waiter> row) {
            return row == putters || super.withdraws(me, row);
        }
    }
}
