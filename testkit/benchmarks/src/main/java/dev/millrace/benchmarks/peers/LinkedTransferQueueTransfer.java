package dev.millrace.benchmarks.peers;

import java.util.concurrent.LinkedTransferQueue;

/** The JDK's linked dual queue. It has no bound: a put never waits, and the queue may grow long. */
final class LinkedTransferQueueTransfer<T> implements Transfer<T> {

    private final LinkedTransferQueue<T> queue;

    LinkedTransferQueueTransfer(Workload work) {
        queue = new LinkedTransferQueue<>();
    }

    /** It stands beside the largest capacity only, as the nearest to having none. */
    static boolean fits(Workload work) {
        return work.capacity() >= 1024;
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
