package dev.millrace.testkit.history;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what no queue can have done.
 */
final class QueuePatterns {
    /*
     * T. Henzinger, A. Sezgin, V. Vafeiadis: Aspect-oriented linearizability proofs (2013); A. Bouajjani, M. Emmi, C. Enea,
     * J. Hamza: On reducing linearizability to state reachability (2015); P. Abdulla, S. Grahn, B. Jonsson, S. Krishna,
     * O. Mishra: Efficient linearizability monitoring (2025).
     *
     * A value is in the queue for certain between the end of its adding and the beginning of its taking, and it may be in the
     * queue between the beginning of the one and the end of the other.
     *
     * Calls to take of which nobody knows the end: each may have taken one value that was added and that nobody else took.
     * A value that leaves earlier spoils nothing, and which call takes which does not show. So the calls are given out in the
     * order in which they began, to the values in the order in which their adding ended: any other choice leaves some value in
     * the queue for longer. If only the order of each producer counts, those values come first that others overtook, in the
     * order in which they were overtaken.
     *
     * Who looks and takes nothing saw a value that was first at some moment of the call: one that may have been in the queue
     * then, and in front of which no value was for certain, from before it was added until the call was over. That is
     * necessary, and not enough, since what two of them have seen is not compared.
     */

    private static final String IN_IT = " was in it from ";

    private final QueueHistory queue;
    private final QueueCriterion criterion;
    private final int capacity;
    /** The values whose adding ended, in the order in which it did. */
    private final int[] byEnd;
    /** Whom the order is kept for: everybody together, or each producer. */
    private final int[] laneOf;

    private int lanes = 1;
    /** How many values nobody took, not even a call without an end; and how many calls to add have no end and no taker. */
    private int left;

    private int lostAdds;

    QueuePatterns(QueueHistory queue, QueueCriterion criterion, int capacity) {
        this.queue = queue;
        this.criterion = criterion;
        this.capacity = capacity;
        laneOf = new int[queue.values];
        if (criterion == QueueCriterion.FIFO_PER_PRODUCER) {
            Map<Integer, Integer> laneOfThread = new HashMap<>();
            for (int v = 0; v < queue.values; v++) {
                int thread = add(v).thread();
                laneOf[v] = laneOfThread.computeIfAbsent(thread, key -> laneOfThread.size());
            }
            lanes = Math.max(1, laneOfThread.size());
        }
        byEnd = byEnd();
    }

    private int[] byEnd() {
        int[] row = new int[queue.values];
        int count = 0;
        for (int v = 0; v < row.length; v++) {
            if (queue.addTo[v] < QueueHistory.NO_END) {
                row[count++] = v;
            } else if (queue.takeCall[v] < 0) {
                lostAdds++;
            }
        }
        row = Arrays.copyOf(row, count);
        TimeOrder.sort(row, queue.addTo);
        return row;
    }

    @Nullable Verdict find() {
        giveOutLostTakes();
        Verdict verdict = criterion == QueueCriterion.NO_LOSS ? null : findOrder();
        if (verdict == null && queue.empties.length > 0) {
            verdict = findEmpty();
        }
        if (verdict == null && queue.peeks.length > 0) {
            verdict = findPeek();
        }
        if (verdict == null && queue.notEmpties.length > 0 && criterion.compareTo(QueueCriterion.WEAK_EMPTY) <= 0) {
            verdict = findNotEmpty();
        }
        if (verdict == null && capacity < queue.values) {
            verdict = findOverCapacity();
        }
        if (verdict == null && queue.fulls.length > 0 && criterion.compareTo(QueueCriterion.WEAK_EMPTY) <= 0) {
            verdict = findFull();
        }
        return verdict == null ? findLostWakeUp() : verdict;
    }

