package dev.millrace.testkit.report;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a history that are shown: all, or those around the culprit and those with the same value as it has.
 *
 * @param calls   the calls, in the order of their begin
 * @param culprit the one that is wrong
 * @param places  the place of each in the longest order that is right, from 1; others are missing
 * @param left    how many calls are not shown
 */
record Excerpt(List<Operation> calls, @Nullable Operation culprit, Map<Operation, Integer> places, int left) {

    static Excerpt of(History history, Verdict verdict, int most) {
        List<Operation> all = history.operations();
        Operation culprit = verdict instanceof Verdict.Violation violation ? violation.culprit() : null;
        List<Operation> calls = all.size() <= most ? all : around(all, culprit, most);
        return new Excerpt(calls, culprit, places(verdict, new HashSet<>(calls)), all.size() - calls.size());
    }

    private static Map<Operation, Integer> places(Verdict verdict, Set<Operation> shown) {
        List<Operation> order = switch (verdict) {
            case Verdict.Linearizable right -> right.order();
            case Verdict.Violation wrong -> wrong.prefix();
            case Verdict.GaveUp _ -> List.of();
        };
        Map<Operation, Integer> places = new HashMap<>();
        for (int i = 0; i < order.size(); i++) {
            if (shown.contains(order.get(i))) {
                places.put(order.get(i), i + 1);
            }
        }
        return places;
    }

    /** Half of the room at most goes to calls far away that have a value in common with the culprit. */
    private static List<Operation> around(List<Operation> all, @Nullable Operation culprit, int most) {
        int middle = culprit == null ? 0 : Math.max(0, all.indexOf(culprit));
        BitSet chosen = new BitSet();
        if (culprit != null) {
            Set<Object> values = values(culprit);
            IntStream.range(0, all.size()).filter(i -> values(all.get(i)).stream().anyMatch(values::contains))
                    .limit(most / 2).forEach(chosen::set);
        }
        chosen.set(middle);
        for (int step = 1; chosen.cardinality() < most && step < all.size(); step++) {
            if (middle - step >= 0) {
                chosen.set(middle - step);
            }
            if (middle + step < all.size() && chosen.cardinality() < most) {
                chosen.set(middle + step);
            }
        }
        return chosen.stream().mapToObj(all::get).toList();
    }

    private static Set<Object> values(Operation call) {
        Set<Object> values = new HashSet<>();
        if (call.input() != null) {
            values.add(call.input());
        }
        if (hasValue(call)) {
            values.add(call.output());
        }
        return values;
    }

    /** Whether what the call returned can be told from other results: a boolean cannot. */
    static boolean hasValue(Operation call) {
        return switch (call.output()) {
            case null -> false;
            case Boolean _,Operation.Thrown _ -> false;
            default -> true;
        };
    }
}
