package dev.millrace.testkit.spec;

import dev.millrace.testkit.schedule.Mark;
import org.jspecify.annotations.Nullable;

/**
 * What goes through a queue under test: a number that is unique in its test, and a plain field that is written just before
 * the item is handed over. A thread that gets the item and does not see that write has found a missing happens-before; in a
 * controlled run it is enough that it need not see it.
 */
public final class Item {

    private final long id;
    /** Neither final nor volatile, on purpose. */
    private long proof;
    /** What the thread that wrote the field had done by then, in a controlled run; as plain as the field. */
    private @Nullable Mark written;

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
        written = Mark.here();
        return this;
    }

    /**
     * The number of an item that was handed over, or null for none.
     *
     * @throws AssertionError if the write to the plain field is not seen, or need not be seen
     */
    static @Nullable Long open(@Nullable Item item) {
        if (item == null) {
            return null;
        }
        if (item.proof != ~item.id) {
            throw new UnsafePublication("item " + item.id + ": proof=" + item.proof + " (expected: " + ~item.id
                    + "); what was written before the hand-over is not seen after it");
        }
        if (!Mark.isSeen(item.written)) {
            throw new UnsafePublication("item " + item.id
                    + ": proof=0 is allowed here (expected: what was written before the"
                    + " hand-over happens-before what follows it); publish by a release, and read by an acquire");
        }
        return item.id;
    }

    /** The write before the hand-over was not seen after it, or need not have been. */
    @SuppressWarnings("serial")
    public static final class UnsafePublication extends AssertionError {
        UnsafePublication(String message) {
            super(message);
        }
    }

    @Override
    public String toString() {
        return Long.toString(id);
    }
}