    private void giveOutLostTakes() {
        int[] untaken = Arrays.stream(byEnd).filter(v -> queue.takeCall[v] < 0).toArray();
        if (queue.lostTakes.length > 0 && criterion == QueueCriterion.FIFO_PER_PRODUCER) {
            TimeOrder.sort(untaken, overtakenAt());
        }
        int given = Math.min(untaken.length, queue.lostTakes.length);
        for (int i = 0; i < given; i++) {
            int call = queue.lostTakes[i];
            queue.takeCall[untaken[i]] = call;
            queue.takeFrom[untaken[i]] = queue.operations.get(call).invokedAt();
            queue.takeTo[untaken[i]] = QueueHistory.NO_END;
        }
        left = untaken.length - given;
    }

    /** For each value the earliest end of the taking of one that was added after it in the same lane. */
    private long[] overtakenAt() {
        long[] at = new long[queue.values];
        Arrays.fill(at, QueueHistory.NOT_TAKEN);
        long[] earliest = new long[lanes];
        Arrays.fill(earliest, QueueHistory.NOT_TAKEN);
        int later = queue.values - 1;
        for (int i = byEnd.length - 1; i >= 0; i--) {
            int v = byEnd[i];
            for (; later >= 0 && queue.addFrom[later] > queue.addTo[v]; later--) {
                int lane = laneOf[later];
                earliest[lane] = Math.min(earliest[lane], queue.takeTo[later]);
            }
            at[v] = earliest[laneOf[v]];
        }
        return at;
    }

    private @Nullable Verdict findOrder() {
        int[] front = inFront(x -> queue.takeFrom[x]);
        for (int v = 0; v < queue.values; v++) {
            if (front[v] >= 0 && queue.takeTo[v] < queue.takeFrom[front[v]]) {
                return order(front[v], v);
            }
        }
        return null;
    }

    private Verdict order(int first, int second) {
        Operation take = take(second);
        String fate = queue.takeCall[first] < 0
                ? "was not taken at all"
                : "was taken only by " + QueueHistory.name(take(first));
        return QueueHistory.violation(
                "Order: " + QueueHistory.name(take) + " took " + queue.value[second] + ", but "
                        + QueueHistory.name(add(first)) + " was over before " + QueueHistory.name(add(second))
                        + " began, and " + queue.value[first] + " " + fate,
                take);
    }

    private @Nullable Verdict findEmpty() {
        long[] starts = new long[byEnd.length];
        long[] ends = new long[byEnd.length];
        int spans = 0;
        for (int v : byEnd) {
            if (queue.addTo[v] >= queue.takeFrom[v]) {
                continue;
            }
            // Spans that only touch leave a moment between them.
            if (spans > 0 && queue.addTo[v] < ends[spans - 1]) {
                ends[spans - 1] = Math.max(ends[spans - 1], queue.takeFrom[v]);
            } else {
                starts[spans] = queue.addTo[v];
                ends[spans++] = queue.takeFrom[v];
            }
        }
        boolean onlyAlone = criterion.compareTo(QueueCriterion.WEAK_EMPTY) >= 0;
        long latestEnd = Long.MIN_VALUE;
        int next = 0;
        for (int call : queue.empties) {
            Operation empty = queue.operations.get(call);
            if (onlyAlone) {
                for (; next < call; next++) {
                    latestEnd = Math.max(latestEnd, queue.operations.get(next).returnedAt());
                }
                if (latestEnd >= empty.invokedAt() || isFollowedWithin(call, empty)) {
                    continue;
                }
            }
            int span = lastBelow(starts, spans, empty.invokedAt());
            if (span >= 0 && empty.returnedAt() < ends[span]) {
                return empty(empty);
            }
        }
        return null;
    }

    private boolean isFollowedWithin(int call, Operation empty) {
        return call + 1 < queue.operations.size()
                && queue.operations.get(call + 1).invokedAt() <= empty.returnedAt();
    }

