package dev.millrace.testkit.history;

import java.util.Arrays;

/** Pairs of a state and a row of bits, each once, in the order in which they came. Used by one thread. */
final class SituationSet {
    private final int words;
    private long[] bits;
    private int[] states = new int[16];
    private int[] traces = new int[16];
    private int[] hashes = new int[16];
    private int size;
    /** Index + 1 at the place of its hash; 0 where free. */
    private int[] places = new int[32];

    /** For rows of so many words. */
    SituationSet(int words) {
        this.words = words;
        bits = new long[16 * words];
    }

    int size() {
        return size;
    }

    int state(int index) {
        return states[index];
    }

    /** What was given with it, when it came first. */
    int trace(int index) {
        return traces[index];
    }

    boolean has(int index, int bit) {
        return (bits[index * words + (bit >> 6)] & (1L << bit)) != 0;
    }

    void copyTo(int index, long[] row) {
        System.arraycopy(bits, index * words, row, 0, words);
    }

    /**
     * Adds the pair; false if there is one already with the same state, the same bits outside {@code optional}, and no other
     * bits inside.
     */
    boolean add(long[] row, int state, int trace, long[] optional) {
        long sum = state;
        for (int word = 0; word < words; word++) {
            sum = Mix.toLong(sum ^ (row[word] & ~optional[word]));
        }
        int hash = (int) sum;
        int mask = places.length - 1;
        int place = hash & mask;
        while (places[place] != 0) {
            if (isAt(places[place] - 1, hash, row, state, optional)) {
                return false;
            }
            place = (place + 1) & mask;
        }
        if (size == states.length) {
            growRows();
        }
        System.arraycopy(row, 0, bits, size * words, words);
        states[size] = state;
        traces[size] = trace;
        hashes[size] = hash;
        places[place] = ++size;
        if (size * 2 > places.length) {
            growPlaces();
        }
        return true;
    }

    /** Forgets all, in time proportional to what there was. */
    void clear() {
        if (size > places.length / 16) {
            Arrays.fill(places, 0);
        } else {
            for (int index = 0; index < size; index++) {
                empty(hashes[index]);
            }
        }
        size = 0;
    }

    long bytes() {
        long size = 8L * bits.length + 12L * states.length + 4L * places.length;
        return Math.max(places.length, bits.length) >= VisitedTable.FULL ? Long.MAX_VALUE : size;
    }

    /** Frees the whole run of places that begins where the hash points: all of them go. */
    private void empty(int hash) {
        int mask = places.length - 1;
        for (int place = hash & mask; places[place] != 0; place = (place + 1) & mask) {
            places[place] = 0;
        }
    }

    private boolean isAt(int index, int hash, long[] row, int state, long[] optional) {
        if (hashes[index] != hash || states[index] != state) {
            return false;
        }
        for (int word = 0; word < words; word++) {
            long there = bits[index * words + word];
            if (((there ^ row[word]) & ~optional[word]) != 0 || (there & ~row[word]) != 0) {
                return false;
            }
        }
        return true;
    }

    private void growRows() {
        int length = Math.multiplyExact(2, size);
        bits = Arrays.copyOf(bits, Math.multiplyExact(length, words));
        states = Arrays.copyOf(states, length);
        traces = Arrays.copyOf(traces, length);
        hashes = Arrays.copyOf(hashes, length);
    }

    private void growPlaces() {
        places = new int[2 * places.length];
        int mask = places.length - 1;
        for (int index = 0; index < size; index++) {
            int place = hashes[index] & mask;
            while (places[place] != 0) {
                place = (place + 1) & mask;
            }
            places[place] = index + 1;
        }
    }
}
