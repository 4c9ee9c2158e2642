package dev.millrace.testkit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Result;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.QueueCriterion;
import dev.millrace.testkit.history.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.function.Supplier;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jctools.queues.varhandle.MpscLinkedVarHandleQueue;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpmcVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that look and take nothing, in histories that are too long for the model. */
@Timeout(120)
class QueueLooksTest {

    /** What a queue does wrong. */
    enum Mistake {
        NONE, PEEKS_AT_THE_LAST, PEEKS_AT_WHAT_IS_GONE, NEVER_EMPTY
    }

    /** A queue behind a lock. */
    private static final class Locked {
        private final Mistake mistake;
        private final ArrayDeque<Item> items = new ArrayDeque<>();
        private @Nullable Item taken;

        Locked(Mistake mistake) {
            this.mistake = mistake;
        }

        synchronized boolean offer(Item item) {
            return items.offer(item);
        }

        synchronized @Nullable Item poll() {
            taken = items.poll();
            return taken;
        }

        synchronized @Nullable Item peek() {
            return switch (mistake) {
                case PEEKS_AT_THE_LAST -> items.peekLast();
                case PEEKS_AT_WHAT_IS_GONE -> taken == null ? items.peek() : taken;
                default -> items.peek();
            };
        }

        synchronized boolean isEmpty() {
            return mistake != Mistake.NEVER_EMPTY && items.isEmpty();
        }
    }

    private static Result run(Mistake mistake, Duration budget) {
        return Check.queue((QueueSpec<Locked> queue) -> queue.create(() -> new Locked(mistake)).offer(Locked::offer)
                .poll(Locked::poll).peek(Locked::peek).isEmpty(Locked::isEmpty)).named(mistake.name())
                .engines(Engine.STRESS).seed(1).budget(budget).shrinking(Duration.ZERO).run();
    }

    private static String reasonOf(Mistake mistake) {
        Result result = run(mistake, Duration.ofSeconds(20));
        assertThat(result).as(result.toString()).isInstanceOf(Result.Failed.class);
        return ((Result.Failed) result).failure().verdict().reason();
    }

    @Test
    void stress_wrongLooks_areFound() {
        assertThat(reasonOf(Mistake.PEEKS_AT_THE_LAST)).contains("Peek: peek()", "was in front of it");
        assertThat(reasonOf(Mistake.PEEKS_AT_WHAT_IS_GONE)).contains("Peek: peek()", "had taken it");
        assertThat(reasonOf(Mistake.NEVER_EMPTY)).contains("NotEmpty: isEmpty() = false");
        run(Mistake.NONE, Duration.ofMillis(300)).orThrow();
    }

    @Test
    void stress_looksOfOthersQueues_pass() {
        passes(ConcurrentLinkedQueue::new, Integer.MAX_VALUE, 2, 2);
        passes(() -> new ArrayBlockingQueue<>(4), 4, 2, 2);
        passes(() -> new LinkedBlockingQueue<>(4), 4, 2, 2);
        passes(LinkedTransferQueue::new, Integer.MAX_VALUE, 1, 1);
        passes(() -> new SpscVarHandleArrayQueue<>(4), 4, 1, 1);
        passes(() -> new MpscVarHandleArrayQueue<>(4), 4, 2, 1);
        passes(MpscLinkedVarHandleQueue::new, Integer.MAX_VALUE, 2, 1);
        passes(() -> new MpscUnboundedVarHandleArrayQueue<>(4), Integer.MAX_VALUE, 2, 1);
        passes(() -> new SpmcVarHandleArrayQueue<>(4), 4, 1, 2);
        passes(() -> new MpmcVarHandleArrayQueue<>(4), 4, 2, 2);
    }

    private static void passes(Supplier<Queue<Item>> maker, int capacity, int producers, int consumers) {
        Check.queue((QueueSpec<Queue<Item>> queue) -> queue.create(maker).capacity(capacity).offer(Queue::offer)
                .poll(Queue::poll).peek(Queue::peek).isEmpty(Queue::isEmpty).producers(1, producers)
                .consumers(1, consumers)).engines(Engine.STRESS).seed(1)
                .budget(Duration.ofMillis(Integer.getInteger("millrace.looks", 150))).run().orThrow();
    }

    private static String judged(QueueCriterion criterion, Operation... calls) {
        return new QueueJudge(Integer.MAX_VALUE, criterion)
                .byPatterns(new History(Arrays.asList(calls))) instanceof Verdict.Violation violation
                        ? violation.reason()
                        : "right";
    }

    private static Operation call(int thread, String name, @Nullable Object input, @Nullable Object output, long from,
            long to) {
        return Operation.returned(thread, name, input, output, from, to);
    }

    @Test
    void patterns_lookThatMayBeRight_isRight() {
        Operation first = call(0, "offer", 1L, true, 1, 2);
        Operation second = call(0, "offer", 2L, true, 3, 4);
        Operation poll = call(1, "poll", null, 1L, 6, 8);
        assertThat(judged(QueueCriterion.LINEARIZABLE, first, second, call(1, "peek", null, 1L, 5, 5), poll,
                call(2, "peek", null, 2L, 4, 6), call(2, "peek", null, 1L, 8, 9))).isEqualTo("right");
        assertThat(judged(QueueCriterion.LINEARIZABLE, first, call(0, "isEmpty", null, false, 0, 1),
                call(1, "poll", null, 1L, 6, 8), call(0, "isEmpty", null, false, 8, 9))).isEqualTo("right");
    }

    @Test
    void patterns_lookThatCannotBeRight_isWrong() {
        Operation first = call(0, "offer", 1L, true, 1, 2);
        Operation second = call(0, "offer", 2L, true, 3, 4);
        Operation poll = call(1, "poll", null, 1L, 6, 8);
        for (QueueCriterion criterion : QueueCriterion.values()) {
            assertThat(judged(criterion, first, second, poll, call(2, "peek", null, 1L, 9, 9))).startsWith("Peek: ");
            assertThat(judged(criterion, first, call(2, "peek", null, 3L, 9, 9))).startsWith("Fresh: ");
            assertThat(judged(criterion, call(2, "peek", null, 1L, 0, 0), first)).startsWith("Fresh: ");
            String seen = judged(criterion, first, second, poll, call(2, "peek", null, 2L, 4, 5));
            assertThat(seen).startsWith(criterion == QueueCriterion.NO_LOSS ? "right" : "Peek: ");
            String empty = judged(criterion, first, call(1, "poll", null, 1L, 3, 4),
                    call(0, "isEmpty", null, false, 5, 6));
            assertThat(empty)
                    .startsWith(criterion.compareTo(QueueCriterion.WEAK_EMPTY) > 0 ? "right" : "NotEmpty: ");
        }
    }
}