    private @Nullable Verdict findPeek() {
        int[] front = inFront(this::goneFrom);
        for (int i = 0; i < queue.peeks.length; i++) {
            Operation peek = queue.operations.get(queue.peeks[i]);
            int v = queue.peeked[i];
            if (queue.takeTo[v] < peek.invokedAt()) {
                return QueueHistory.violation("Peek: " + QueueHistory.name(peek) + " saw " + queue.value[v] + ", but "
                        + QueueHistory.name(take(v)) + " had taken it", peek);
            }
            int x = front[v];
            if (criterion != QueueCriterion.NO_LOSS && x >= 0 && goneFrom(x) > peek.returnedAt()) {
                return QueueHistory.violation("Peek: " + QueueHistory.name(peek) + " saw " + queue.value[v] + ", but "
                        + queue.value[x] + " was in front of it: " + QueueHistory.name(add(x)) + " was over before "
                        + QueueHistory.name(add(v)) + " began, and it was not taken until the end", peek);
            }
        }
        return null;
    }

    /** For each value the one that left last of those in its lane that were in the queue before; -1 if there is none. */
    private int[] inFront(IntToLongFunction leaves) {
        int[] front = new int[queue.values];
        int[] latest = new int[lanes];
        Arrays.fill(latest, -1);
        int before = 0;
        for (int v = 0; v < queue.values; v++) {
            for (; before < byEnd.length && queue.addTo[byEnd[before]] < queue.addFrom[v]; before++) {
                int x = byEnd[before];
                int lane = laneOf[x];
                if (latest[lane] < 0 || leaves.applyAsLong(x) > leaves.applyAsLong(latest[lane])) {
                    latest[lane] = x;
                }
            }
            front[v] = latest[laneOf[v]];
        }
        return front;
    }

    /** From when on the value may be gone; which call without an end has taken it, if one has, is not known here. */
    private long goneFrom(int v) {
        boolean mayBeLost = queue.takeTo[v] >= QueueHistory.NO_END && queue.lostTakes.length > 0;
        return mayBeLost ? queue.operations.get(queue.lostTakes[0]).invokedAt() : queue.takeFrom[v];
    }

    private @Nullable Verdict findNotEmpty() {
        long[] latest = new long[queue.values]; // by when all values up to this one are gone
        for (int v = 0; v < queue.values; v++) {
            latest[v] = v == 0 ? queue.takeTo[v] : Math.max(latest[v - 1], queue.takeTo[v]);
        }
        for (int call : queue.notEmpties) {
            Operation look = queue.operations.get(call);
            int last = lastBelow(queue.addFrom, queue.values, look.returnedAt() + 1);
            if (last < 0 || latest[last] < look.invokedAt()) {
                return QueueHistory.violation("NotEmpty: " + QueueHistory.name(look)
                        + " found something, but the queue was empty in all that time", look);
            }
        }
        return null;
    }

