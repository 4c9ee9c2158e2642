package dev.millrace.benchmarks.peers;

import java.util.concurrent.SynchronousQueue;

/** The JDK's rendezvous. */
final class SynchronousQueueTransfer<T> implements Transfer<T> {

    private final SynchronousQueue<T> queue;

    SynchronousQueueTransfer(Workload work) {
        queue = new SynchronousQueue<>();
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
