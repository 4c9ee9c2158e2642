package dev.millrace.channels;

import dev.millrace.core.internal.PaddedLong;
import dev.millrace.core.internal.Spin;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A bounded buffer for one sender and one receiver at a time, of exactly the capacity asked for. */
final class SpscRing<E> extends Buffer<E> {

    /*
     * The ring of FastForward (Giacomoni, Moseley, Vachharajani: "FastForward for efficient pipeline parallelism", 2008),
     * as JCTools' SPSC queue has it: a slot is free if it is null, so in a steady flow neither side reads the other's
     * index. Each side owns its index and claims by a volatile write: one fence for each item and side, which the wake-up
     * protocol asks for anyway. A compare-and-set in its place costs twice as much.
     *
     * What the compare-and-set would have decided is decided off the fast path, after closing:
     *
     *   - The sender against a close. The closer sets `closed`, then reads the tail; the sender writes its claim to the
     *     tail, then reads `closed`. If the sender reads false, whoever has seen `closed` sees the claim, and the item is
     *     accepted. If it reads true, nobody can know who was first, so they agree: the first to propose a value for
     *     `end`, the number of items ever accepted, wins. A sender whose claim is not below the end takes it back. The
     *     closer proposes before it returns, and so does whoever sees `closed` before he says so: else a sender that has
     *     stalled before its claim, on a full ring, would be let in by a receive that follows the close.
     *   - The receiver against closeNow(), in the same way. closeNow() sets `discarding`, then reads the head; the
     *     receiver writes its claim to the head, then reads `discarding`; in doubt they agree on `restFrom`, the first
     *     item that is closeNow()'s. A receiver whose claim is not below it leaves the item alone.
     *
     * Invariants: head <= tail <= head + capacity. Only the sender turns a slot from null to an item; only the receiver,
     * or from restFrom on closeNow(), from an item to null. `end` and `restFrom` are written once.
     * Not invariants: after a close the tail may be one above the end, until the sender has noticed that it lost; after
     * closeNow() the head may be anywhere from restFrom on. sent() and received() show neither.
     *
     * Linearization: a send at its claim of the tail, a receive at its claim of the head; FULL and empty at the read of
     * the other side's index.
     *
     * field              | read                                  | written
     * tail, head         | plain by the owner, else volatile     | volatile by the owner
     * closed, discarding | volatile                              | volatile, once
     * end, restFrom      | volatile                              | volatile compare-and-set, once
     * limit              | opaque by the sender                  | opaque by the sender
     * slots              | acquire                               | release
     */

    private static final long UNDECIDED = Long.MAX_VALUE;
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Object[].class);

    private final int mask;
    private final @Nullable Object[] slots;
    private final PaddedLong tail = new PaddedLong();

    private final AtomicLong end = new AtomicLong(UNDECIDED);
    private final AtomicLong restFrom = new AtomicLong(UNDECIDED);
    private volatile boolean closed;
    private volatile boolean discarding;

    SpscRing(int capacity) {
        super(capacity);
        int length = Integer.highestOneBit(2 * capacity - 1);
        this.mask = length - 1;
        this.slots = new Object[length];
    }

    @Override
    SendResult offer(E item) {
        if (closed) {
            return SendResult.CLOSED;
        }
        long index = tail.getPlain();
        if (!hasRoom(index)) {
            return SendResult.FULL;
        }
        int slot = (int) index & mask;
        awaitEmpty(slot);
        tail.setVolatile(index + 1); // volatile: before the reads of `closed` and of the waiting receivers
        if (closed && agree(end, index + 1) <= index) {
            tail.setVolatile(index);
            return SendResult.CLOSED;
        }
        SLOTS.setRelease(slots, slot, item); // release: publishes the item
        samplePeak(index);
        return SendResult.SENT;
    }

    @Override
    @Nullable E poll() {
        long index = head.getPlain();
        int slot = (int) index & mask;
        E item = read(slot);
        for (int attempt = 1; item == null; item = read(slot)) {
            if (sent() <= index || isDiscarded(index)) {
                return null;
            }
            Spin.once(attempt++, HAND_OVER_SPINS); // the sender has claimed the place and is on its way
        }
        head.setVolatile(index + 1); // volatile: before the reads of `discarding` and of the waiting senders
        if (discarding && agree(restFrom, index + 1) <= index) {
            return null;
        }
        SLOTS.setRelease(slots, slot, null); // release: the slot is the sender's
        return item;
    }

    @Override
    void takeRest(List<? super E> rest) {
        discarding = true;
        long from = agree(restFrom, head.getVolatile());
        long to = sent();
        for (long index = from; index < to; index++) {
            int slot = (int) index & mask;
            rest.add(awaitFilled(slot));
            SLOTS.setRelease(slots, slot, null);
        }
    }

    @Override
    void close() {
        closed = true;
        acceptedAtLast();
    }

    @Override
    boolean isClosed() {
        if (!closed) {
            return false;
        }
        acceptedAtLast();
        return true;
    }

    @Override
    long sent() {
        // The tail before `closed`: a claim seen while the ring is still open is seen by the closer too, so it is accepted.
        // In the other order it could be one that its sender takes back, and a joiner would wait for it forever.
        long claimed = tail.getVolatile();
        return closed ? acceptedAtLast() : claimed;
    }

    @Override
    long received() {
        return restFrom.get() == UNDECIDED ? head.getVolatile() : sent();
    }

    /** Once the ring is closed: how many items have been accepted, now and for ever. */
    private long acceptedAtLast() {
        return agree(end, tail.getVolatile());
    }

    /** Whether a place that the receiver has not claimed, and finds empty, is closeNow()'s: then it stays empty. */
    private boolean isDiscarded(long index) {
        return discarding && agree(restFrom, index) <= index;
    }

    /** The value that was proposed first. */
    private static long agree(AtomicLong decision, long proposal) {
        long witness = decision.compareAndExchange(UNDECIDED, proposal);
        return witness == UNDECIDED ? proposal : witness;
    }

    private boolean hasRoom(long index) {
        // The tail's companion is the limit, a value of head + capacity that the sender has seen: below it, it need not
        // look at the head.
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

    @SuppressWarnings("unchecked")
    private @Nullable E read(int slot) {
        return (E) SLOTS.getAcquire(slots, slot); // acquire: pairs with the release in offer(); the item is seen
    }

    /** Waits until the receiver that has claimed the slot's last item has cleared it. */
    private void awaitEmpty(int slot) {
        // acquire: pairs with the release in poll(); the receiver is done with the slot
        for (int attempt = 1; SLOTS.getAcquire(slots, slot) != null; attempt++) {
            Spin.once(attempt, HAND_OVER_SPINS);
        }
    }

    /** Waits for the item of a sender that had claimed the slot before the close. */
    private E awaitFilled(int slot) {
        E item = read(slot);
        for (int attempt = 1; item == null; item = read(slot)) {
            Spin.once(attempt++, HAND_OVER_SPINS);
        }
        return item;
    }
}
