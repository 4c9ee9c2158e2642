package dev.millrace.benchmarks.peers;

import java.util.concurrent.LinkedBlockingQueue;

/** The JDK's linked list under two locks, bounded. */
final class LinkedBlockingQueueTransfer<T> implements Transfer<T> {

    private final LinkedBlockingQueue<T> queue;

    LinkedBlockingQueueTransfer(Workload work) {
        queue = new LinkedBlockingQueue<>(work.capacity());
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
