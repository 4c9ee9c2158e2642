package dev.millrace.testkit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Linearizability;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.QueueCriterion;
import dev.millrace.testkit.history.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/** What the patterns say of calls that look and take nothing is true by the model. */
class QueueLooksPropertyTest {

    @Property(tries = 4000)
    void patterns_ofLooks_areRightAboutViolations(@ForAll @IntRange(max = 10) int size, @ForAll long seed,
            @ForAll @IntRange(max = 1) int wrong, @ForAll boolean loses,
            @ForAll @IntRange(min = 1, max = 3) int capacity) {
        History history = random(size, new SplittableRandom(seed), wrong, loses, capacity);
        boolean right = Linearizability.check(new QueueModel(capacity), history).isLinearizable();
        for (QueueCriterion criterion : QueueCriterion.values()) {
            Verdict patterns = new QueueJudge(capacity, criterion).byPatterns(history);
            assertThat(!right || patterns.isLinearizable()).as("%s %s", criterion, patterns).isTrue();
            if (criterion == QueueCriterion.LINEARIZABLE) {
                Statistics.collect(right ? "right" : patterns.isLinearizable() ? "missed" : "found");
            }
        }
    }

    /** The calls of a right history, some with another output, and some without an end. */
    private static History random(int size, SplittableRandom random, int wrong, boolean loses, int capacity) {
        List<Operation> calls = new ArrayList<>();
        Deque<Long> queue = new ArrayDeque<>();
        int stretch = 1 + random.nextInt(9);
        for (int i = 0; i < size; i++) {
            long from = 2L * i + 10 - random.nextInt(stretch);
            long to = 2L * i + 10 + random.nextInt(stretch);
            int thread = random.nextInt(3);
            boolean lost = loses && random.nextInt(4) == 0;
            boolean happens = !lost || random.nextBoolean();
            boolean lies = wrong > 0 && random.nextInt(size) == 0;
            String name = List.of("offer", "offer", "poll", "peek", "isEmpty").get(random.nextInt(5));
            Long value = name.equals("offer") ? (Long) (long) i : null;
            Object output = switch (name) {
                case "offer" -> queue.size() < capacity && (!happens || queue.add(value));
                case "poll" -> happens ? queue.poll() : null;
                case "peek" -> lies ? (Long) (long) random.nextInt(size) : queue.peek();
                default -> lies != queue.isEmpty();
            };
            calls.add(lost
                    ? Operation.pending(thread, name, value, from, Ending.UNKNOWN)
                    : Operation.returned(thread, name, value, output, from, to));
        }
        return new History(calls);
    }
}
