package dev.millrace.testkit.spec;

import dev.millrace.testkit.schedule.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Who is inside, and two plain numbers, which are the same except while a writer is inside. */
class ReadersAndWriters {

    private final AtomicInteger readers = new AtomicInteger();
    private final AtomicInteger writers = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();
    /** Plain on purpose: only the lock orders them. */
    private int first;
    private int second;
    /** Where threads were when they wrote last, and when each of them read last, in a controlled run. */
    private @Nullable Mark wrote;
    private final List<Mark> reads = new ArrayList<>();

    /** Called by a thread that was let in. */
    final void open(boolean writes) {
        (writes ? writers : readers).incrementAndGet();
        requireRoom();
        requireSeen(wrote);
        if (writes) {
            reads.forEach(ReadersAndWriters::requireSeen);
            reads.clear();
            wrote = Mark.here();
            first++;
            written.incrementAndGet();
            second++;
        }
        if (first != second || first != written.get()) {
            throw new AssertionError("section: first=" + first + ", second=" + second + " (expected: both " + written
                    + "); what a writer wrote inside was not seen by the next");
        }
    }

    /** A thread that reads before a writer may not see what the writer writes, and sees all that one before it wrote. */
    private static void requireSeen(@Nullable Mark mark) {
        if (!Mark.isSeen(mark)) {
            throw new AssertionError(
                    "section: what was done inside before need not be seen (expected: it happens-before"
                            + " what follows); let go by a release, and enter by an acquire");
        }
    }

    /** Called by a writer that goes on as a reader. */
    final void turnOver() {
        readers.incrementAndGet();
        writers.decrementAndGet();
    }

    /** Called by a thread that is about to leave. */
    final void close(boolean writing) {
        requireRoom();
        Mark here = Mark.here();
        if (here != null) { // null where threads are not controlled, and a plain list would not do
            reads.add(here);
        }
        (writing ? writers : readers).decrementAndGet();
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
