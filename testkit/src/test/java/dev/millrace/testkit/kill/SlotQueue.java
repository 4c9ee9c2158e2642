package dev.millrace.testkit.kill;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A log of slots in shared memory, for many producers and one consumer. A producer claims a slot, writes the body and commits;
 * a slot whose producer died is aborted by {@link #unblock}, and whoever comes to commit it then is refused.
 */
final class SlotQueue {
    private static final long TAIL = 0;
    private static final long HEAD = 128;
    private static final long SLOTS = 256;
    private static final int SLOT_BYTES = 1024;
    private static final int COPIES = 127;
    private static final int EMPTY = 0;
    private static final int COMMITTED = 1;
    private static final int ABORTED = -1;

    /** What is wrong with it. */
    enum Mutant {
        NONE, LENGTH_FIRST, HASTY_UNBLOCK, STUCK_CLAIM
    }

    private final MemorySegment memory;
    private final Mutant mutant;
    private final Consumer<String> points;

    SlotQueue(MemorySegment memory, Mutant mutant, Consumer<String> points) {
        this.memory = memory;
        this.mutant = mutant;
        this.points = points;
    }

    SlotQueue(MemorySegment memory, Mutant mutant) {
        this(memory, mutant, point -> {});
    }

    /** False if the slot was taken from us; try again. */
    boolean offer(long value) {
        long slot = slot((long) LONG.getAndAdd(memory, TAIL, 1L));
        points.accept("claimed");
        if (mutant == Mutant.LENGTH_FIRST) {
            INT.setRelease(memory, slot, COMMITTED);
        }
        for (int i = 1; i <= COPIES; i++) {
            // opaque: so that no compiler makes one instruction of them all
            LONG.setOpaque(memory, slot + i * 8L, value);
            if (i == COPIES / 2) {
                points.accept("half written");
            }
        }
        points.accept("written");
        return switch (mutant) {
            case LENGTH_FIRST -> true;
            case HASTY_UNBLOCK -> {
                INT.setRelease(memory, slot, COMMITTED);
                yield true;
            }
            case NONE, STUCK_CLAIM -> INT.compareAndSet(memory, slot, EMPTY, COMMITTED);
        };
    }

    /** Null if there is none yet; a negative number if the body is torn. */
    @Nullable Long poll() {
        long head = (long) LONG.getAcquire(memory, HEAD);
        while (head < (long) LONG.getAcquire(memory, TAIL)) {
            long slot = slot(head);
            int state = (int) INT.getAcquire(memory, slot);
            if (state == EMPTY) {
                return null;
            }
            Long value = state == ABORTED ? null : read(slot);
            points.accept("read");
            LONG.setRelease(memory, HEAD, ++head);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private long read(long slot) {
        long value = memory.get(ValueLayout.JAVA_LONG, slot + 8);
        for (int i = 2; i <= COPIES; i++) {
            if (memory.get(ValueLayout.JAVA_LONG, slot + i * 8L) != value) {
                return -1;
            }
        }
        return value;
    }

    /** Aborts what is claimed and not committed. */
    void unblock() {
        long tail = (long) LONG.getAcquire(memory, TAIL);
        for (long index = 0; index < tail && mutant != Mutant.STUCK_CLAIM; index++) {
            INT.compareAndSet(memory, slot(index), EMPTY, ABORTED);
        }
    }

    List<Long> drain() {
        List<Long> all = new ArrayList<>();
        for (Long value = poll(); value != null; value = poll()) {
            all.add(value);
        }
        return all;
    }

    private long slot(long index) {
        return SLOTS + index * SLOT_BYTES;
    }

    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
}
