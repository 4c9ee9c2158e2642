package dev.millrace.testkit.schedule;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What happens-before what in one run: a vector clock for each thread, and one for each place that orders memory.
 *
 * <p>A thread's clock says of each thread how much of what it did is seen. Who releases a place hands his clock to the
 * place; who acquires it takes the place's. A place is a variable: a field, or one element of an array. A write that is
 * no release takes away what the place would hand on, for a read that sees that write sees no earlier one; a
 * read-modify-write leaves it there, as it does on every machine. An access of which only the object is known counts as
 * one of all its fields, and a write of that kind takes nothing away: that can hide a missing order. The same goes for
 * what is not followed exactly: fences, and calls of code that is not woven, hand everything to everybody.
 *
 * <p>Vector clocks are by Mattern and Fidge; to follow an order of memory by them is the idea of the race detectors DJIT+ and
 * FastTrack.
 *
 * <p><b>Threads.</b> Whoever has the turn.
 */
final class Clocks {

    /** Some variable of an object, nobody knows which. */
    static final long ANY = -2;

    /** What was released at any field of an object. */
    private static final long ALL = -3;

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

    /** The place of a field; an element's is its index. */
    static long ofField(int number) {
        return ALL - number;
    }

    /**
     * @param place an index, {@link #ofField}, {@link #ANY}, or a number of its own that is none of these
     * @param order the sum of {@link Hooks#ACQUIRE}, {@link Hooks#RELEASE} and {@link Hooks#STORE}
     */
    void access(int thread, @Nullable Object object, long place, int order) {
        Object where = object == null ? NOWHERE : object;
        if ((order & Hooks.ACQUIRE) != 0) {
            int[] clock = union(union(seen[thread], at(where, place)), loose);
            seen[thread] = place < 0 ? union(clock, at(where, place == ANY ? ALL : ANY)) : clock;
        }
        boolean replaces = (order & Hooks.STORE) != 0 && place != ANY;
        if ((order & Hooks.RELEASE) != 0) {
            int at = find(where, place);
            clocks[at] = union(replaces ? NOTHING : clocks[at], seen[thread]);
            if (place <= ANY) {
                int all = find(where, ALL);
                clocks[all] = union(clocks[all], seen[thread]);
            }
            release(thread);
        } else if (replaces) {
            int at = lookUp(where, place);
            if (objects[at] != null) {
                clocks[at] = NOTHING;
            }
        }
    }

    private int[] at(Object object, long place) {
        int at = lookUp(object, place);
        return objects[at] == null ? NOTHING : clocks[at];
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
    private int find(Object object, long index) {
        int at = lookUp(object, index);
        if (objects[at] != null) {
            return at;
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

    /** Where the place stands, or would stand. */
    @SuppressWarnings("ReferenceEquality") // a place is the object itself
    private int lookUp(Object object, long index) {
        int mask = objects.length - 1;
        int at = hash(object, index) & mask;
        while (objects[at] != null && (objects[at] != object || indices[at] != index)) {
            at = (at + 1) & mask;
        }
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
