package dev.millrace.testkit.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The calls that are judged together, numbered, and their beginnings and ends in the order of time.
 *
 * <p>The calls that returned have the numbers from 0, in the order in which they began; after them come those of which nobody
 * knows the end, and last those that wait for ever. An event is the number of a call, doubled, plus 1 if it is the return. At
 * equal times beginnings come before returns, because calls that share a moment ran side by side. A call that waits for ever
 * has no event; one with an unknown end only begins.
 */
final class Part<S> {
    final Object key;
    final List<Operation> calls;
    final int returned;
    /** How many calls may take effect: the first ones. */
    final int possible;

    final int[] events;
    final StateTable<S> states;

    Part(Object key, Model<S> model, List<Operation> sorted) {
        this.key = key;
        calls = new ArrayList<>(sorted.size());
        returned = add(sorted, Ending.RETURNED);
        possible = add(sorted, Ending.UNKNOWN);
        add(sorted, Ending.BLOCKED);
        events = events();
        states = new StateTable<>(model, calls);
    }

    /** The number of the first call that waits and need not wait in this state, or -1. */
    int awakeIn(int state) {
        for (int call = possible; call < calls.size(); call++) {
            if (states.step(state, call) != StateTable.NONE) {
                return call;
            }
        }
        return -1;
    }

    boolean hasBlocked() {
        return possible < calls.size();
    }

    static boolean isReturn(int event) {
        return (event & 1) != 0;
    }

    private int add(List<Operation> sorted, Ending ending) {
        for (Operation call : sorted) {
            if (call.ending() == ending) {
                calls.add(call);
            }
        }
        return calls.size();
    }

    /** Two sorted rows, merged: the beginnings of those that returned and of the others, then the returns. */
    private int[] events() {
        int[] begun = merge(row(0, returned, 0), row(returned, possible, 0));
        int[] ended = row(0, returned, 1);
        sortReturns(ended);
        return merge(begun, ended);
    }

    private static int[] row(int from, int to, int bit) {
        int[] row = new int[to - from];
        for (int i = 0; i < row.length; i++) {
            row[i] = ((from + i) << 1) | bit;
        }
        return row;
    }

    private void sortReturns(int[] ended) {
        boolean sorted = true;
        for (int i = 1; i < ended.length && sorted; i++) {
            sorted = timeOf(ended[i - 1]) <= timeOf(ended[i]);
        }
        if (!sorted) {
            int[] order = Arrays.stream(ended)
                    .boxed()
                    .sorted((a, b) -> Long.compare(timeOf(a), timeOf(b)))
                    .mapToInt(Integer::intValue)
                    .toArray();
            System.arraycopy(order, 0, ended, 0, order.length);
        }
    }

    /** At equal times, what is in the first row goes first. */
    private int[] merge(int[] first, int[] second) {
        int[] merged = new int[first.length + second.length];
        int i = 0;
        int j = 0;
        for (int at = 0; at < merged.length; at++) {
            boolean takeFirst = j == second.length || (i < first.length && timeOf(first[i]) <= timeOf(second[j]));
            merged[at] = takeFirst ? first[i++] : second[j++];
        }
        return merged;
    }

    private long timeOf(int event) {
        Operation call = calls.get(event >> 1);
        return isReturn(event) ? call.returnedAt() : call.invokedAt();
    }
}
