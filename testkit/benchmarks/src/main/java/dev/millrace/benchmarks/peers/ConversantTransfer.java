package dev.millrace.benchmarks.peers;

import com.conversantmedia.util.concurrent.DisruptorBlockingQueue;
import com.conversantmedia.util.concurrent.SpinPolicy;

/** Conversant's blocking queue for any number of threads. */
final class ConversantTransfer<T> implements Transfer<T> {

    private final DisruptorBlockingQueue<T> queue;

    ConversantTransfer(Workload work, SpinPolicy policy) {
        queue = new DisruptorBlockingQueue<>(work.capacity(), policy);
    }

    /** It rounds its capacity up to a power of two. */
    static boolean fits(Workload work) {
        return work.capacity() >= 2 && Integer.bitCount(work.capacity()) == 1;
    }

    /** A virtual thread that only spins keeps its carrier: with more of them than carriers nothing moves any more. */
    static boolean fitsSpinning(Workload work) {
        return fits(work) && work.threads() == ThreadKind.PLATFORM;
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
