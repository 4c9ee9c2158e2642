package dev.millrace.channels;

import dev.millrace.core.internal.PaddedLong;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The places of a {@link BufferedChannel}: a queue whose close is atomic with its sends.
 *
 * <p>All buffers number their places without end and keep two indices: {@code tail}, the next place to fill, and
 * {@code head}, the next to empty. Both only grow, each by one volatile compare-and-set for each item, and the item
 * itself is handed over in the place, after the sender's claim. That settles four things at once:
 *
 * <ul>
 *   <li><b>Capacity.</b> {@code tail - head} never exceeds it, whatever its value.
 *   <li><b>Closing.</b> The lowest bit of the tail's word is the closed mark. A claim that came before the mark is
 *       accepted and will be filled; a claim after it fails. No send is half accepted.
 *   <li><b>Empty and full</b> are said of the indices, so they are true at some moment of the call even when a thread
 *       stalls between its claim and its hand-over; the other side waits those few instructions out.
 *   <li><b>Waiting.</b> The claim is the volatile update that the wake-up protocol of {@link
 *       dev.millrace.core.wait.WaitList} asks of the waker, and a waiter looks at the indices, so that the waker needs no
 *       further fence.
 * </ul>
 *
 * <p>In each question about both indices the order of the two reads matters, because both move on in between: the first
 * is read early, so it can only be too low, and the answer is right for the moment of the second read.
 *
 * @param <E> the type of the items
 */
abstract sealed class Buffer<E> permits MpmcRing, SpscRing, SegmentedBuffer {

    /** The closed mark in the word that holds the tail. */
    static final long CLOSED_MARK = 1;

    /** What the tail's word grows by with each item. */
    static final long ONE_ITEM = 2;

    /** How many times to pause for a thread that is between its claim and its hand-over, before yielding to it. */
    static final int HAND_OVER_SPINS = 64;

    private static final int SAMPLING = 64;

    /** {@code index * 2 + closed}: written by senders' claims and by closers. */
    final PaddedLong tail = new PaddedLong();

    /** Written by receivers' claims. */
    final PaddedLong head = new PaddedLong();

    final int capacity;

    private final PaddedLong peak = new PaddedLong();
    private final int sampleMask;

    Buffer(int capacity) {
        this.capacity = capacity;
        this.sampleMask = Math.min(SAMPLING, Integer.highestOneBit(capacity)) - 1;
    }

    /** Puts an item into the next place. */
    abstract SendResult offer(E item);

    /** Takes the item out of the next place, or returns null if the buffer is empty. */
    abstract @Nullable E poll();

    /** After {@link #close}: takes all items, also while a receiver is at work. */
    void takeRest(List<? super E> rest) {
        for (E item = poll(); item != null; item = poll()) {
            rest.add(item);
        }
    }

    final void close() {
        // volatile update: either a sender's compare-and-set sees the mark, or it came first and its item is accepted;
        // it is also the publication that the wake-up of all waiting threads needs
        tail.getAndBitwiseOr(CLOSED_MARK);
    }

    final boolean isClosed() {
        return (tail.getVolatile() & CLOSED_MARK) != 0;
    }

    /** Whether the buffer is closed and every item has been taken. */
    final boolean isDrained() {
        long taken = head.getVolatile();
        long word = tail.getVolatile();
        return (word & CLOSED_MARK) != 0 && word >>> 1 == taken;
    }

    /** Whether {@link #poll} would return an item, or never will again. */
    final boolean canPoll() {
        long taken = head.getVolatile();
        long word = tail.getVolatile();
        return (word & CLOSED_MARK) != 0 || word >>> 1 != taken;
    }

    /** Whether {@link #offer} would say anything but FULL. */
    final boolean canOffer() {
        long word = tail.getVolatile();
        return (word & CLOSED_MARK) != 0 || (word >>> 1) - head.getVolatile() < capacity;
    }

    /** How many items are in the buffer. */
    final int size() {
        long taken = head.getVolatile();
        long depth = (tail.getVolatile() >>> 1) - taken;
        return (int) Math.min(depth, capacity);
    }

    final long sent() {
        return tail.getVolatile() >>> 1;
    }

    final long received() {
        return head.getVolatile();
    }

    /** The greatest depth that was noticed. */
    final long peak() {
        return peak.getOpaque();
    }

    /** Notes the depth now and then; to read the head each time would cost a cache line's journey. */
    final void samplePeak(long index) {
        if ((index & sampleMask) == 0) {
            notePeak(index + 1 - head.getOpaque());
        }
    }

    final void notePeak(long depth) {
        // opaque, and lost if two senders write at once: the peak is a statistic
        if (depth > peak.getOpaque()) {
            peak.setOpaque(Math.min(depth, capacity));
        }
    }
}
