package dev.millrace.core.queue;

import dev.millrace.core.internal.PaddedLong;

/**
 * The exact capacity of a queue with one producer, kept by that producer alone.
 *
 * <p><b>Threads.</b> All methods belong to the producer.
 */
final class OneProducerBound {

    /*
     * Only the producer makes the queue grow, so it needs no agreement with anybody: it counts the places that it has
     * claimed, and compares with how many elements the consumers have taken, an index that JCTools publishes.
     *
     * Invariants:
     *   - claimed - consumer index <= capacity. The index only grows, so an old one makes the producer too careful and
     *     never too bold.
     *   - claimed = elements ever put + places claimed by a fill whose supplier is running: that of one call, or of
     *     several that stand inside each other when the supplier calls fill again.
     *   - limit = some consumer index seen earlier + capacity.
     *
     * A claim that fails does so at its read of the consumer index: the queue was full at that moment, a take
     * that has read its element and not yet moved the index counting as in progress: it still holds its place.
     *
     * field   | read                    | written
     * claimed | plain, by the producer  | plain, by the producer
     * limit   | plain, by the producer  | plain, by the producer
     */

    private final int capacity;
    private final PaddedLong claimed = new PaddedLong();
    private final PaddedLong limit = new PaddedLong();

    OneProducerBound(int capacity) {
        this.capacity = capacity;
        // plain: the constructor's; the queue is handed to the producer safely
        limit.setPlain(capacity);
    }

    /** Claims a place below the limit that is known already. */
    boolean claim() {
        // plain: only the producer reads and writes both
        long next = claimed.getPlain();
        if (next >= limit.getPlain()) {
            return false;
        }
        claimed.setPlain(next + 1); // plain: as above
        return true;
    }

    /** Claims a place below the limit that follows from a fresh index of the consumers. */
    boolean claim(long consumerIndex) {
        limit.setPlain(consumerIndex + capacity); // plain: only the producer reads and writes it
        return claim();
    }

    void unclaim() {
        claimed.setPlain(claimed.getPlain() - 1); // plain: only the producer reads and writes it
    }
}
