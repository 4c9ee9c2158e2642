package dev.millrace.channels;

import dev.millrace.core.internal.Spin;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A bounded buffer for one sender and one receiver at a time, of exactly the capacity asked for. */
final class SpscRing<E> extends Buffer<E> {

    /*
     * The ring of FastForward (Giacomoni, Moseley, Vachharajani: "FastForward for efficient pipeline parallelism", 2008),
     * as JCTools' SPSC queue has it: a slot is free if it is null, so in a steady flow neither side reads the other's
     * index. It differs in that both sides claim their index by a compare-and-set. With one thread on a side it fails
     * for one reason only: the channel was closed (sender), or closeNow() has taken all that is left (receiver).
     *
     * Invariants: head <= tail <= head + capacity. Only the sender turns a slot from null to an item, only the receiver,
     * or closeNow() in its place, from an item to null. After closeNow() has moved the head to the tail, the receiver
     * takes nothing more.
     *
     * Linearization: a send at its claim of the tail, a receive at its claim of the head; FULL and empty at the read of
     * the other side's index.
     *
     * field  | read                        | written
     * tail   | opaque by the sender, else  | volatile compare-and-set by the sender, or-ed by closers
     *        | volatile                    |
     * head   | opaque by the receiver,     | volatile compare-and-set by the receiver or closeNow()
     *        | else volatile               |
     * limit  | plain, by the sender        | plain, by the sender
     * slots  | acquire                     | release
     */

    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Object[].class);

    private final int mask;
    private final @Nullable Object[] slots;

    /** A value of {@code head + capacity} that the sender has seen. Its thread's alone; it shares no line that is hot. */
    private long limit;

    SpscRing(int capacity) {
        super(capacity);
        int length = Integer.highestOneBit(2 * capacity - 1);
        this.mask = length - 1;
        this.slots = new Object[length];
    }

    @Override
    SendResult offer(E item) {
        // opaque: besides this thread only closers write it, and their mark is noticed by the compare-and-set
        long word = tail.getOpaque();
        if ((word & CLOSED_MARK) != 0) {
            return SendResult.CLOSED;
        }
        long index = word >>> 1;
        if (!hasRoom(index)) {
            return SendResult.FULL;
        }
        int slot = (int) index & mask;
        awaitEmpty(slot);
        if (!tail.compareAndSet(word, word + ONE_ITEM)) {
            return SendResult.CLOSED;
        }
        SLOTS.setRelease(slots, slot, item); // release: publishes the item
        samplePeak(index);
        return SendResult.SENT;
    }

    @Override
    @SuppressWarnings("unchecked")
    @Nullable E poll() {
        for (int attempt = 1; ; ) {
            // opaque: besides this thread only closeNow() writes it, which is noticed by the compare-and-set
            long index = head.getOpaque();
            int slot = (int) index & mask;
            // acquire: pairs with the release in offer(); the item is seen
            E item = (E) SLOTS.getAcquire(slots, slot);
            if (item != null) {
                if (head.compareAndSet(index, index + 1)) {
                    SLOTS.setRelease(slots, slot, null); // release: the slot is the sender's
                    return item;
                }
            } else if (tail.getVolatile() >>> 1 == head.getVolatile()) {
                return null;
            } else {
                Spin.once(attempt++, HAND_OVER_SPINS); // the sender has claimed the place and is on its way
            }
        }
    }

    /** Claims all that is left by one step, so that the receiver and this thread take no item both. */
    @Override
    @SuppressWarnings("unchecked")
    void takeRest(List<? super E> rest) {
        long end = tail.getVolatile() >>> 1;
        long index = head.getVolatile();
        while (!head.compareAndSet(index, end)) {
            index = head.getVolatile();
        }
        for (; index < end; index++) {
            int slot = (int) index & mask;
            E item = (E) SLOTS.getAcquire(slots, slot);
            for (int attempt = 1; item == null; item = (E) SLOTS.getAcquire(slots, slot)) {
                Spin.once(attempt++, HAND_OVER_SPINS); // the sender of this place was before the close
            }
            SLOTS.setRelease(slots, slot, null);
            rest.add(item);
        }
    }

    private boolean hasRoom(long index) {
        if (index < limit) {
            return true;
        }
        long taken = head.getVolatile();
        if (index - taken >= capacity) {
            notePeak(capacity);
            return false;
        }
        limit = taken + capacity;
        return true;
    }

    /** Waits until the receiver that has claimed the slot's last item has cleared it. */
    private void awaitEmpty(int slot) {
        // acquire: pairs with the release in poll(); the receiver is done with the slot
        for (int attempt = 1; SLOTS.getAcquire(slots, slot) != null; attempt++) {
            Spin.once(attempt, HAND_OVER_SPINS);
        }
    }
}
