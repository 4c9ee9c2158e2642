package dev.millrace.testkit.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Judges a small history by trying every order of its calls: slow, and so simple that it is right. */
@SuppressWarnings("ReferenceEquality") // equal calls are still two
final class EveryOrder<S> {
    private static final long LATE = Operation.NEVER - 1;

    private final Model<S> model;
    private final List<Operation> calls;
    private final List<Operation> order = new ArrayList<>();

    private EveryOrder(Model<S> model, History history) {
        this.model = model;
        this.calls = history.operations();
    }

    static <S> boolean isLinearizable(Model<S> model, History history) {
        return new EveryOrder<>(model, history).anyFrom();
    }

    /** Whether these calls may stand in this order, at the end of which nobody can wake up. */
    static <S> boolean isRight(Model<S> model, History history, List<Operation> order) {
        EveryOrder<S> check = new EveryOrder<>(model, history);
        check.order.addAll(order);
        return check.isComplete();
    }

    /** Whether the model accepts the calls in this order, and the order keeps who was over when who began. */
    static <S> boolean isPrefix(Model<S> model, History history, List<Operation> order) {
        EveryOrder<S> check = new EveryOrder<>(model, history);
        check.order.addAll(order);
        return check.keepsTime() && check.stateAtTheEnd() != null;
    }

    /** The same call with the same result, but it need not have taken effect yet. */
    static Operation late(Operation call) {
        return Operation.returned(call.thread(), call.name(), call.input(), call.output(), call.invokedAt(), LATE);
    }

    private boolean anyFrom() {
        if (isComplete()) {
            return true;
        }
        for (Operation call : calls) {
            if (!isIn(call) && call.ending() != Ending.BLOCKED) {
                order.add(call);
                boolean found = stateAtTheEnd() != null && anyFrom();
                order.remove(order.size() - 1);
                if (found) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether this very call is in the order: two that are equal are still two. */
    private boolean isIn(Operation call) {
        return order.stream().anyMatch(other -> other == call);
    }

    private boolean isComplete() {
        Map<Object, S> end = stateAtTheEnd();
        return end != null
                && keepsTime()
                && order.stream().noneMatch(call -> call.ending() == Ending.BLOCKED)
                && calls.stream().filter(call -> call.returnedAt() < LATE).allMatch(this::isIn)
                && calls.stream()
                        .filter(call -> call.ending() == Ending.BLOCKED)
                        .allMatch(call -> model.step(stateOf(call, end), call) == null);
    }

    private boolean keepsTime() {
        for (int i = 0; i < order.size(); i++) {
            for (int j = i + 1; j < order.size(); j++) {
                if (order.get(j).precedes(order.get(i))) {
                    return false;
                }
            }
        }
        // Nobody who was over may be left out in front of somebody who is in.
        return calls.stream()
                .filter(call -> !isIn(call))
                .noneMatch(left -> order.stream().anyMatch(left::precedes));
    }

    /** The state of each part, or null if the model does not accept the order. */
    private Map<Object, S> stateAtTheEnd() {
        Map<Object, S> states = new HashMap<>();
        for (Operation call : order) {
            S next = model.step(stateOf(call, states), call);
            if (next == null) {
                return null;
            }
            states.put(model.partOf(call), next);
        }
        return states;
    }

    private S stateOf(Operation call, Map<Object, S> states) {
        return states.getOrDefault(model.partOf(call), model.initial());
    }
}
