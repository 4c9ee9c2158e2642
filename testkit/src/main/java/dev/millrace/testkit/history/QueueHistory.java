package dev.millrace.testkit.history;

import dev.millrace.testkit.history.QueueCalls.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The history of a queue by value: the values are numbered in the order in which their adding began, and for each the times are
 * known. Used by one thread.
 */
final class QueueHistory {
    /** The value was not taken: later than any end. */
    static final long NOT_TAKEN = Long.MAX_VALUE;
    /** A call never ended: later than any time, but before {@link #NOT_TAKEN}. */
    static final long NO_END = Long.MAX_VALUE - 1;

    final List<Operation> operations;
    final int values;
    final @Nullable Object[] value;
    final long[] addFrom;
    final long[] addTo;
    final int[] addCall;
    final long[] takeFrom;
    final long[] takeTo;
    /** -1 if it was not taken. */
    final int[] takeCall;

    final int[] empties;
    final int[] fulls;
    final int[] notEmpties;
    final int[] peeks;
    /** What was peeked at, by number, in the order of the peeks. */
    final int[] peeked;
    /** Calls to take of which nobody knows the end. */
    final int[] lostTakes;

    final int[] blockedAdds;
    final int[] blockedTakes;

    private final Kind[] kinds;
    private final QueueCalls calls;
    /** Number of the value + 1 at the place of its hash; 0 where free. */
    private final int[] places;

    QueueHistory(History history, QueueCalls calls) {
        this.operations = history.operations();
        this.calls = calls;
        int size = operations.size();
        kinds = new Kind[size];
        int adds = 0;
        for (int i = 0; i < size; i++) {
            kinds[i] = calls.kindOf(operations.get(i));
            adds += isAdd(i) ? 1 : 0;
        }
        values = adds;
        value = new Object[adds];
        addFrom = new long[adds];
        addTo = new long[adds];
        addCall = new int[adds];
        takeFrom = new long[adds];
        takeTo = new long[adds];
        takeCall = new int[adds];
        Arrays.fill(takeFrom, NOT_TAKEN);
        Arrays.fill(takeTo, NOT_TAKEN);
        Arrays.fill(takeCall, -1);
        places = new int[Integer.highestOneBit(Math.max(8, adds)) * 4];
        empties = select(Kind.EMPTY, Ending.RETURNED);
        fulls = select(Kind.FULL, Ending.RETURNED);
        notEmpties = select(Kind.NOT_EMPTY, Ending.RETURNED);
        peeks = select(Kind.PEEK, Ending.RETURNED);
        peeked = new int[peeks.length];
        lostTakes = select(Kind.TAKE, Ending.UNKNOWN);
        blockedAdds = select(Kind.ADD, Ending.BLOCKED);
        blockedTakes = select(Kind.TAKE, Ending.BLOCKED);
    }

    private boolean isAdd(int call) {
        return kinds[call] == Kind.ADD && operations.get(call).ending() != Ending.BLOCKED;
    }

    private int[] select(Kind kind, Ending ending) {
        int count = 0;
        int[] found = new int[16];
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i] == kind && operations.get(i).ending() == ending) {
                if (count == found.length) {
                    found = Arrays.copyOf(found, 2 * count);
                }
                found[count++] = i;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** Fills in the values; null if there is nothing to say against them. */
    @Nullable Verdict read() {
        Verdict verdict = readAdds();
        for (int call = 0; call < kinds.length && verdict == null; call++) {
            Operation operation = operations.get(call);
            if (kinds[call] == Kind.FORBIDDEN) {
                verdict = violation("Forbidden: " + name(operation) + " ended as no call of a queue may end",
                        operation);
            } else if (kinds[call] == Kind.TAKE && operation.hasReturned()) {
                verdict = readTake(call, operation);
            }
        }
        for (int i = 0; i < peeks.length && verdict == null; i++) {
            verdict = readPeek(i);
        }
        return verdict;
    }

    private @Nullable Verdict readPeek(int index) {
        Operation peek = operations.get(peeks[index]);
        int number = places[placeOf(calls.valueOf(peek, Kind.PEEK))] - 1;
        if (number < 0) {
            return violation("Fresh: " + name(peek) + " saw a value that nobody had added", peek);
        }
        Operation add = operations.get(addCall[number]);
        peeked[index] = number;
        return peek.precedes(add)
                ? violation("Fresh: " + name(peek) + " was over before " + name(add) + " began", peek)
                : null;
    }

    private @Nullable Verdict readAdds() {
        int number = 0;
        for (int call = 0; call < kinds.length; call++) {
            if (isAdd(call)) {
                Operation operation = operations.get(call);
                Object added = calls.valueOf(operation, Kind.ADD);
                int place = placeOf(added);
                if (places[place] != 0) {
                    return new Verdict.GaveUp("queue check: value=" + added
                            + " is added twice (expected: distinct values); number the values, or use Linearizability");
                }
                value[number] = added;
                addFrom[number] = operation.invokedAt();
                addTo[number] = Math.min(NO_END, operation.returnedAt());
                addCall[number] = call;
                places[place] = ++number;
            }
        }
        return null;
    }

    private @Nullable Verdict readTake(int call, Operation take) {
        Object taken = calls.valueOf(take, Kind.TAKE);
        int number = places[placeOf(taken)] - 1;
        if (number < 0) {
            return violation("Fresh: " + name(take) + " took a value that nobody had added", take);
        }
        Operation add = operations.get(addCall[number]);
        if (take.precedes(add)) {
            return violation("Fresh: " + name(take) + " was over before " + name(add) + " began", take);
        }
        if (takeCall[number] >= 0) {
            Operation other = operations.get(takeCall[number]);
            return violation(
                    "Repeat: " + name(other) + " and " + name(take) + " both took " + taken + ", which was added once",
                    take);
        }
        takeFrom[number] = take.invokedAt();
        takeTo[number] = take.returnedAt();
        takeCall[number] = call;
        return null;
    }

    /** Where the value is, or the free place where it belongs. */
    private int placeOf(@Nullable Object sought) {
        int mask = places.length - 1;
        int place = Mix.toInt(Objects.hashCode(sought)) & mask;
        while (places[place] != 0 && !Objects.equals(value[places[place] - 1], sought)) {
            place = (place + 1) & mask;
        }
        return place;
    }

    static Verdict.Violation violation(String reason, Operation culprit) {
        return new Verdict.Violation(reason, List.of(), culprit);
    }

    /** The call, who made it and when. */
    static String name(Operation call) {
        String to = call.hasReturned() ? " to " + call.returnedAt() : "";
        return call + " (thread " + call.thread() + ", " + call.invokedAt() + to + ")";
    }
}
