package dev.millrace.testkit.stress;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Judges one round: elements numbered {@code first} to {@code first + count - 1} went through a queue that was empty before,
 * and what was left was taken out at the end.
 *
 * <p>Every rule looks for a pattern that no right history has, in time O(n log n) and on plain arrays:
 * <ul>
 * <li>fresh: an element comes out before it goes in, or was never put in;
 * <li>once: it comes out twice, or never;
 * <li>order: x is in before y begins to go in, but y is out before x begins to come out (Henzinger, Sezgin and Vafeiadis
 * 2013);
 * <li>empty: a call found the queue empty, and at each of its moments some element was certainly in it;
 * <li>bound: at some moment more elements were certainly in it than may be;
 * <li>full: a call found the queue full, and at none of its moments so many elements can have been in it.
 * </ul>
 */
final class Round {

    /**
     * What is wrong.
     *
     * @param reason  in a sentence
     * @param culprit the call that proves it; null if no clock was read
     */
    record Wrong(String reason, @Nullable Operation culprit) {}

    private final QueueStress.Options options;
    private final boolean timed;
    private final long first;
    private final int[] shares;
    private final List<CallLog> logs;

    // One entry for each element, with the calls that put it in and took it out; -1 if there is none.
    private final int count;
    private final long[] inBegin;
    private final long[] inEnd;
    private final long[] outBegin;
    private final long[] outEnd;
    private final int[] inAt;
    private final int[] outAt;
    private final short[] outBy;
    private final BitSet unsure = new BitSet(); // its put did not return: it may be in, or not

    /** The logs are those of the producers, then of the consumers, then of who took out the rest. */
    Round(QueueStress.Options options, boolean timed, long first, int[] shares, List<CallLog> logs) {
        this.options = options;
        this.timed = timed;
        this.first = first;
        this.shares = shares;
        this.logs = logs;
        count = Arrays.stream(shares).sum();
        inBegin = new long[count];
        inEnd = new long[count];
        outBegin = new long[count];
        outEnd = new long[count];
        inAt = new int[count];
        outAt = new int[count];
        outBy = new short[count];
    }

    /** The calls of all threads; none if no clock was read. */
    History history() {
        List<Operation> all = new ArrayList<>();
        IntStream.range(0, logs.size()).forEach(thread -> all.addAll(logs.get(thread).operations(thread)));
        return new History(all);
    }

    /** What is wrong with the round, or null. */
    @Nullable Wrong judge() {
        Arrays.fill(inAt, -1);
        Arrays.fill(outAt, -1);
        readIn();
        Wrong wrong = readOut();
        wrong = wrong == null ? lost() : wrong;
        wrong = wrong == null && options.order() != QueueOrder.NONE ? ownOrder() : wrong;
        if (wrong != null || !timed) {
            return wrong;
        }
        wrong = fresh();
        wrong = wrong == null && options.order() == QueueOrder.PRODUCER ? producerOrder() : wrong;
        wrong = wrong == null && options.order() == QueueOrder.FIFO ? order() : wrong;
        wrong = wrong == null && options.strict() ? empty() : wrong;
        if (options.capacity() > 0) {
            wrong = wrong == null ? bound() : wrong;
            wrong = wrong == null && options.strict() ? full() : wrong;
        }
        return wrong;
    }

    // ---- what went in and came out

    private void readIn() {
        for (int thread = 0; thread < options.producers(); thread++) {
            CallLog log = logs.get(thread);
            int size = log.size();
            for (int i = 0; i < size; i++) {
                if (!log.refused(i)) {
                    int element = (int) (log.id(i) - first);
                    inAt[element] = i;
                    inBegin[element] = timed ? log.invokedAt(i) : 0;
                    inEnd[element] = timed ? log.returnedAt(i) : 0;
                }
            }
            log.pendingId().ifPresent(id -> unsure.set((int) (id - first)));
        }
    }

    private @Nullable Wrong readOut() {
        for (int thread = options.producers(); thread < logs.size(); thread++) {
            CallLog log = logs.get(thread);
            int size = log.size();
            for (int i = 0; i < size; i++) {
                if (log.refused(i)) {
                    continue;
                }
                long id = log.id(i);
                if (id < first || id >= first + count || !wasPut((int) (id - first))) {
                    return new Wrong("element " + id + " came out, but nobody put it in", call(thread, i));
                }
                int element = (int) (id - first);
                if (outAt[element] >= 0) {
                    return new Wrong("element " + id + " came out twice: taken by " + name(outBy[element]) + " and by "
                            + name(thread), call(thread, i));
                }
                outAt[element] = i;
                outBy[element] = (short) thread;
                outBegin[element] = timed ? log.invokedAt(i) : 0;
                outEnd[element] = timed ? log.returnedAt(i) : 0;
            }
        }
        return null;
    }

