package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.Model;
import dev.millrace.testkit.history.Operation;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A read-write lock: who writes, and how often he has locked, and who reads, and how often. */
record ReadWriteLockModel(boolean reentrant) implements Model<ReadWriteLockModel.State> {

    private static final int NOBODY = -1;

    record State(int writer, int depth, Map<Integer, Integer> readers) {

        State {
            readers = Map.copyOf(readers);
        }

        State writing(int thread, int more) {
            return new State(depth + more == 0 ? NOBODY : thread, depth + more, readers);
        }

        State reading(int thread, int more) {
            Map<Integer, Integer> changed = new TreeMap<>(readers);
            changed.merge(thread, more, (old, change) -> old + change == 0 ? null : old + change);
            return new State(writer, depth, changed);
        }
    }

    @Override
    public State initial() {
        return new State(NOBODY, 0, Map.of());
    }

    static boolean writes(Operation call) {
        return call.name().contains("Write");
    }

    @Override
    public @Nullable State step(State state, Operation call) {
        if (PlanBuilder.wasInterrupted(call)) {
            return state;
        }
        int thread = call.thread();
        return switch (call.name()) {
            case "unlockRead" -> state.readers.containsKey(thread) ? state.reading(thread, -1) : null;
            case "unlockWrite" -> state.writer == thread ? state.writing(thread, -1) : null;
            default -> acquire(state, call);
        };
    }

    private @Nullable State acquire(State state, Operation call) {
        boolean mine = reentrant && state.writer == call.thread();
        boolean free = mine || (state.writer == NOBODY && (!writes(call) || state.readers.isEmpty()));
        if (call.hasReturned() && Boolean.FALSE.equals(call.output())) {
            return free ? null : state;
        }
        if (!free) {
            return null;
        }
        return writes(call) ? state.writing(call.thread(), 1) : state.reading(call.thread(), 1);
    }
}
