package dev.millrace.core.queue;

import dev.millrace.core.internal.PaddedLong;

/**
 * The exact capacity of a queue with many producers: the places claimed by producers and released by consumers.
 *
 * <p><b>Threads.</b> Producers claim and unclaim, consumers release; {@link #releaseAlone} is for the only consumer.
 */
final class ManyProducersBound {

    /*
     * A place is claimed before its element enters the slots of JCTools and released after it has left them:
     *
     *     producer:  claim .... slots.offer(element)
     *     consumer:                                  slots.poll() .... release
     *                |<------------------- the place is held ------------------>|
     *
     * Invariants:
     *   - 0 <= claimed - released <= capacity, at every moment. A claim is a CAS of `claimed` from a value below the
     *     limit, and no limit is above released + capacity: `released` only grows, so an old limit is too low and never
     *     too high. `claimed` may also go down (unclaim); a CAS that succeeds on a value that has come back is right
     *     all the same, since only the value counts.
     *   - elements in the slots <= claimed - released: the span above covers an element's whole stay. The slots are at
     *     least `capacity` many, so a producer that has claimed finds the consumers' index far enough. It must also see
     *     that: slots.poll() -> release -> (limit ->) claim -> slots.offer is a chain of release and acquire pairs.
     *     Consumers may release in another order than they took, so with many of them the slot at the producers' index
     *     can still be in the hands of a slow one; slots.offer waits for it then, and does not refuse.
     * Not an invariant: that claimed - released is the number of elements. It counts operations in progress too.
     *
     * Linearization. A claim that succeeds does so at its CAS. One that fails does so at its read of `claimed`:
     * `released` is read later and was not larger before, so claimed - released >= capacity held at that read. Between
     * claim and publication, and between poll and release, a place is held by an operation in progress and no element:
     * hence "full up to operations in progress" and not "full".
     *
     * field    | read                       | written
     * claimed  | acquire, by producers      | CAS and getAndAdd, by producers
     * limit    | acquire, by producers      | release, by producers
     * released | acquire, by producers;     | getAndAdd, by consumers;
     *          | plain, by an only consumer | release, by an only consumer
     */

    private final int capacity;
    private final PaddedLong claimed = new PaddedLong();
    private final PaddedLong limit = new PaddedLong();
    private final PaddedLong released = new PaddedLong();

    ManyProducersBound(int capacity) {
        this.capacity = capacity;
        // plain: the constructor's; a thread that sees zero instead looks at `released` and finds the same limit
        limit.setPlain(capacity);
    }

    /** Claims a place. */
    boolean claim() {
        while (true) {
            // acquire: keeps the reads of limit and released after it; an earlier `released` could call a queue full
            // that never was
            long next = claimed.getAcquire();
            // acquire: pairs with the release in raiseLimit(); the slots vacated below the limit are seen
            if (next >= limit.getAcquire() && !raiseLimit(next)) {
                return false;
            }
            // CAS: the one step that takes the place; lost to another producer, look again
            if (claimed.compareAndSet(next, next + 1)) {
                return true;
            }
        }
    }

    /** Gives back a claimed place that got no element. */
    void unclaim() {
        claimed.getAndAdd(-1); // atomic: other producers claim meanwhile
    }

    /** Frees the place of an element that was taken, where consumers are many. */
    void release() {
        released.getAndAdd(1); // atomic: other consumers release meanwhile; releases the vacated slot to raiseLimit()
    }

    /** Frees the place of an element that was taken by the only consumer. */
    void releaseAlone() {
        // plain: the only consumer alone writes it; release: pairs with raiseLimit(), after the slot was vacated
        released.setRelease(released.getPlain() + 1);
    }

    /** Looks how far consumers have come; false if there is no room for claim number {@code next}. */
    private boolean raiseLimit(long next) {
        // acquire: pairs with the release of the places; the slots that they vacated are seen
        long fresh = released.getAcquire() + capacity;
        if (next >= fresh) {
            return false;
        }
        // release: passes what was acquired above on to claim(); an older limit may overwrite a newer one, which costs
        // the next producer a look
        limit.setRelease(fresh);
        return true;
    }
}
