package dev.millrace.testkit.schedule;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What happens-before what in one run: a vector clock for each thread, and one for each place that orders memory.
 *
 * <p>A thread's clock says of each thread how much of what it did is seen. Who releases a place hands his clock to the place;
 * who acquires it takes the place's. A place is an object, whatever field of it is meant, or one element of an array: several
 * fields taken for one can hide a missing order. The same goes for what is not followed exactly: fences, and calls of code that is
 * not woven, hand everything to everybody.
 *
 * <p>Vector clocks are by Mattern and Fidge; to follow an order of memory by them is the idea of the race detectors DJIT+ and
 * FastTrack.
 *
 * <p><b>Threads.</b> Whoever has the turn.
 */
final class Clocks {

    private static final int[] NOTHING = {};
    private static final Object NOWHERE = new Object();

    /** By thread: how much of each thread it sees. */
    private int[][] seen = new int[4][];
    /** What code that is not followed, or a release fence, hands to whoever acquires anything. */
    private int[] loose = NOTHING;
    /** All that was ever released. */
    private int[] released = NOTHING;

    // A hash table with open addressing: the place and what it hands on.
    private @Nullable Object[] objects = new @Nullable Object[32];
    private long[] indices = new long[32];
    private int[][] clocks = new int[32][];
    private int places;

    /** A thread begins; it sees what the one sees that starts it, if one does. */
    void begin(int thread, int starter) {
        if (thread >= seen.length) {
            seen = Arrays.copyOf(seen, Math.max(thread + 1, seen.length * 2));
        }
        int[] clock = Arrays.copyOf(starter < 0 ? NOTHING : seen[starter], thread + 1);
        clock[thread] = 1;
        seen[thread] = clock;
        if (starter >= 0) {
            seen[starter][starter]++;
        }
    }

    /** How much the thread has done, in steps that others may see one by one. */
    int now(int thread) {
        return seen[thread][thread];
    }

    /** Whether {@code thread} sees what {@code other} did until then. */
    boolean sees(int thread, int other, int time) {
        int[] clock = seen[thread];
        return other < clock.length && clock[other] >= time;
    }

    /** From now on {@code thread} sees what {@code other} has done and seen so far. */
    void join(int thread, int other) {
        seen[thread] = union(seen[thread], seen[other]);
        seen[other][other]++;
    }

    /** The thread is over: who waits for what it has done, in code that is not followed, sees it. */
    void end(int thread) {
        released = union(released, seen[thread]);
    }

    void access(int thread, @Nullable Object object, long index, int order) {
        int at = find(object == null ? NOWHERE : object, index);
        if ((order & Hooks.ACQUIRE) != 0) {
            seen[thread] = union(union(seen[thread], clocks[at]), loose);
        }
        if ((order & Hooks.RELEASE) != 0) {
            clocks[at] = union(clocks[at], seen[thread]);
            release(thread);
        }
    }

    void fence(int thread, int order) {
        if ((order & Hooks.ACQUIRE) != 0) {
            seen[thread] = union(seen[thread], released);
        }
        if ((order & Hooks.RELEASE) != 0) {
            loose = union(loose, seen[thread]);
            release(thread);
        }
    }

    private void release(int thread) {
        released = union(released, seen[thread]);
        seen[thread][thread]++; // what it does next is not in what it has handed on
    }

    /** The later of both, for each thread; the result may be {@code into}, and is never {@code from}. */
    private static int[] union(int[] into, int[] from) {
        int[] result = into.length < from.length ? Arrays.copyOf(into, from.length) : into;
        for (int i = 0; i < from.length; i++) {
            result[i] = Math.max(result[i], from[i]);
        }
        return result;
    }

    /** Where the place stands; it is put in if it is new. */
    @SuppressWarnings("ReferenceEquality") // a place is the object itself
    private int find(Object object, long index) {
        int mask = objects.length - 1;
        int at = hash(object, index) & mask;
        while (objects[at] != null) {
            if (objects[at] == object && indices[at] == index) {
                return at;
            }
            at = (at + 1) & mask;
        }
        if (places * 2 >= objects.length) {
            grow();
            return find(object, index);
        }
        places++;
        objects[at] = object;
        indices[at] = index;
        clocks[at] = NOTHING;
        return at;
    }

    private static int hash(Object object, long index) {
        int hash = (System.identityHashCode(object) + Long.hashCode(index)) * 0x9e3779b1;
        return hash ^ (hash >>> 15);
    }

    private void grow() {
        @Nullable Object[] oldObjects = objects;
        long[] oldIndices = indices;
        int[][] oldClocks = clocks;
        objects = new @Nullable Object[oldObjects.length * 2];
        indices = new long[objects.length];
        clocks = new int[objects.length][];
        places = 0;
        for (int i = 0; i < oldObjects.length; i++) {
            Object object = oldObjects[i];
            if (object != null) {
                clocks[find(object, oldIndices[i])] = oldClocks[i];
            }
        }
    }
}
