package dev.millrace.channels;

import dev.millrace.core.internal.Spin;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A bounded buffer for any number of senders and receivers, of exactly the capacity asked for. */
final class MpmcRing<E> extends MarkedTailBuffer<E> {

    /*
     * Dmitry Vyukov's bounded queue: an array of places, each with a stamp that says whose turn it is. It differs in
     * three ways: the tail carries the closed mark (after the array channel of Rust's crossbeam); fullness is decided by
     * the indices and not by the stamp, so that the capacity need not be the length of the array; and empty and full are
     * never said because a thread stalls in the middle of its step.
     *
     * Place i of the endless row lies in slot i mod length. Its stamp goes
     *
     *     i            free: the sender that claims tail = i may fill it
     *     i + 1        filled: the receiver that claims head = i may empty it
     *     i + length   emptied: free for place i + length, which lies in the same slot
     *
     * With length >= 2 the three differ, so nobody takes a place of one lap for that of another. A stamp is the low half of
     * such a number, which halves the memory that a thread walks over: whoever acts on a stamp has seen that the index did
     * not move since he read it, and as long as it stands, the slot's stamp is within one lap of it.
     *
     * Invariants: head <= tail <= head + capacity. Only the thread whose compare-and-set moved the tail from i writes
     * the item and the stamp i + 1; only the one that moved the head from i reads and clears the item and writes the
     * stamp i + length.
     * Not an invariant: that the places between head and tail are filled; senders may still be on their way.
     *
     * Linearization: a send at its claim of the tail, a receive at its claim of the head; FULL and empty at the read of
     * the other side's index.
     *
     * field  | read                     | written
     * tail   | volatile                 | volatile compare-and-set by senders, or-ed by closers
     * head   | volatile                 | volatile compare-and-set by receivers
     * limit  | opaque, by senders       | opaque, by senders
     * stamps | acquire                  | release, by the owner of the place
     * items  | plain, by the owner      | plain, by the owner
     */

    private static final VarHandle STAMPS = MethodHandles.arrayElementVarHandle(int[].class);

    private final int mask;
    private final int[] stamps;
    private final @Nullable Object[] items;

    MpmcRing(int capacity) {
        this(capacity, 0);
    }

    /**
     * An empty ring whose first place has a number other than zero, as after long use.
     *
     * @param first the number of the first place
     */
    MpmcRing(int capacity, long first) {
        super(capacity);
        int length = Math.max(2, Integer.highestOneBit(2 * capacity - 1));
        this.mask = length - 1;
        this.items = new Object[length];
        this.stamps = new int[length];
        for (long index = first; index < first + length; index++) {
            stamps[(int) index & mask] = (int) index;
        }
        // plain: the ring is handed to its users safely
        head.setPlain(first);
        tail.setPlain(first * ONE_ITEM);
    }

    @Override
    SendResult offer(E item) {
        for (int attempt = 1;;) {
            long word = tail.getVolatile();
            if ((word & CLOSED_MARK) != 0) {
                return SendResult.CLOSED;
            }
            long index = word >>> 1;
            if (!hasRoom(index)) {
                return SendResult.FULL;
            }
            int slot = (int) index & mask;
            // acquire: pairs with the release in take(); the receiver of the last lap is done with the slot
            int lead = (int) STAMPS.getAcquire(stamps, slot) - (int) index;
            if (lead < 0) {
                Spin.once(attempt++, HAND_OVER_SPINS); // that receiver is still at it
            } else if (lead == 0 && tail.compareAndSet(word, word + ONE_ITEM)) {
                fill(slot, index, item);
                return SendResult.SENT;
            }
        }
    }

    @Override
    @Nullable E poll() {
        for (int attempt = 1;;) {
            long index = head.getVolatile();
            int slot = (int) index & mask;
            // acquire: pairs with the release in fill(); the item is seen
            int lead = (int) STAMPS.getAcquire(stamps, slot) - (int) (index + 1);
            if (lead == 0) {
                if (head.compareAndSet(index, index + 1)) {
                    return take(slot, index);
                }
            } else if (lead < 0) {
                if (tail.getVolatile() >>> 1 == index) {
                    return null;
                }
                Spin.once(attempt++, HAND_OVER_SPINS); // a sender has claimed the place and is on its way
            }
        }
    }

    /** Whether the place of this index is within the capacity. */
    private boolean hasRoom(long index) {
        // The tail's companion is the limit, a value of head + capacity that a sender has seen: below it nobody need look
        // at the head. opaque: an old limit is too low, never too high, and costs that look
        if (index < tail.getCompanionOpaque()) {
            return true;
        }
        long taken = head.getVolatile();
        if (index - taken >= capacity) {
            notePeak(capacity);
            return false;
        }
        tail.setCompanionOpaque(taken + capacity);
        return true;
    }

    private void fill(int slot, long index, E item) {
        items[slot] = item; // plain: the claim of the tail made this thread the owner of the place
        STAMPS.setRelease(stamps, slot, (int) (index + 1)); // release: publishes the item, and the place is the receiver's
        samplePeak(index);
    }

    @SuppressWarnings("unchecked")
    private E take(int slot, long index) {
        // plain: the claim of the head made this thread the owner of the place
        E item = (E) Objects.requireNonNull(items[slot]);
        items[slot] = null;
        STAMPS.setRelease(stamps, slot, (int) (index + mask + 1)); // release: the slot is the next lap's sender's
        return item;
    }
}
