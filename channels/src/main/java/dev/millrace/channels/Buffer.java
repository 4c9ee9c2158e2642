package dev.millrace.channels;

import dev.millrace.core.internal.PaddedLong;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The places of a {@link BufferedChannel}: a queue whose close is atomic with its sends.
 *
 * <p>All buffers number their places without end and keep two indices: {@code tail}, the next place to fill, and
 * {@code head}, the next to empty. A side <i>claims</i> its next place by one volatile write to its index, and hands the
 * item over in the place after that. So three things are decided by the indices alone:
 *
 * <ul>
 *   <li><b>Capacity.</b> {@code tail - head} never exceeds it, whatever its value.
 *   <li><b>Empty and full</b> are true at some moment of the call even when a thread stalls between its claim and its
 *       hand-over; the other side waits those few instructions out.
 *   <li><b>Waiting.</b> The claim is the volatile write that the wake-up protocol of {@link
 *       dev.millrace.core.wait.WaitList} asks of the waker, and a waiter looks at the indices: the waker needs no other
 *       fence.
 * </ul>
 *
 * <p>And a close is ordered with every claim of a sender: what was claimed before it is accepted and will be filled, what
 * would have been claimed after it is not accepted. No send is half accepted.
 *
 * <p>In each question about both indices the order of the two reads matters, because both move on in between: the first
 * is read early, so it can only be too low, and empty, full and drained are true at the moment of the second read. That there
 * is something, or room, is a hint: whoever acts on it claims, and may fail.
 *
 * @param <E> the type of the items
 */
abstract sealed class Buffer<E> permits MarkedTailBuffer, SpscRing {

    /** How many times to pause for a thread that is between its claim and its hand-over, before yielding to it. */
    static final int HAND_OVER_SPINS = 64;

    private static final int SAMPLING = 64;

    final int capacity;

    /** The next place to empty; written by receivers' claims. */
    final PaddedLong head = new PaddedLong();

    /** Rarely written once the traffic is steady, so it may lie beside what all threads read. */
    private final AtomicLong peak = new AtomicLong();
    private final int sampleMask;

    Buffer(int capacity) {
        this.capacity = capacity;
        this.sampleMask = Math.min(SAMPLING, Integer.highestOneBit(capacity)) - 1;
    }

    /** Puts an item into the next place. */
    abstract SendResult offer(E item);

    /** Takes the item out of the next place, or returns null if the buffer is empty. */
    abstract @Nullable E poll();

    /** From here on nothing is accepted. */
    abstract void close();

    abstract boolean isClosed();

    /** After {@link #close}, and once: takes all items, also while a receiver is at work. */
    abstract void takeRest(List<? super E> rest);

    /** How many items have been accepted; once the buffer is closed it does not change any more. */
    abstract long sent();

    /** How many items have been taken. */
    abstract long received();

    /** Whether the buffer is closed and every item has been taken. */
    final boolean isDrained() {
        long taken = received();
        return isClosed() && sent() == taken;
    }

    /** Whether {@link #poll} would return an item, or never will again. */
    final boolean canPoll() {
        long taken = received();
        return sent() != taken || isClosed();
    }

    /** Whether {@link #offer} would say anything but FULL. */
    final boolean canOffer() {
        long accepted = sent();
        return accepted - received() < capacity || isClosed();
    }

    /** How many items are in the buffer. */
    final int size() {
        long taken = received();
        return Math.clamp(sent() - taken, 0, capacity);
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
