package dev.millrace.benchmarks.peers;

import com.conversantmedia.util.concurrent.DisruptorBlockingQueue;
import com.conversantmedia.util.concurrent.SpinPolicy;

/** Conversant's blocking queue for any number of threads. */
final class ConversantTransfer<T> implements Transfer<T> {

    private final DisruptorBlockingQueue<T> queue;

    ConversantTransfer(int capacity, SpinPolicy policy) {
        queue = new DisruptorBlockingQueue<>(capacity, policy);
    }

    /** It rounds its capacity up to a power of two. */
    static boolean fits(Workload work) {
        return work.capacity() >= 2 && Integer.bitCount(work.capacity()) == 1;
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