    private boolean wasPut(int element) {
        return inAt[element] >= 0 || unsure.get(element);
    }

    private @Nullable Wrong lost() {
        int lost = -1;
        int howMany = 0;
        for (int element = count - 1; element >= 0; element--) {
            if (inAt[element] >= 0 && outAt[element] < 0) {
                lost = element;
                howMany++;
            }
        }
        return lost < 0
                ? null
                : new Wrong(
                        howMany + (howMany == 1 ? " element was" : " elements were") + " put in and lost, the first is "
                                + id(lost),
                        putOf(lost));
    }

    // ---- order

    /** What one thread takes of one producer comes in that producer's order. Needs no clock. */
    private @Nullable Wrong ownOrder() {
        for (int thread = options.producers(); thread < logs.size(); thread++) {
            CallLog log = logs.get(thread);
            long[] last = new long[shares.length];
            int size = log.size();
            for (int i = 0; i < size; i++) {
                if (log.refused(i)) {
                    continue;
                }
                int producer = producerOf((int) (log.id(i) - first));
                if (log.id(i) < last[producer]) {
                    return new Wrong(name(thread) + " took element " + last[producer] + " before " + log.id(i)
                            + ", though " + name(producer) + " put them in the other way round", call(thread, i));
                }
                last[producer] = log.id(i);
            }
        }
        return null;
    }

    private int producerOf(int element) {
        int producer = 0;
        for (int end = shares[0]; element >= end; end += shares[producer]) {
            producer++;
        }
        return producer;
    }

    private @Nullable Wrong fresh() {
        for (int element = 0; element < count; element++) {
            if (inAt[element] >= 0 && outEnd[element] < inBegin[element]) {
                return new Wrong("element " + id(element) + " came out before it was put in", takeOf(element));
            }
        }
        return null;
    }

    private @Nullable Wrong producerOrder() {
        int element = 0;
        for (int share : shares) {
            int latest = -1;
            for (int end = element + share; element < end; element++) {
                if (inAt[element] < 0) {
                    continue;
                }
                if (latest >= 0 && outEnd[element] < outBegin[latest]) {
                    return passed(latest, element);
                }
                latest = latest < 0 || outBegin[element] > outBegin[latest] ? element : latest;
            }
        }
        return null;
    }

    private @Nullable Wrong order() {
        int[] byBegin = sorted(inBegin);
        int[] byEnd = sorted(inEnd);
        int latest = -1; // of those that are in, the one that begins to come out last
        int in = 0;
        for (int element : byBegin) {
            for (; in < byEnd.length && inEnd[byEnd[in]] < inBegin[element]; in++) {
                latest = latest < 0 || outBegin[byEnd[in]] > outBegin[latest] ? byEnd[in] : latest;
            }
            if (latest >= 0 && outEnd[element] < outBegin[latest]) {
                return passed(latest, element);
            }
        }
        return null;
    }

    private Wrong passed(int earlier, int later) {
        return new Wrong("element " + id(later) + " came out before element " + id(earlier)
                + ", which was in before " + id(later) + " was put in", takeOf(later));
    }

    // ---- empty, full, bound

    private @Nullable Wrong empty() {
        int[] byEnd = Arrays.stream(sorted(inEnd)).filter(element -> inEnd[element] < outBegin[element]).toArray();
        long[] from = new long[byEnd.length];
        long[] to = new long[byEnd.length];
        int stretches = 0; // in each, some element is certainly in the queue all the time
        for (int element : byEnd) {
            if (stretches > 0 && inEnd[element] < to[stretches - 1]) {
                to[stretches - 1] = Math.max(to[stretches - 1], outBegin[element]);
            } else {
                from[stretches] = inEnd[element];
                to[stretches++] = outBegin[element];
            }
        }
        for (int thread = options.producers(); thread < logs.size(); thread++) {
            CallLog log = logs.get(thread);
            int size = log.size();
            for (int i = 0; i < size; i++) {
                if (log.refused(i)) {
                    int at = Arrays.binarySearch(from, 0, stretches, log.invokedAt(i));
                    int before = (at >= 0 ? at : -at - 1) - 1; // the last that begins before the call
                    if (before >= 0 && log.returnedAt(i) < to[before]) {
                        return new Wrong(name(thread) + " found the queue empty, though it never was during that call",
                                call(thread, i));
                    }
                }
            }
        }
        return null;
    }

