package dev.millrace.testkit.history;

import java.util.Arrays;

/**
 * Depth-first search.
 */
final class WingGongLowe<S> implements Search {
    /*
     * J. Wing, C. Gong: Testing and verifying concurrent objects (1993); G. Lowe: Testing for linearizability (2017), who added
     * the memory of what was tried; the list with lift and unlift is theirs too.
     *
     * The events of the calls that have not taken effect form a doubly linked list in the order of time. A call may take effect
     * next if it stands in the list before the first return. The search takes the first such call that the model accepts,
     * lifts its events out of the list and starts over from the front. If it meets a return, the call of that return should have
     * taken effect earlier: the last choice is undone, and the search goes on behind it.
     *
     * Two ways to the same set of calls and the same state have the same future, so the second is not followed. The hash of
     * a set is the exclusive or of a number for each call, kept up to date; a hit is always compared in full.
     *
     * Calls with unknown end have no return in the list: nothing forces them to take effect.
     */

    private final Part<S> part;
    private final StateTable<S> states;
    private final int[] events;
    private final int end;
    private final int[] next;
    private final int[] previous;
    /** Where in the list a call begins and returns; -1 if it does not return. */
    private final int[] callAt;

    private final int[] returnAt;

    private final VisitedTable visited;
    private final int[] chosen;
    private final int[] stateBefore;
    private int depth;
    private int entry;
    private int state = StateTable.INITIAL;
    private int toReturn;
    private boolean started;
    private long steps;

    /** The order that came furthest: to this event, then with the most calls. */
    private int[] best = new int[16];

    private int bestDepth;
    private int bestEvent = -1;
    /** How many calls of {@link #best} are still what stands in {@link #chosen}. */
    private int shared;

    private int wakeable = -1;

    WingGongLowe(Part<S> part) {
        this.part = part;
        states = part.states;
        events = part.events;
        end = events.length;
        next = new int[end + 1];
        previous = new int[end + 1];
        callAt = new int[part.possible];
        returnAt = new int[part.possible];
        Arrays.fill(returnAt, -1);
        for (int event = 0; event <= end; event++) {
            next[event] = event == end ? 0 : event + 1;
            previous[event] = event == 0 ? end : event - 1;
            if (event < end) {
                (Part.isReturn(events[event]) ? returnAt : callAt)[events[event] >> 1] = event;
            }
        }
        entry = next[end];
        visited = new VisitedTable(part.returned, part.possible);
        chosen = new int[part.possible];
        stateBefore = new int[part.possible];
        toReturn = part.returned;
    }

    @Override
    public Progress run(long quota) {
        long stop = steps + quota;
        if (!started) {
            started = true;
            if (isGoal()) {
                return Progress.FOUND;
            }
        }
        while (steps < stop) {
            if (entry == end || Part.isReturn(events[entry])) {
                remember(entry);
                if (depth == 0) {
                    return Progress.IMPOSSIBLE;
                }
                undo();
                continue;
            }
            steps++;
            int call = events[entry] >> 1;
            int after = states.step(state, call);
            if (after != StateTable.NONE && visited.add(call, after)) {
                choose(call, after);
                if (isGoal()) {
                    return Progress.FOUND;
                }
            } else {
                entry = next[entry];
            }
        }
        return Progress.UNDECIDED;
    }

    private boolean isGoal() {
        if (toReturn > 0) {
            return false;
        }
        int awake = part.awakeIn(state);
        if (awake < 0) {
            return true;
        }
        if (wakeable < 0) {
            // The first such order will do for the report: it is right up to the end, where nobody wakes this call.
            wakeable = awake;
            best = Arrays.copyOf(chosen, depth);
            bestDepth = depth;
            bestEvent = Integer.MAX_VALUE;
        }
        return false;
    }

    private void choose(int call, int after) {
        chosen[depth] = call;
        stateBefore[depth++] = state;
        state = after;
        unlink(callAt[call]);
        if (returnAt[call] >= 0) {
            unlink(returnAt[call]);
            toReturn--;
        }
        entry = next[end];
    }

    private void undo() {
        int call = chosen[--depth];
        state = stateBefore[depth];
        shared = Math.min(shared, depth);
        visited.remove(call);
        if (returnAt[call] >= 0) {
            relink(returnAt[call]);
            toReturn++;
        }
        relink(callAt[call]);
        entry = next[callAt[call]];
    }

    private void unlink(int event) {
        next[previous[event]] = next[event];
        previous[next[event]] = previous[event];
    }

    private void relink(int event) {
        next[previous[event]] = event;
        previous[next[event]] = event;
    }

    /** Copies only what has changed since the last copy. */
    private void remember(int event) {
        if (event < bestEvent || (event == bestEvent && depth <= bestDepth)) {
            return;
        }
        if (best.length < depth) {
            best = Arrays.copyOf(best, Math.max(depth, Math.min(2 * best.length, chosen.length)));
        }
        System.arraycopy(chosen, shared, best, shared, depth - shared);
        shared = depth;
        bestDepth = depth;
        bestEvent = event;
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public long bytes() {
        return Search.sum(visited.bytes(), states.bytes(), 24L * end);
    }

    @Override
    public int[] order() {
        return bestIsAnswer() ? Arrays.copyOf(best, bestDepth) : Arrays.copyOf(chosen, depth);
    }

    private boolean bestIsAnswer() {
        return depth == 0 && bestEvent >= 0;
    }

    @Override
    public int culprit() {
        return wakeable >= 0 ? wakeable : events[bestEvent] >> 1;
    }
}
