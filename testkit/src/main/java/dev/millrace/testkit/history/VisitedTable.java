package dev.millrace.testkit.history;

import java.util.Arrays;

/**
 * A set of calls that changes by one call at a time, and the pairs of set and state that were met before. Used by one thread.
 */
final class VisitedTable {
    /** An array of this length should not grow any more. */
    static final int FULL = 1 << 30;

    /*
     * The calls that returned are numbered in the order in which they began, so a set of those that have taken effect is full
     * at its front and empty at its end. Only what lies between is kept: the words from the first that is not full to the
     * last that is not empty. The words of the calls with unknown end are kept apart, and always.
     *
     * An entry of the arena:  number of words << 32 | state,  first word,  words of unknown end...,  words...
     * A place of the table:   hash << 32 | start of the entry + 1;  0 where free
     */

    private final long[] known;
    private final long[] unknown;
    private final int returned;
    private final long[] numbers;
    private long hash;
    /** The first word that is not full, and the word behind the last that is not empty. */
    private int first;

    private int last;

    private long[] places = new long[64];
    private int entries;
    private long[] arena = new long[256];
    private int used;

    /** For calls numbered from 0 to {@code possible}, of which the first {@code returned} returned. */
    VisitedTable(int returned, int possible) {
        this.returned = returned;
        known = new long[(returned + 63) / 64];
        unknown = new long[(possible - returned + 63) / 64];
        numbers = new long[possible];
        Arrays.setAll(numbers, Mix::toLong);
    }

    /** Adds the call to the set unless the larger set was met before in this state; says whether it did. */
    boolean add(int call, int state) {
        flip(call);
        if (isNew(state)) {
            return true;
        }
        flip(call);
        return false;
    }

    /** Takes the call out of the set. */
    void remove(int call) {
        flip(call);
    }

    /** About how many bytes the table takes. */
    long bytes() {
        long size = 8L * (places.length + arena.length + numbers.length);
        return Math.max(places.length, arena.length) >= FULL ? Long.MAX_VALUE : size;
    }

    private void flip(int call) {
        hash ^= numbers[call];
        if (call >= returned) {
            int bit = call - returned;
            unknown[bit >> 6] ^= 1L << bit;
            return;
        }
        int word = call >> 6;
        known[word] ^= 1L << call;
        // Both ends move little, because the set grows at its front.
        first = Math.min(first, word);
        while (first < known.length && known[first] == -1L) {
            first++;
        }
        last = Math.max(last, word + 1);
        while (last > first && known[last - 1] == 0) {
            last--;
        }
    }

    private boolean isNew(int state) {
        int words = Math.max(0, last - first);
        long kind = ((long) words << 32) | state;
        int mixed = Mix.toInt(hash + Mix.toLong(state));
        int mask = places.length - 1;
        int place = mixed & mask;
        while (places[place] != 0) {
            long found = places[place];
            if ((int) (found >>> 32) == mixed && isAt((int) found - 1, kind, words)) {
                return false;
            }
            place = (place + 1) & mask;
        }
        places[place] = ((long) mixed << 32) | (used + 1);
        append(kind, words);
        if (++entries * 2 > places.length) {
            grow();
        }
        return true;
    }

    private boolean isAt(int start, long kind, int words) {
        if (arena[start] != kind || arena[start + 1] != first) {
            return false;
        }
        int at = start + 2;
        for (long word : unknown) {
            if (arena[at++] != word) {
                return false;
            }
        }
        for (int i = 0; i < words; i++) {
            if (arena[at++] != known[first + i]) {
                return false;
            }
        }
        return true;
    }

    private void append(long kind, int words) {
        int size = 2 + unknown.length + words;
        if (arena.length - used < size) {
            arena = Arrays.copyOf(arena, Math.max(Math.addExact(used, size), larger(arena.length)));
        }
        arena[used] = kind;
        arena[used + 1] = first;
        System.arraycopy(unknown, 0, arena, used + 2, unknown.length);
        System.arraycopy(known, first, arena, used + 2 + unknown.length, words);
        used += size;
    }

    private static int larger(int length) {
        return (int) Math.min(2L * length, Integer.MAX_VALUE - 8);
    }

    private void grow() {
        long[] old = places;
        places = new long[2 * old.length];
        int mask = places.length - 1;
        for (long found : old) {
            if (found != 0) {
                int place = (int) (found >>> 32) & mask;
                while (places[place] != 0) {
                    place = (place + 1) & mask;
                }
                places[place] = found;
            }
        }
    }
}
