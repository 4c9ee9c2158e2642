package dev.millrace.testkit.spec;

import org.jspecify.annotations.Nullable;

/**
 * What goes through a queue under test: a number that is unique in its test, and a plain field that is written just before
 * the item is handed over. A thread that gets the item and does not see that write has found a missing happens-before.
 */
public final class Item {

    private final long id;
    /** Neither final nor volatile, on purpose. */
    private long proof;

    /** An item with this number. */
    public Item(long id) {
        this.id = id;
    }

    /** The number. */
    public long id() {
        return id;
    }

    /** Writes the plain field. */
    Item sealed() {
        proof = ~id;
        return this;
    }

    /**
     * The number of an item that was handed over, or null for none.
     *
     * @throws AssertionError if the write to the plain field is not seen
     */
    static @Nullable Long open(@Nullable Item item) {
        if (item == null) {
            return null;
        }
        if (item.proof != ~item.id) {
            throw new UnsafePublication(item.id, item.proof);
        }
        return item.id;
    }

    /** The write before the hand-over was not seen after it. */
    @SuppressWarnings("serial")
    public static final class UnsafePublication extends AssertionError {
        UnsafePublication(long id, long proof) {
            super("item " + id + ": proof=" + proof + " (expected: " + ~id
                    + "); what was written before the hand-over is not seen after it");
        }
    }

    @Override
    public String toString() {
        return Long.toString(id);
    }
}
