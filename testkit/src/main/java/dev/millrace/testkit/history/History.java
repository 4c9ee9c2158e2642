package dev.millrace.testkit.history;

import dev.millrace.testkit.internal.Checks;
import java.util.Comparator;
import java.util.List;

/**
 * What happened: the calls of all threads, in the order in which they began.
 *
 * <p>A history is a value. It holds no reference to the object under test.
 *
 * @param operations the calls; sorted by {@link Operation#invokedAt} whatever order they are given in
 */
public record History(List<Operation> operations) {

    /** Sorts the calls. */
    public History {
        Checks.notNull("history", "operations", operations)
                .forEach(operation -> Checks.notNull("history", "operation", operation));
        operations = operations.stream().sorted(Comparator.comparingLong(Operation::invokedAt)).toList();
    }

    /** A history of these calls. */
    public static History of(Operation... operations) {
        return new History(List.of(operations));
    }

    /** How many calls there are. */
    public int size() {
        return operations.size();
    }

    /** The number of threads, taking them to be numbered from 0. */
    public int threads() {
        return operations.stream().mapToInt(Operation::thread).max().orElse(-1) + 1;
    }
}
