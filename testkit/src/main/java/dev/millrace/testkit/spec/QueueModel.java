package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.Model;
import dev.millrace.testkit.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A queue with a bound: the items in it, the first first. */
record QueueModel(int capacity) implements Model<List<Object>> {

    @Override
    public List<Object> initial() {
        return List.of();
    }

    @Override
    public @Nullable List<Object> step(List<Object> items, Operation call) {
        if (PlanBuilder.wasInterrupted(call)) {
            return items;
        }
        return switch (call.name()) {
            case "offer", "put", "offerFor" -> add(items, call);
            case "isEmpty" ->
                Boolean.valueOf(items.isEmpty()).equals(call.output()) || !call.hasReturned() ? items : null;
            case "peek" -> !call.hasReturned() || Objects.equals(first(items), call.output()) ? items : null;
            default -> remove(items, call);
        };
    }

    private @Nullable List<Object> add(List<Object> items, Operation call) {
        boolean full = items.size() >= capacity;
        if (call.hasReturned() && Boolean.FALSE.equals(call.output())) {
            return full ? items : null;
        }
        if (full) {
            return null;
        }
        List<Object> more = new ArrayList<>(items.size() + 1);
        more.addAll(items);
        more.add(Objects.requireNonNull(call.input()));
        return more;
    }

    private static @Nullable List<Object> remove(List<Object> items, Operation call) {
        if (call.hasReturned() && call.output() == null) {
            return items.isEmpty() ? items : null;
        }
        boolean fits = !items.isEmpty() && (!call.hasReturned() || items.getFirst().equals(call.output()));
        return fits ? items.subList(1, items.size()) : null;
    }

    private static @Nullable Object first(List<Object> items) {
        return items.isEmpty() ? null : items.getFirst();
    }
}
