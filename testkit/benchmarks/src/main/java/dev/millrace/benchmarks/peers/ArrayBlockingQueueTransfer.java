package dev.millrace.benchmarks.peers;

import java.util.concurrent.ArrayBlockingQueue;

/** The JDK's array under one lock. */
final class ArrayBlockingQueueTransfer<T> implements Transfer<T> {

    private final ArrayBlockingQueue<T> queue;

    ArrayBlockingQueueTransfer(Workload work) {
        queue = new ArrayBlockingQueue<>(work.capacity());
    }

    @Override
    public void put(T item) throws InterruptedException {
        queue.put(item);
    }

    @Override
    public T take() throws InterruptedException {
        return queue.take();
    }
}
