package dev.millrace.testkit.readme;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/** Stands for a user's structure in shared memory: a log whose places are claimed, and then filled by one write. */
final class SharedLog {

    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private final MemorySegment memory;

    SharedLog(MemorySegment memory) {
        this.memory = memory;
    }

    boolean offer(long value) {
        long place = (long) LONG.getAndAdd(memory, 0L, 1L) + 1;
        LONG.setRelease(memory, place * Long.BYTES, value);
        return true;
    }

    /** All values; a place that was claimed and never filled is skipped. */
    List<Long> drain() {
        List<Long> values = new ArrayList<>();
        long end = (long) LONG.getAcquire(memory, 0L);
        for (long place = 1; place <= end; place++) {
            long value = (long) LONG.getAcquire(memory, place * Long.BYTES);
            if (value != 0) {
                values.add(value);
            }
        }
        return values;
    }
}
