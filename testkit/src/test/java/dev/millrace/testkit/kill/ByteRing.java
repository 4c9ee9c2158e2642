package dev.millrace.testkit.kill;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A ring of records of many lengths in shared memory, for one producer and one consumer. The store of the tail commits a
 * record, so a producer that dies leaves nothing; what does not fit before the end goes to the start, behind a padding record.
 */
final class ByteRing {
    private static final long TAIL = 0;
    private static final long HEAD = 128;
    private static final long DATA = 256;
    private static final long CAPACITY = 512;
    private static final int HEADER = 8;

    /** What is wrong with it. */
    enum Mutant {
        NONE, NO_PADDING, LENGTH_FIRST
    }

    private final MemorySegment memory;
    private final Mutant mutant;
    private final Consumer<String> points;

    ByteRing(MemorySegment memory, Mutant mutant, Consumer<String> points) {
        this.memory = memory;
        this.mutant = mutant;
        this.points = points;
    }

    /** False if it is full. */
    boolean offer(long value) {
        long tail = (long) LONG.getAcquire(memory, TAIL);
        int length = HEADER + 8 * copies(value);
        long toEnd = CAPACITY - tail % CAPACITY;
        long padding = length > toEnd ? toEnd : 0;
        if (tail + padding + length - (long) LONG.getAcquire(memory, HEAD) > CAPACITY) {
            return false;
        }
        if (padding > 0 && mutant != Mutant.NO_PADDING) {
            LONG.set(memory, offset(tail), -padding);
        }
        long start = tail + padding;
        LONG.set(memory, offset(start), (long) length);
        if (mutant == Mutant.LENGTH_FIRST) {
            LONG.setRelease(memory, TAIL, start + length);
        }
        points.accept("header written");
        for (int at = HEADER; at < length; at += 8) {
            LONG.set(memory, offset(start) + at, value);
        }
        points.accept("body written");
        LONG.setRelease(memory, TAIL, start + length);
        return true;
    }

    /** Null if it is empty; a negative number if the record is not what was written. */
    @Nullable Long poll() {
        long head = (long) LONG.getAcquire(memory, HEAD);
        long tail = (long) LONG.getAcquire(memory, TAIL);
        if (head < tail && (long) LONG.get(memory, offset(head)) < 0) {
            head -= (long) LONG.get(memory, offset(head)) / 8 * 8;
        }
        if (head >= tail) {
            return null;
        }
        long length = (long) LONG.get(memory, offset(head));
        if (length <= HEADER || length % 8 != 0 || length > CAPACITY - head % CAPACITY) {
            LONG.setRelease(memory, HEAD, tail);
            return -2L;
        }
        long value = read(offset(head), length);
        points.accept("read");
        LONG.setRelease(memory, HEAD, head + length);
        return value;
    }

    private long read(long offset, long length) {
        long value = (long) LONG.get(memory, offset + HEADER);
        boolean isWhole = length == HEADER + 8L * copies(value);
        for (long at = HEADER; at < length; at += 8) {
            isWhole &= (long) LONG.get(memory, offset + at) == value;
        }
        return isWhole ? value : -1;
    }

    List<Long> drain() {
        List<Long> all = new ArrayList<>();
        for (Long value = poll(); value != null; value = poll()) {
            all.add(value);
        }
        return all;
    }

    private static int copies(long value) {
        return 1 + (int) Math.floorMod(value, 7L);
    }

    private static long offset(long position) {
        return DATA + position % CAPACITY;
    }

    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
}
