package dev.millrace.testkit.schedule;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The threads of a run, numbered in the order in which they were started. They belong to whoever has the turn. */
final class Strands {

    private Strand[] strands = new Strand[4];
    private int count;

    int count() {
        return count;
    }

    Strand get(int number) {
        return strands[number];
    }

    void add(Strand strand) {
        if (count == strands.length) {
            strands = Arrays.copyOf(strands, count * 2);
        }
        strands[count++] = strand;
    }

    /** The one with this continuation; null if it is of none. */
    @SuppressWarnings("ReferenceEquality") // a continuation is what it is, not what it equals
    @Nullable Strand of(Runnable continuation) {
        for (int i = 0; i < count; i++) {
            if (strands[i].continuation == continuation) {
                return strands[i];
            }
        }
        return null;
    }

    /** The thread that this one is, or in whose place it runs; null if it is not controlled. */
    @Nullable Strand of(Thread thread) {
        for (int i = 0; i < count; i++) {
            if (strands[i].thread == thread || strands[i].alias == thread) {
                return strands[i];
            }
        }
        return null;
    }
}
