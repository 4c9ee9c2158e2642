package dev.millrace.testkit.spec;

import java.util.concurrent.atomic.AtomicInteger;

/** Who is inside, and two plain numbers, which are the same except while a writer is inside. */
class ReadersAndWriters {

    private final AtomicInteger readers = new AtomicInteger();
    private final AtomicInteger writers = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();
    /** Plain on purpose: only the lock orders them. */
    private int first;
    private int second;

    /** Called by a thread that was let in. */
    final void open(boolean writes) {
        (writes ? writers : readers).incrementAndGet();
        requireRoom();
        if (writes) {
            first++;
            written.incrementAndGet();
            second++;
        }
        if (first != second || first != written.get()) {
            throw new AssertionError("section: first=" + first + ", second=" + second + " (expected: both " + written
                    + "); what a writer wrote inside was not seen by the next");
        }
    }

    /** Called by a writer that goes on as a reader. */
    final void turnOver() {
        readers.incrementAndGet();
        writers.decrementAndGet();
    }

    /** Called by a thread that is about to leave. */
    final void close(boolean wrote) {
        requireRoom();
        (wrote ? writers : readers).decrementAndGet();
    }

    private void requireRoom() {
        int reading = readers.get();
        int writing = writers.get();
        if (writing > 1 || (writing == 1 && reading > 0)) {
            throw new AssertionError("section: writers=" + writing + ", readers=" + reading
                    + " inside (expected: one writer, or readers alone)");
        }
    }
}
