package dev.millrace.channels;

import dev.millrace.core.internal.PaddedLong;
import java.util.List;

/**
 * A buffer for any number of threads on both sides. Many senders claim by compare-and-set, so the closed mark travels in
 * the same word as the tail: a claim either precedes the mark or fails because of it.
 */
abstract sealed class MarkedTailBuffer<E> extends Buffer<E> permits MpmcRing, SegmentedBuffer {

    static final long CLOSED_MARK = 1;

    /** What the tail's word grows by with each item. */
    static final long ONE_ITEM = 2;

    /** {@code index * 2 + closed}: written by senders' claims and by closers. */
    final PaddedLong tail = new PaddedLong();

    MarkedTailBuffer(int capacity) {
        super(capacity);
    }

    @Override
    final void close() {
        tail.getAndBitwiseOr(CLOSED_MARK); // volatile update: ordered with every claim
    }

    @Override
    final boolean isClosed() {
        return (tail.getVolatile() & CLOSED_MARK) != 0;
    }

    @Override
    final void takeRest(List<? super E> rest) {
        for (E item = poll(); item != null; item = poll()) {
            rest.add(item);
        }
    }

    @Override
    final long sent() {
        return tail.getVolatile() >>> 1;
    }

    @Override
    final long received() {
        return head.getVolatile();
    }
}
