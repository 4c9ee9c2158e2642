package dev.millrace.testkit.kill;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.internal.Checks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What there is after a round, for a {@link Survival} to judge.
 *
 * @param history  the operations of all children; that which a killed child was inside has
 *                 {@link dev.millrace.testkit.history.Ending#UNKNOWN}
 * @param drained  what the parent found in the file in the end
 * @param struck   who was hit, and where
 * @param recovery from the first strike until the recovery was over
 */
public record Aftermath(History history, List<Object> drained, List<Struck> struck, Duration recovery) {

    /** Keeps a copy. */
    public Aftermath {
        Checks.notNull("aftermath", "history", history);
        Checks.notNull("aftermath", "recovery", recovery);
        drained = List.copyOf(drained);
        struck = List.copyOf(struck);
    }

    /** The operations of this name, in the order in which they began. */
    public List<Operation> operations(String name) {
        return history.operations().stream().filter(operation -> operation.name().equals(name)).toList();
    }

    /**
     * The history with what was drained as operations of one more thread, after all others: for a check of linearizability.
     *
     * @param name the operation that takes one element, without an argument
     */
    public History historyWithDrained(String name) {
        List<Operation> all = new ArrayList<>(history.operations());
        int lane = history.threads();
        long time = all.stream().mapToLong(o -> o.hasReturned() ? o.returnedAt() : o.invokedAt()).max().orElse(0) + 1;
        for (Object element : drained) {
            all.add(Operation.returned(lane, name, null, element, time, time + 1));
            time += 2;
        }
        return new History(all);
    }
}
