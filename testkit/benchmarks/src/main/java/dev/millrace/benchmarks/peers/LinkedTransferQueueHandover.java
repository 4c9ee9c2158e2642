package dev.millrace.benchmarks.peers;

import java.util.concurrent.LinkedTransferQueue;

/** The JDK's linked dual queue, each put waiting for its take. */
final class LinkedTransferQueueHandover<T> implements Transfer<T> {

    private final LinkedTransferQueue<T> queue;

    LinkedTransferQueueHandover(Workload work) {
        queue = new LinkedTransferQueue<>();
    }

    @Override
    public void put(T item) throws InterruptedException {
        queue.transfer(item);
    }

    @Override
    public T take() throws InterruptedException {
        return queue.take();
    }
}
