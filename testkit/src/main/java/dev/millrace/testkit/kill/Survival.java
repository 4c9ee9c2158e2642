package dev.millrace.testkit.kill;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Operation.Thrown;
import dev.millrace.testkit.history.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What must be true after children were struck and the file was recovered.
 *
 * <p>The presets take the structure for something into which elements are put and out of which they are taken, by the names of
 * these two operations. The input of a put is its element; it is accepted if it returned anything but FALSE and threw nothing.
 * The output of a take is its element, null if there was none. What the parent drained was taken too. Elements are distinct; one
 * that was refused may be put again.
 */
@FunctionalInterface
public interface Survival {

    /** What is wrong, in a sentence, or null. */
    @Nullable String violation(Aftermath aftermath);

    /** All presets for a queue: {@link #nothingLost}, {@link #nothingTwice}, {@link #nothingForged}, {@link #inOrder}. */
    static Survival queue(String put, String take) {
        return nothingForged(put, take).and(nothingTwice(put, take)).and(nothingLost(put, take))
                .and(inOrder(put, take));
    }

    /**
     * Every element that was accepted is taken. Each take that a killed child was inside may have one more in its hands; the
     * element of a put that a killed child was inside may be there or not.
     */
    static Survival nothingLost(String put, String take) {
        return aftermath -> {
            Map<Object, Integer> taken = counts(taken(aftermath, take));
            List<Object> lost = new ArrayList<>();
            for (Operation operation : aftermath.operations(put)) {
                Object element = operation.input();
                if (isAccepted(operation) && element != null && taken.merge(element, -1, Integer::sum) < 0) {
                    lost.add(element);
                }
            }
            long inHands = aftermath.operations(take).stream().filter(o -> !o.hasReturned()).count();
            return lost.size() <= inHands
                    ? null
                    : "lost: " + some(lost) + " accepted by " + put + " and never taken (expected: <= " + inHands
                            + " in the hands of killed takers)";
        };
    }

    /** No element is taken more often than it was put. */
    static Survival nothingTwice(String put, String take) {
        return aftermath -> {
            Map<Object, Integer> inserted = counts(inserted(aftermath, put).map(Operation::input).toList());
            List<Object> twice = new ArrayList<>();
            counts(taken(aftermath, take)).forEach((element, times) -> {
                if (times > inserted.getOrDefault(element, 1)) {
                    twice.add(element);
                }
            });
            return twice.isEmpty() ? null : "taken twice: " + some(twice);
        };
    }

    /** No element is taken that nobody put, or whose put was refused: none is torn or made up. */
    static Survival nothingForged(String put, String take) {
        return aftermath -> {
            Map<Object, Integer> inserted = counts(inserted(aftermath, put).map(Operation::input).toList());
            List<Object> forged = taken(aftermath, take).stream().filter(e -> !inserted.containsKey(e)).toList();
            return forged.isEmpty() ? null : "forged: " + some(forged) + " taken, but accepted from nobody";
        };
    }

    /** What one child put, each taker takes in that order. A single taker's elements come before the drained ones. */
    static Survival inOrder(String put, String take) {
        return aftermath -> {
            Map<Object, Operation> puts = new HashMap<>();
            inserted(aftermath, put).forEach(operation -> {
                if (operation.input() != null) {
                    puts.putIfAbsent(operation.input(), operation);
                }
            });
            for (List<Object> sequence : sequences(aftermath, take)) {
                String violation = outOfOrder(sequence, puts);
                if (violation != null) {
                    return violation;
                }
            }
            return null;
        };
    }

    /** The recovery is over within this time of the first strike. On a busy machine, a short bound fails now and then. */
    static Survival recoversWithin(Duration bound) {
        return aftermath -> aftermath.recovery().compareTo(bound) <= 0
                ? null
                : "recovery: took " + aftermath.recovery().toMillis() + " ms (expected: <= " + bound.toMillis() + ")";
    }

    /**
     * The history, with what was drained as takes after all else, passes a judge, for example one of linearizability. A judge
     * that gives up is a violation, never a pass.
     */
    static Survival judged(String take, Function<History, Verdict> judge) {
        return aftermath -> switch (judge.apply(aftermath.historyWithDrained(take))) {
            case Verdict.Linearizable right -> null;
            case Verdict.Violation wrong -> wrong.reason();
            case Verdict.GaveUp unknown -> "no verdict: " + unknown.reason();
        };
    }

    /** This, and if nothing is wrong, the other. */
    default Survival and(Survival other) {
        return aftermath -> {
            String violation = violation(aftermath);
            return violation != null ? violation : other.violation(aftermath);
        };
    }

    private static boolean isAccepted(Operation put) {
        return put.hasReturned() && !Boolean.FALSE.equals(put.output()) && !(put.output() instanceof Thrown);
    }

    /** The puts whose element may be there: those that were accepted, or did not return. */
    private static Stream<Operation> inserted(Aftermath aftermath, String put) {
        return aftermath.operations(put).stream()
                .filter(operation -> !operation.hasReturned() || isAccepted(operation));
    }

    private static boolean isTaken(Operation take) {
        return take.ending() == Ending.RETURNED && take.output() != null && !(take.output() instanceof Thrown);
    }

    private static List<Object> taken(Aftermath aftermath, String take) {
        return sequences(aftermath, take).stream().flatMap(List::stream).toList();
    }

    private static List<List<Object>> sequences(Aftermath aftermath, String take) {
        Map<Integer, List<Object>> byLane = new LinkedHashMap<>();
        for (Operation operation : aftermath.operations(take)) {
            if (isTaken(operation)) {
                byLane.computeIfAbsent(operation.thread(), lane -> new ArrayList<>())
                        .add(Objects.requireNonNull(operation.output()));
            }
        }
        List<List<Object>> sequences = new ArrayList<>(byLane.values());
        if (sequences.size() == 1) {
            sequences.getFirst().addAll(aftermath.drained());
        } else {
            sequences.add(aftermath.drained());
        }
        return sequences;
    }

    private static @Nullable String outOfOrder(List<Object> sequence, Map<Object, Operation> puts) {
        Map<Integer, Operation> last = new HashMap<>();
        for (Object element : sequence) {
            Operation next = puts.get(element);
            Operation before = next == null ? null : last.put(next.thread(), next);
            if (next != null && before != null && next.invokedAt() < before.invokedAt()) {
                return "out of order: " + before.input() + " taken before " + next.input()
                        + ", which the same child put first";
            }
        }
        return null;
    }

    private static Map<Object, Integer> counts(List<? extends @Nullable Object> elements) {
        Map<Object, Integer> counts = new HashMap<>();
        for (Object element : elements) {
            if (element != null) {
                counts.merge(element, 1, Integer::sum);
            }
        }
        return counts;
    }

    private static String some(List<?> elements) {
        return elements.size() <= 5
                ? elements.toString()
                : elements.subList(0, 5) + " and " + (elements.size() - 5) + " more";
    }
}
