package com.acme;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Stands for a user's queue: a ring of places under a lock. */
public final class MyQueue<E> {

    private final ReentrantLock lock = new ReentrantLock();
    private final @Nullable Object[] places;
    private int head;
    private int count;

    public MyQueue(int capacity) {
        places = new Object[capacity];
    }

    /** False if the queue is full. */
    public boolean offer(E element) {
        lock.lock();
        try {
            if (count == places.length) {
                return false;
            }
            places[(head + count) % places.length] = element;
            count++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Null if the queue is empty. */
    @SuppressWarnings("unchecked")
    public @Nullable E poll() {
        lock.lock();
        try {
            if (count == 0) {
                return null;
            }
            E element = (E) places[head];
            places[head] = null;
            head = (head + 1) % places.length;
            count--;
            return element;
        } finally {
            lock.unlock();
        }
    }
}