    private static int lastBelow(long[] row, int length, long bound) {
        int low = 0;
        int high = length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (row[middle] < bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** Names the values whose presence leaves no gap, each reaching as far as possible. */
    private Verdict empty(Operation empty) {
        StringBuilder chain = new StringBuilder();
        long reached = empty.invokedAt();
        int links = 0;
        boolean first = true;
        while (first || reached <= empty.returnedAt()) {
            int best = -1;
            for (int v : byEnd) {
                boolean joins = queue.addTo[v] < reached && queue.takeFrom[v] > reached;
                if (joins && (best < 0 || queue.takeFrom[v] > queue.takeFrom[best])) {
                    best = v;
                }
            }
            links++;
            if (links <= 3) {
                String until = queue.takeCall[best] < 0 ? " on" : " to " + queue.takeFrom[best];
                chain.append(first ? "" : ", ").append(queue.value[best]).append(IN_IT).append(queue.addTo[best]);
                chain.append(until);
            }
            reached = queue.takeFrom[best];
            first = false;
        }
        String more = links > 3 ? ", and so on: " + links + " values" : "";
        return QueueHistory.violation(
                "Empty: " + QueueHistory.name(empty) + " found nothing, but the queue was never empty in that time: "
                        + chain + more,
                empty);
    }

    private @Nullable Verdict findOverCapacity() {
        int[] starts = Arrays.stream(byEnd)
                .filter(v -> queue.addTo[v] < queue.takeFrom[v])
                .toArray();
        int[] ends = starts.clone();
        TimeOrder.sort(ends, queue.takeFrom);
        int gone = 0;
        for (int i = 0; i < starts.length; i++) {
            long now = queue.addTo[starts[i]];
            while (gone < ends.length && queue.takeFrom[ends[gone]] <= now) {
                gone++;
            }
            int count = i + 1 - gone;
            if (count > capacity) {
                Operation add = add(starts[i]);
                return QueueHistory.violation(
                        "OverCapacity: when " + QueueHistory.name(add) + " returned, " + count
                                + " values were in the queue (capacity: " + capacity + ")",
                        add);
            }
        }
        return null;
    }

    private @Nullable Verdict findFull() {
        long[] taken = queue.takeTo.clone();
        Arrays.sort(taken);
        int[] most = most(taken);
        for (int call : queue.fulls) {
            Operation full = queue.operations.get(call);
            int from = lastBelow(queue.addFrom, queue.values, full.invokedAt() + 1) + 1;
            int to = lastBelow(queue.addFrom, queue.values, full.returnedAt() + 1) + 1;
            int count = Math.max(
                    from - 1 - lastBelow(taken, taken.length, full.invokedAt()),
                    largest(most, from, to));
            if (count < capacity) {
                String room = capacity == Integer.MAX_VALUE
                        ? "the queue has no bound"
                        : "in that time it can never have held more than " + count + " values (capacity: " + capacity
                                + ")";
                return QueueHistory.violation("Full: " + QueueHistory.name(full) + " found no room, but " + room, full);
            }
        }
        return null;
    }

    /** A tree whose leaves say how many values can have been in the queue when the adding of each began. */
    private int[] most(long[] taken) {
        int size = queue.values;
        int[] tree = new int[2 * size];
        int gone = 0;
        for (int v = 0; v < size; v++) {
            while (gone < size && taken[gone] < queue.addFrom[v]) {
                gone++;
            }
            tree[size + v] = v + 1 - gone;
        }
        for (int node = size - 1; node > 0; node--) {
            tree[node] = Math.max(tree[2 * node], tree[2 * node + 1]);
        }
        return tree;
    }

    private static int largest(int[] tree, int from, int to) {
        int size = tree.length / 2;
        int largest = 0;
        int low = from + size;
        int high = to + size;
        for (; low < high; low >>= 1, high >>= 1) {
            if ((low & 1) != 0) {
                largest = Math.max(largest, tree[low++]);
            }
            if ((high & 1) != 0) {
                largest = Math.max(largest, tree[--high]);
            }
        }
        return largest;
    }

    private @Nullable Verdict findLostWakeUp() {
        if (queue.blockedTakes.length > 0 && (left > 0 || queue.blockedAdds.length > 0)) {
            Operation take = queue.operations.get(queue.blockedTakes[0]);
            String why = left > 0
                    ? left + " values are in the queue"
                    : QueueHistory.name(queue.operations.get(queue.blockedAdds[0])) + " waits too";
            return QueueHistory.violation("LostWakeUp: " + QueueHistory.name(take) + ", although " + why, take);
        }
        if (queue.blockedAdds.length > 0 && mostLeft() < capacity) {
            Operation add = queue.operations.get(queue.blockedAdds[0]);
            return QueueHistory.violation(
                    "LostWakeUp: " + QueueHistory.name(add) + ", although at most " + mostLeft()
                            + " values are in the queue (capacity: "
                            + (capacity == Integer.MAX_VALUE ? "no bound" : String.valueOf(capacity)) + ")",
                    add);
        }
        return null;
    }

    /** How many values can be in the queue at the end: calls without an end may have added, and need not have taken. */
    private int mostLeft() {
        int given = 0;
        for (int v : byEnd) {
            given += queue.takeTo[v] == QueueHistory.NO_END ? 1 : 0;
        }
        return left + given + lostAdds;
    }

    private Operation add(int v) {
        return queue.operations.get(queue.addCall[v]);
    }

    private Operation take(int v) {
        return queue.operations.get(queue.takeCall[v]);
    }
}
