package dev.millrace.benchmarks.peers;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.dsl.ProducerType;
import org.jspecify.annotations.Nullable;

/**
 * The LMAX Disruptor with one receiver. Taking is the loop of its {@code BatchEventProcessor} turned inside out: the
 * receiver waits once for all that is there, and frees those places together after the last of them.
 */
final class DisruptorTransfer<T> implements Transfer<T> {

    /** One place of the ring. */
    private static final class Place<T> {

        @Nullable T item;
    }

    private final RingBuffer<Place<T>> ring;
    private final SequenceBarrier barrier;
    private final Sequence taken = new Sequence();

    // plain: only the receiver uses these two
    private long next = 0;
    private long available = -1;

    DisruptorTransfer(Workload work, WaitStrategy waitStrategy) {
        ProducerType senders = work.shape().senders() == 1 ? ProducerType.SINGLE : ProducerType.MULTI;
        ring = RingBuffer.create(senders, Place::new, work.capacity(), waitStrategy);
        barrier = ring.newBarrier();
        ring.addGatingSequences(taken);
    }

    /** Its receivers each get every item, so that there can be one here; its capacity is a power of two. */
    static boolean fits(Workload work) {
        return work.shape().receivers() == 1 && Integer.bitCount(work.capacity()) == 1;
    }

    /** A virtual thread that waits on a monitor may never wake on some builds of JDK 25 (JDK-8373120). */
    static boolean fitsMonitor(Workload work) {
        return fits(work) && work.threads() == ThreadKind.PLATFORM;
    }

    @Override
    public void put(T item) {
        long sequence = ring.next();
        ring.get(sequence).item = item;
        ring.publish(sequence);
    }

    @Override
    public T take() throws InterruptedException {
        while (next > available) {
            available = awaitItems();
        }
        Place<T> place = ring.get(next);
        T item = place.item;
        if (item == null) {
            throw new AssertionError("disruptor: item=null at " + next + " (expected: an item)");
        }
        place.item = null;
        if (next == available) {
            taken.set(next); // release: gives the places of the batch back to the senders
        }
        next++;
        return item;
    }

    private long awaitItems() throws InterruptedException {
        try {
            return barrier.waitFor(next);
        } catch (AlertException | TimeoutException e) {
            throw new IllegalStateException("disruptor: barrier ended (expected: items)", e);
        }
    }
}
