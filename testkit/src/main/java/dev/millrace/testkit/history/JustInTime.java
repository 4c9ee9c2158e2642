package dev.millrace.testkit.history;

import java.util.Arrays;

/**
 * Breadth-first search.
 */
final class JustInTime<S> implements Search {
    /*
     * G. Lowe: Testing for linearizability (2017), "just-in-time linearization".
     *
     * The events are taken in the order of time. A situation is a state and the open calls that have taken effect: those that
     * have begun and not returned. An open call has a slot, which is a bit of the situation; a call with unknown end keeps its
     * slot to the end. A beginning changes nothing. At a return, a situation in which that call has not taken effect is
     * replaced by all those that follow when some open calls, and then that one, take effect. If no situation is left, no order
     * passes this return. An order that lets calls take effect earlier than that can be delayed until a return needs them, so
     * nothing is missed.
     *
     * For the report each situation knows the call that took effect last and the situation before: a tree, in two arrays.
     */

    private static final int ROOT = -1;

    private final Part<S> part;
    private final StateTable<S> states;
    private final int[] events;
    private final int[] slotOf;
    private final int[] callIn;
    private int slots;
    private final int words;

    private int at;
    private SituationSet now;
    private SituationSet later;
    /** Those that were met on the way from {@code now} to {@code later}; some await their turn. */
    private final SituationSet between;

    private int nowDone;
    private int betweenDone;
    private final long[] scratch;
    /** The slots of calls with unknown end: who has fewer of these bits has at least the same future. */
    private final long[] optional;

    private int[] treeCall = new int[64];
    private int[] treeParent = new int[64];
    private int[] treeDepth = new int[64];
    private int treeSize;

    private long steps;
    private int answer = ROOT;
    private int culprit = -1;

    JustInTime(Part<S> part) {
        this.part = part;
        states = part.states;
        events = part.events;
        slotOf = new int[part.possible];
        int most = mostOpen();
        words = Math.max(1, (most + 63) / 64);
        callIn = new int[64 * words];
        Arrays.fill(callIn, -1);
        scratch = new long[words];
        optional = new long[words];
        now = new SituationSet(words);
        later = new SituationSet(words);
        between = new SituationSet(words);
        now.add(scratch, StateTable.INITIAL, ROOT, optional);
    }

    private int mostOpen() {
        int open = 0;
        int most = 0;
        for (int event : events) {
            open += Part.isReturn(event) ? -1 : 1;
            most = Math.max(most, open);
        }
        return most;
    }

    @Override
    public Progress run(long quota) {
        long stop = steps + quota;
        while (at < events.length) {
            int call = events[at] >> 1;
            if (!Part.isReturn(events[at])) {
                open(call);
                at++;
                continue;
            }
            if (!passReturn(call, stop)) {
                return Progress.UNDECIDED;
            }
            if (later.size() == 0) {
                answer = deepest();
                culprit = call;
                return Progress.IMPOSSIBLE;
            }
            callIn[slotOf[call]] = -1;
            at++;
            SituationSet empty = now;
            now = later;
            later = empty;
            restart();
        }
        return atTheEnd(stop);
    }

    private void restart() {
        later.clear();
        between.clear();
        nowDone = 0;
        betweenDone = 0;
    }

    private void open(int call) {
        int slot = 0;
        while (callIn[slot] >= 0) {
            slot++;
        }
        callIn[slot] = call;
        slotOf[call] = slot;
        if (call >= part.returned) {
            optional[slot >> 6] |= 1L << slot;
        }
        slots = Math.max(slots, slot + 1);
    }

    /** Fills {@code later}; false if it stops before the end. */
    private boolean passReturn(int call, long stop) {
        int slot = slotOf[call];
        for (; nowDone < now.size(); nowDone++) {
            steps++;
            if (now.has(nowDone, slot)) {
                now.copyTo(nowDone, scratch);
                scratch[slot >> 6] &= ~(1L << slot);
                later.add(scratch, now.state(nowDone), now.trace(nowDone), optional);
            } else {
                now.copyTo(nowDone, scratch);
                between.add(scratch, now.state(nowDone), now.trace(nowDone), optional);
            }
        }
        for (; betweenDone < between.size(); betweenDone++) {
            if (steps >= stop) {
                return false;
            }
            letAnyTakeEffect(slot);
        }
        return true;
    }

    /** From one situation between; {@code slot} is that of the call that returns, or -1 if none does. */
    private void letAnyTakeEffect(int slot) {
        int from = betweenDone;
        int state = between.state(from);
        int trace = between.trace(from);
        for (int other = 0; other < slots; other++) {
            int call = callIn[other];
            if (call < 0 || between.has(from, other)) {
                continue;
            }
            steps++;
            int after = states.step(state, call);
            if (after == StateTable.NONE) {
                continue;
            }
            between.copyTo(from, scratch);
            SituationSet to = between;
            if (other == slot) {
                to = later;
            } else {
                scratch[other >> 6] |= 1L << other;
            }
            if (to.add(scratch, after, treeSize, optional)) {
                grow(call, trace);
            }
        }
    }

    /** All returns are passed; only if calls wait for ever is there more to look for. */
    private Progress atTheEnd(long stop) {
        if (!part.hasBlocked()) {
            answer = now.trace(0);
            return Progress.FOUND;
        }
        for (; nowDone < now.size(); nowDone++) {
            now.copyTo(nowDone, scratch);
            between.add(scratch, now.state(nowDone), now.trace(nowDone), optional);
        }
        for (; betweenDone < between.size(); betweenDone++) {
            if (steps >= stop) {
                return Progress.UNDECIDED;
            }
            int awake = part.awakeIn(between.state(betweenDone));
            if (awake < 0 || culprit < 0) {
                answer = between.trace(betweenDone);
                culprit = awake;
            }
            if (awake < 0) {
                return Progress.FOUND;
            }
            letAnyTakeEffect(-1);
        }
        return Progress.IMPOSSIBLE;
    }

    private int deepest() {
        int best = ROOT;
        for (int i = 0; i < between.size(); i++) {
            if (depthOf(between.trace(i)) > depthOf(best)) {
                best = between.trace(i);
            }
        }
        return best;
    }

    private int depthOf(int node) {
        return node == ROOT ? 0 : treeDepth[node];
    }

    private void grow(int call, int parent) {
        if (treeSize == treeCall.length) {
            treeCall = Arrays.copyOf(treeCall, 2 * treeSize);
            treeParent = Arrays.copyOf(treeParent, 2 * treeSize);
            treeDepth = Arrays.copyOf(treeDepth, 2 * treeSize);
        }
        treeCall[treeSize] = call;
        treeParent[treeSize] = parent;
        treeDepth[treeSize++] = depthOf(parent) + 1;
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public long bytes() {
        return Search.sum(12L * treeCall.length, now.bytes(), later.bytes(), between.bytes(), states.bytes());
    }

    @Override
    public int[] order() {
        int[] order = new int[depthOf(answer)];
        int node = answer;
        for (int i = order.length - 1; i >= 0; i--) {
            order[i] = treeCall[node];
            node = treeParent[node];
        }
        return order;
    }

    @Override
    public int culprit() {
        return culprit;
    }
}