    private @Nullable Wrong bound() {
        int[] in = sorted(inEnd);
        int[] out = sorted(outBegin);
        int gone = 0;
        for (int i = 0; i < in.length; i++) {
            for (; gone < out.length && outBegin[out[gone]] <= inEnd[in[i]]; gone++) {
                // Every element that begins to come out may be out already.
            }
            if (i + 1 - gone > options.capacity()) {
                return new Wrong("the queue held " + (i + 1 - gone) + " elements at once (capacity "
                        + options.capacity() + ")", putOf(in[i]));
            }
        }
        return null;
    }

    private @Nullable Wrong full() {
        int[] in = sorted(inBegin);
        int[] out = sorted(outEnd);
        Occupancy most = new Occupancy(Arrays.stream(in).mapToLong(element -> inBegin[element]).toArray(),
                Arrays.stream(out).mapToLong(element -> outEnd[element]).toArray());
        for (int thread = 0; thread < options.producers(); thread++) {
            CallLog log = logs.get(thread);
            int size = log.size();
            for (int i = 0; i < size; i++) {
                if (log.refused(i)) {
                    int held = most.between(log.invokedAt(i), log.returnedAt(i));
                    if (held < options.capacity()) {
                        return new Wrong(name(thread) + " found the queue full, though it held " + held
                                + " elements at the most during that call (capacity " + options.capacity() + ")",
                                call(thread, i));
                    }
                }
            }
        }
        return null;
    }

    // ---- names

    /** The elements that were put in, by a time. */
    private int[] sorted(long[] times) {
        int[] elements = IntStream.range(0, count).filter(element -> inAt[element] >= 0).toArray();
        long start = Arrays.stream(elements).mapToLong(element -> times[element]).min().orElse(0);
        // A round lasts less than 2 hours, and an element has a number of 20 bits: both fit into one long.
        long[] keys = Arrays.stream(elements).mapToLong(element -> ((times[element] - start) << 20) | element)
                .toArray();
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> ((int) key) & QueueStress.MOST_ELEMENTS).toArray();
    }

    private long id(int element) {
        return first + element;
    }

    private String name(int thread) {
        return QueueStress.threadName(options, thread);
    }

    private @Nullable Operation call(int thread, int i) {
        return timed ? logs.get(thread).operations(thread).get(i) : null;
    }

    private @Nullable Operation putOf(int element) {
        return call(producerOf(element), inAt[element]);
    }

    private @Nullable Operation takeOf(int element) {
        return call(outBy[element], outAt[element]);
    }

    /** How many elements can have been in the queue at the most, for any stretch of time. */
    private static final class Occupancy {

        private final long[] times; // when the number may change
        private final long[] ends;
        private final int[] tree; // the largest number below each node; leaf i is tree[times.length + i]

        Occupancy(long[] begins, long[] ends) {
            times = begins;
            this.ends = ends;
            tree = new int[2 * times.length];
            int gone = 0;
            for (int i = 0; i < times.length; i++) {
                for (; gone < ends.length && ends[gone] < times[i]; gone++) {
                    // It must be out before this moment.
                }
                tree[times.length + i] = i + 1 - gone;
            }
            for (int i = times.length - 1; i > 0; i--) {
                tree[i] = Math.max(tree[2 * i], tree[2 * i + 1]);
            }
        }

        /** The largest number at a moment from {@code from} to {@code to}: at its begin, or when another may come in. */
        int between(long from, long to) {
            int low = firstAbove(times, from);
            int high = firstAbove(times, to);
            int most = low - firstNotBelow(ends, from);
            int left = low + times.length;
            int right = high + times.length;
            for (; left < right; left >>= 1, right >>= 1) {
                if ((left & 1) == 1) {
                    most = Math.max(most, tree[left++]);
                }
                if ((right & 1) == 1) {
                    most = Math.max(most, tree[--right]);
                }
            }
            return most;
        }

        private static int firstAbove(long[] sorted, long value) {
            return firstNotBelow(sorted, value + 1);
        }

        private static int firstNotBelow(long[] sorted, long value) {
            int low = 0;
            int high = sorted.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (sorted[middle] < value) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}
