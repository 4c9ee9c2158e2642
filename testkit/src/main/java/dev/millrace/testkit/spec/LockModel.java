package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.Model;
import dev.millrace.testkit.history.Operation;
import org.jspecify.annotations.Nullable;

/** A lock: who holds it, and how often. */
record LockModel(boolean reentrant) implements Model<LockModel.State> {

    private static final int NOBODY = -1;
    private static final Operation.Thrown REFUSED = new Operation.Thrown(IllegalMonitorStateException.class);

    record State(int owner, int depth) {}

    @Override
    public State initial() {
        return new State(NOBODY, 0);
    }

    @Override
    public @Nullable State step(State state, Operation call) {
        if (PlanBuilder.wasInterrupted(call)) {
            return state;
        }
        return switch (call.name()) {
            case "unlock" -> state.owner == call.thread() ? released(state) : null;
            case "unlockForeign" -> REFUSED.equals(call.output()) ? state : null;
            case "count" -> state;
            default -> acquire(state, call);
        };
    }

    private static State released(State state) {
        return new State(state.depth == 1 ? NOBODY : state.owner, state.depth - 1);
    }

    private @Nullable State acquire(State state, Operation call) {
        boolean mine = state.owner == call.thread();
        boolean free = state.owner == NOBODY || (mine && reentrant);
        if (Boolean.FALSE.equals(call.output()) && call.hasReturned()) {
            return free ? null : state;
        }
        return free ? new State(call.thread(), state.depth + 1) : null;
    }
}
