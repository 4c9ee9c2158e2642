package dev.millrace.testkit.schedule;

import org.jspecify.annotations.Nullable;

/**
 * A place in what a controlled thread does. It tells whether what the thread did up to there happens-before what another one
 * does now, as the memory model of Java has it, and not only whether this machine shows it.
 *
 * <pre>{@code
 * item.written = Mark.here();     // by the producer, before the hand-over
 * ...
 * Mark.isSeen(item.written);      // by the consumer: is it sure to see what the producer wrote?
 * }</pre>
 *
 * <p>Order comes from what woven code does: volatile fields, the access modes of {@code VarHandle} and of the atomics
 * from acquire and release upwards, {@code Unsafe}, fences, monitors, the start and the end of threads, interrupts.
 * Plain and opaque accesses make none, nor does {@code unpark}, nor the write of a comparison that fails; and who reads
 * what was written plainly or opaquely is not ordered after an earlier release of the same variable, unless only
 * read-modify-writes lie between. A fence, and a call of code that is neither woven nor known to order nothing, count
 * as an order between everything before and everything after, so a missing order can be missed there.
 *
 * <p><b>Limits.</b> An access by {@code Unsafe} or by a field updater counts as one of any field of its object, and
 * takes no release away. What is seen through a final field alone counts as not seen. An array that is also accessed
 * through a {@code MemorySegment} is two places, so an order between the two is not seen.
 *
 * <p><b>Threads.</b> Any; a mark does not change. It means something only in the run in which it was made.
 */
public final class Mark {

    private final Run run;
    private final int thread;
    private final int time;

    private Mark(Run run, int thread, int time) {
        this.run = run;
        this.thread = thread;
        this.time = time;
    }

    /** A mark at what the calling thread has done so far; null if it is not controlled, or its order is not followed. */
    public static @Nullable Mark here() {
        Strand self = Strand.current();
        Clocks clocks = self == null ? null : self.run.clocks();
        return self == null || clocks == null ? null : new Mark(self.run, self.number, clocks.now(self.number));
    }

    /** Whether the calling thread is sure to see what was done before the mark; true if there is no mark or no control. */
    public static boolean isSeen(@Nullable Mark mark) {
        Strand self = Strand.current();
        Clocks clocks = self == null ? null : self.run.clocks();
        return mark == null || self == null || clocks == null || self.run != mark.run
                || clocks.sees(self.number, mark.thread, mark.time);
    }

    /**
     * From now on the calling thread is sure to see all that the thread of the mark has done and seen, until now: what stages a
     * test orders it by other means. Nothing if there is no mark or no control.
     */
    public static void see(@Nullable Mark mark) {
        Strand self = Strand.current();
        Clocks clocks = self == null ? null : self.run.clocks();
        if (mark != null && self != null && clocks != null && self.run == mark.run) {
            clocks.join(self.number, mark.thread);
        }
    }

    /** The order of the calling thread's run is not followed any more: too much of the code is not woven. */
    public static void forget() {
        Strand self = Strand.current();
        if (self != null) {
            self.run.forgetOrder();
        }
    }
}
