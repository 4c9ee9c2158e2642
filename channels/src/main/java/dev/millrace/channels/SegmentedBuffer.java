package dev.millrace.channels;

import dev.millrace.core.internal.Spin;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A buffer without a bound for any number of senders and receivers. */
final class SegmentedBuffer<E> extends MarkedTailBuffer<E> {

    /*
     * An endless row of places, cut into segments that are linked as they are needed and left to the garbage collector
     * once both ends have passed them (as the list channel of Rust's crossbeam and Kotlin's BufferedChannel do, without
     * their bookkeeping of interrupted cells: waiting happens elsewhere, so every claimed place is filled and emptied
     * once). Place i is used by one sender and one receiver, ever, so its slot needs no stamp: null, item, null.
     *
     * Invariants: head <= tail. firstSegment never lies past the segment of head, nor lastSegment past that of tail: each
     * is moved forward only by a thread that has claimed a place in the segment it moves to. So a thread whose segment lies
     * past its index has an index that is out of date, and fails to claim.
     *
     * Linearization: a send at its claim of the tail, a receive at its claim of the head; empty at the read of the tail.
     *
     * field                      | read     | written
     * tail, head                 | volatile | volatile compare-and-set; the tail or-ed by closers
     * firstSegment, lastSegment  | volatile | volatile compare-and-set
     * Segment.next               | volatile | volatile compare-and-set, once
     * Segment's slots            | acquire  | release
     */

    private static final int SHIFT = 6;
    private static final int LENGTH = 1 << SHIFT;
    private static final int MASK = LENGTH - 1;

    private static final VarHandle FIRST = handle(SegmentedBuffer.class, "firstSegment");
    private static final VarHandle LAST = handle(SegmentedBuffer.class, "lastSegment");
    private static final VarHandle NEXT = handle(Segment.class, "next");

    private Segment<E> firstSegment;
    @SuppressWarnings("unused") // LAST reads it
    private Segment<E> lastSegment;

    SegmentedBuffer() {
        super(Channel.UNBOUNDED);
        firstSegment = new Segment<>(0);
        lastSegment = firstSegment;
    }

    @Override
    SendResult offer(E item) {
        for (;;) {
            Segment<E> start = last();
            long word = tail.getVolatile();
            if ((word & CLOSED_MARK) != 0) {
                return SendResult.CLOSED;
            }
            long index = word >>> 1;
            Segment<E> segment = findOrLink(start, index >>> SHIFT); // before the claim: out of memory claims nothing
            if (tail.compareAndSet(word, word + ONE_ITEM)) {
                moveForward(LAST, segment);
                segment.setRelease((int) index & MASK, item); // release: publishes the item
                samplePeak(index);
                return SendResult.SENT;
            }
        }
    }

    @Override
    @Nullable E poll() {
        for (int attempt = 1;;) {
            Segment<E> start = first();
            long index = head.getVolatile();
            Segment<E> segment = find(start, index >>> SHIFT);
            int slot = (int) index & MASK;
            // acquire: pairs with the release in offer(); the item is seen
            E item = segment == null ? null : segment.getAcquire(slot);
            if (segment != null && item != null) {
                if (head.compareAndSet(index, index + 1)) {
                    moveForward(FIRST, segment);
                    segment.setRelease(slot, null); // forgets the item; nobody reads the slot again for its content
                    return item;
                }
            } else if (tail.getVolatile() >>> 1 == index) {
                return null;
            } else {
                Spin.once(attempt++, HAND_OVER_SPINS); // a sender is on its way, or another receiver was faster
            }
        }
    }

    /** The segment with this number, or null if no sender has linked it yet. */
    private static <E> @Nullable Segment<E> find(Segment<E> start, long number) {
        Segment<E> segment = start;
        while (segment != null && segment.number < number) {
            segment = next(segment);
        }
        return segment;
    }

    private static <E> Segment<E> findOrLink(Segment<E> start, long number) {
        Segment<E> segment = start;
        while (segment.number < number) {
            Segment<E> next = next(segment);
            segment = next == null ? link(segment) : next;
        }
        return segment;
    }

    private static <E> Segment<E> link(Segment<E> segment) {
        Segment<E> created = new Segment<>(segment.number + 1);
        // volatile compare-and-set: one of several senders links its segment, the others use that one
        @SuppressWarnings("unchecked")
        Segment<E> present = (Segment<E>) NEXT.compareAndExchange(segment, null, created);
        return present == null ? created : present;
    }

    /** Moves one of the two ends to a segment in which the caller has claimed a place, unless it is further already. */
    @SuppressWarnings("unchecked")
    private void moveForward(VarHandle end, Segment<E> segment) {
        Segment<E> current = (Segment<E>) end.getVolatile(this);
        while (current.number < segment.number && !end.compareAndSet(this, current, segment)) {
            current = (Segment<E>) end.getVolatile(this);
        }
    }

    @SuppressWarnings("unchecked")
    private Segment<E> first() {
        return (Segment<E>) FIRST.getVolatile(this);
    }

    @SuppressWarnings("unchecked")
    private Segment<E> last() {
        return (Segment<E>) LAST.getVolatile(this);
    }

    @SuppressWarnings("unchecked")
    private static <E> @Nullable Segment<E> next(Segment<E> segment) {
        return (Segment<E>) NEXT.getVolatile(segment);
    }

    private static VarHandle handle(Class<?> owner, String field) {
        try {
            return MethodHandles.lookup().findVarHandle(owner, field, Segment.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * {@link #LENGTH} neighbouring places.
     *
     * @param <E> the type of the elements
     */
    private static final class Segment<E> extends AtomicReferenceArray<@Nullable E> {
        private static final long serialVersionUID = 1L;

        final long number;
        @SuppressWarnings("unused") // NEXT reads it
        @Nullable Segment<E> next;

        Segment(long number) {
            super(LENGTH);
            this.number = number;
        }
    }
}
