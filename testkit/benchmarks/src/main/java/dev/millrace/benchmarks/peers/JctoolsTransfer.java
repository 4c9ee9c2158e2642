package dev.millrace.benchmarks.peers;

import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;

/**
 * A raw JCTools queue, and threads that never sleep: what passing an item costs without any waiting. Platform threads
 * pause a while and then yield, since there may be more of them than cores; virtual threads yield at once.
 */
final class JctoolsTransfer<T> implements Transfer<T> {

    private static final int PAUSES = 1000;

    private final MessagePassingQueue<T> queue;
    private final int pauses;

    JctoolsTransfer(Workload work) {
        queue = work.isOneToOne()
                ? new SpscVarHandleArrayQueue<>(work.capacity())
                : new MpmcVarHandleArrayQueue<>(work.capacity());
        pauses = work.threads() == ThreadKind.PLATFORM ? PAUSES : 0;
    }

    /**
     * The queues round their capacity up to a power of two, and the smallest holds four. Virtual threads that only yield each
     * need a core: where there are more of them, those that run can keep one that has just been started from running at all.
     */
    static boolean fits(Workload work) {
        boolean held = work.capacity() >= 4 && Integer.bitCount(work.capacity()) == 1;
        int threads = work.shape().senders() + work.shape().receivers();
        boolean alone = threads <= Runtime.getRuntime().availableProcessors();
        return held && (work.threads() == ThreadKind.PLATFORM || alone);
    }

    @Override
    public void put(T item) throws InterruptedException {
        for (int tries = 0; !queue.offer(item); tries++) {
            pause(tries);
        }
    }

    @Override
    public T take() throws InterruptedException {
        T item = queue.poll();
        for (int tries = 0; item == null; tries++) {
            pause(tries);
            item = queue.poll();
        }
        return item;
    }

    private void pause(int tries) throws InterruptedException {
        if (tries < pauses) {
            Thread.onSpinWait();
        } else if (Thread.interrupted()) {
            throw new InterruptedException();
        } else {
            Thread.yield();
        }
    }
}
