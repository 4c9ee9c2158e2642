package dev.millrace.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** The patterns say what the general search says. */
class FifoQueueCheckPropertyTest {

    @Provide
    Arbitrary<History> histories() {
        return histories(Integer.MAX_VALUE);
    }

    @Provide
    Arbitrary<History> small() {
        return histories(2);
    }

    @Provide
    Arbitrary<History> single() {
        return histories(1);
    }

    private static Arbitrary<History> histories(int capacity) {
        return Combinators.combine(
                Arbitraries.integers().between(0, 9),
                Arbitraries.longs(),
                Arbitraries.of(0, 1, 2),
                Arbitraries.of(0, 0, 4))
                .as((size, seed, wrong, lost) -> random(size, new SplittableRandom(seed), wrong, lost, capacity));
    }

    @Property(tries = 3000)
    void check_withoutBound_asTheSearch(@ForAll("histories") History history) {
        Verdict search = Linearizability.check(Models.fifoQueue(), history);
        Verdict patterns = FifoQueueCheck.linearizable().check(history);
        Statistics.collect(patterns instanceof Verdict.Violation found
                ? found.reason().substring(0, found.reason().indexOf(':'))
                : "right");
        assertThat(patterns.isLinearizable()).as("%s %s", patterns, search).isEqualTo(search.isLinearizable());
    }

    @Property(tries = 1000)
    void check_capacityTwo_isRightAboutViolations(@ForAll("small") History history) {
        assertSound(history, 2);
    }

    @Property(tries = 1000)
    void check_capacityOne_isRightAboutViolations(@ForAll("single") History history) {
        assertSound(history, 1);
    }

    private static void assertSound(History history, int capacity) {
        boolean right = Linearizability.check(Models.fifoQueue(capacity), history).isLinearizable();
        Verdict patterns = FifoQueueCheck.linearizable().capacity(capacity).check(history);
        Statistics.collect(right ? "right" : patterns.isLinearizable() ? "missed" : "found");
        assertThat(!right || patterns.isLinearizable()).as("%s", patterns).isTrue();
    }

    @Property(tries = 1000)
    void check_weakEmpty_asTheSearchWithoutTheDoubtfulOnes(@ForAll("histories") History history) {
        boolean right = Linearizability.check(Models.fifoQueue(), withoutDoubtful(history)).isLinearizable();
        Verdict patterns = FifoQueueCheck.linearizable().by(QueueCriterion.WEAK_EMPTY).check(history);
        assertThat(patterns.isLinearizable()).as("%s", patterns).isEqualTo(right);
    }

    @Property(tries = 1000)
    void check_perProducer_asTheSearchWithAQueueForEach(@ForAll("histories") History history) {
        History certain = withoutDoubtful(withoutLostTakes(history));
        boolean right = Linearizability.check(new Lanes(true), certain).isLinearizable();
        Verdict patterns = FifoQueueCheck.linearizable().by(QueueCriterion.FIFO_PER_PRODUCER).check(certain);
        Statistics.collect(right);
        assertThat(patterns.isLinearizable()).as("%s", patterns).isEqualTo(right);
    }

    @Property(tries = 1000)
    void check_noLoss_asTheSearchWithABag(@ForAll("histories") History history) {
        History certain = withoutDoubtful(withoutLostTakes(history));
        boolean right = Linearizability.check(new Lanes(false), certain).isLinearizable();
        Verdict patterns = FifoQueueCheck.linearizable().by(QueueCriterion.NO_LOSS).check(certain);
        Statistics.collect(right);
        assertThat(patterns.isLinearizable()).as("%s", patterns).isEqualTo(right);
    }

    /** A lost call may take any of several values, which a model cannot say: these tests do without. */
    private static History withoutLostTakes(History history) {
        return new History(history.operations().stream()
                .filter(call -> call.ending() != Ending.UNKNOWN || call.name().equals("offer"))
                .toList());
    }

    @SuppressWarnings("ReferenceEquality") // a call is no other than itself
    private static History withoutDoubtful(History history) {
        return new History(history.operations().stream()
                .filter(call -> !isEmpty(call)
                        || history.operations().stream()
                                .allMatch(other -> other == call || other.precedes(call) || call.precedes(other)))
                .toList());
    }

    private static boolean isEmpty(Operation call) {
        return call.name().equals("poll") && call.hasReturned() && call.output() == null;
    }

    /** A queue for each producer, or a bag. */
    private record Lanes(boolean ordered) implements Model<Map<Integer, List<Object>>> {
        @Override
        public Map<Integer, List<Object>> initial() {
            return Map.of();
        }

        @Override
        public Map<Integer, List<Object>> step(Map<Integer, List<Object>> state, Operation call) {
            Map<Integer, List<Object>> next = new HashMap<>();
            state.forEach((lane, values) -> next.put(lane, new ArrayList<>(values)));
            if (call.name().equals("offer")) {
                next.computeIfAbsent(call.thread(), lane -> new ArrayList<>()).add(call.input());
                return next;
            }
            if (isEmpty(call)) {
                return state.values().stream().allMatch(List::isEmpty) ? state : null;
            }
            if (!call.hasReturned()) {
                // Waits: only asked whether it could go on.
                return state.values().stream().allMatch(List::isEmpty) ? null : state;
            }
            for (List<Object> values : next.values()) {
                int at = values.indexOf(call.output());
                if (ordered ? at == 0 : at >= 0) {
                    values.remove(at);
                    return next;
                }
            }
            return null;
        }
    }

    /** The calls of a right history, some with another output, some without an end. */
    private static History random(int size, SplittableRandom random, int wrong, int lost, int capacity) {
        List<Operation> calls = new ArrayList<>();
        Deque<Long> queue = new ArrayDeque<>();
        int stretch = 1 + random.nextInt(9);
        for (int i = 0; i < size; i++) {
            long from = 2L * i + 10 - random.nextInt(stretch);
            long to = 2L * i + 10 + random.nextInt(stretch);
            boolean loses = lost > 0 && random.nextInt(lost) == 0;
            int thread = random.nextInt(3);
            if (random.nextBoolean()) {
                boolean fits = queue.size() < capacity;
                if (fits && !(loses && random.nextBoolean())) {
                    queue.add((long) i);
                }
                calls.add(loses
                        ? Operation.pending(thread, "offer", (long) i, from, Ending.UNKNOWN)
                        : Operation.returned(thread, "offer", (long) i, fits, from, to));
            } else if (loses && queue.isEmpty()) {
                calls.add(Operation.pending(thread, "take", null, from, Ending.BLOCKED));
            } else if (loses) {
                if (random.nextBoolean()) {
                    queue.poll();
                }
                calls.add(Operation.pending(thread, "poll", null, from, Ending.UNKNOWN));
            } else {
                calls.add(Operation.returned(thread, "poll", null, queue.poll(), from, to));
            }
        }
        for (int i = 0; i < wrong && size > 0; i++) {
            int at = random.nextInt(size);
            Operation old = calls.get(at);
            if (old.name().equals("poll") && old.hasReturned()) {
                Long output = random.nextInt(4) == 0 ? null : (Long) (long) random.nextInt(size);
                calls.set(at,
                        Operation.returned(old.thread(), "poll", null, output, old.invokedAt(), old.returnedAt()));
            }
        }
        return new History(calls);
    }
}
