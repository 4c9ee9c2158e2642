package dev.millrace.testkit.history;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The states that the model has shown so far, numbered from 0, and where each kind of call leads from each: the model is asked
 * once for each pair. Used by one thread.
 */
final class StateTable<S> {

    /** The call cannot take effect in this state. */
    static final int NONE = -1;

    static final int INITIAL = 0;

    /** What the model may look at. Calls that agree in it lead from the same state to the same state. */
    private record Kind(int thread, String name, @Nullable Object input, @Nullable Object output, boolean returned) {
        static Kind of(Operation call) {
            return new Kind(
                    call.thread(),
                    call.name(),
                    call.input(),
                    call.hasReturned() ? call.output() : null,
                    call.hasReturned());
        }
    }

    private final Model<S> model;
    private final List<Operation> calls;
    private final int[] kindOf;

    private Object[] states = new Object[16];
    private int[] hashes = new int[16];
    private int size;
    /** Number of the state + 1 at the place of its hash; 0 where free. */
    private int[] places = new int[32];

    /** State and kind of call, + 1 so that 0 is free; beside it the state that follows. */
    private long[] stepKeys = new long[64];

    private int[] stepValues = new int[64];
    private int steps;

    /** Starts with the initial state, which gets number {@link #INITIAL}. */
    StateTable(Model<S> model, List<Operation> calls) {
        this.model = model;
        this.calls = calls;
        this.kindOf = new int[calls.size()];
        Map<Kind, Integer> kinds = new HashMap<>();
        for (int call = 0; call < kindOf.length; call++) {
            kindOf[call] = kinds.computeIfAbsent(Kind.of(calls.get(call)), kind -> kinds.size());
        }
        number(model.initial());
    }

    /** The state after the call, or {@link #NONE}. */
    int step(int state, int call) {
        long key = (((long) state << 32) | kindOf[call]) + 1;
        int mask = stepKeys.length - 1;
        int place = Mix.toInt(key) & mask;
        while (stepKeys[place] != 0) {
            if (stepKeys[place] == key) {
                return stepValues[place];
            }
            place = (place + 1) & mask;
        }
        int next = ask(state, call);
        stepKeys[place] = key;
        stepValues[place] = next;
        if (++steps * 2 > stepKeys.length) {
            growSteps();
        }
        return next;
    }

    /** About how many bytes the tables take. */
    long bytes() {
        long bytes = 12L * stepKeys.length + 8L * states.length + 4L * places.length;
        return Math.max(stepKeys.length, places.length) >= VisitedTable.FULL ? Long.MAX_VALUE : bytes;
    }

    private int ask(int state, int call) {
        @SuppressWarnings("unchecked")
        S from = (S) states[state];
        S to = model.step(from, calls.get(call));
        return to == null ? NONE : number(to);
    }

    private int number(S state) {
        int hash = Mix.toInt(state.hashCode());
        int mask = places.length - 1;
        int place = hash & mask;
        while (places[place] != 0) {
            int known = places[place] - 1;
            if (hashes[known] == hash && states[known].equals(state)) {
                return known;
            }
            place = (place + 1) & mask;
        }
        places[place] = size + 1;
        return add(state, hash);
    }

    private int add(S state, int hash) {
        if (size == states.length) {
            states = Arrays.copyOf(states, 2 * size);
            hashes = Arrays.copyOf(hashes, 2 * size);
        }
        states[size] = state;
        hashes[size] = hash;
        if (++size * 2 > places.length) {
            growPlaces();
        }
        return size - 1;
    }

    private void growPlaces() {
        places = new int[2 * places.length];
        int mask = places.length - 1;
        for (int state = 0; state < size; state++) {
            int place = hashes[state] & mask;
            while (places[place] != 0) {
                place = (place + 1) & mask;
            }
            places[place] = state + 1;
        }
    }

    private void growSteps() {
        long[] keys = stepKeys;
        int[] values = stepValues;
        stepKeys = new long[2 * keys.length];
        stepValues = new int[2 * keys.length];
        int mask = stepKeys.length - 1;
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != 0) {
                int place = Mix.toInt(keys[i]) & mask;
                while (stepKeys[place] != 0) {
                    place = (place + 1) & mask;
                }
                stepKeys[place] = keys[i];
                stepValues[place] = values[i];
            }
        }
    }
}
