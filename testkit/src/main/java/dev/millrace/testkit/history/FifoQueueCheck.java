package dev.millrace.testkit.history;

import dev.millrace.testkit.internal.Checks;
import java.util.List;

/**
 * Judges the history of a queue, first in, first out, to which every value is added at most once: a million calls in a second,
 * where {@link Linearizability} would never come to an end.
 *
 * <p>It looks for the patterns of calls that no queue can explain, and names the calls that make up the first one it finds:
 * <ul>
 *   <li><b>Fresh</b>: a value was taken that nobody had added;
 *   <li><b>Repeat</b>: a value was taken twice;
 *   <li><b>Order</b>: a value overtook another, which had been added before it began to be added;
 *   <li><b>Empty</b>: the queue seemed empty while all the time some value was in it;
 *   <li><b>Peek</b>: a value was seen that had been taken, or while another was in front of it all the time;
 *   <li><b>NotEmpty</b>: it seemed not to be empty while all the time it was;
 *   <li><b>OverCapacity</b>: more values were in it than it holds;
 *   <li><b>Full</b>: it seemed full while all the time there was room;
 *   <li><b>LostWakeUp</b>: a call waits for ever that could go on.
 * </ul>
 *
 * <p>For a queue without bound the answer is exact: right if and only if the history is linearizable. With a capacity, or
 * with calls that look and take nothing, a violation is one for certain, but a few violations are not seen (about one in a
 * hundred of those of random small histories with capacity 1); judge small histories of bounded queues with {@link Linearizability} and {@link Models#fifoQueue(int)}.
 * A call with an unknown end may have taken effect or not; one that waits for ever has not.
 *
 * <p>A verdict of this check has no order and no prefix. If a value is added twice it gives up: make values distinct, for
 * example by a number.
 *
 * <p><b>Threads.</b> Immutable; any thread may use it.
 */
public final class FifoQueueCheck {

    private final QueueCriterion criterion;
    private final int capacity;
    private final QueueCalls calls;

    private FifoQueueCheck(QueueCriterion criterion, int capacity, QueueCalls calls) {
        this.criterion = criterion;
        this.capacity = capacity;
        this.calls = calls;
    }

    /** For a linearizable queue without bound, with the names of {@link java.util.concurrent.BlockingQueue}. */
    public static FifoQueueCheck linearizable() {
        return new FifoQueueCheck(QueueCriterion.LINEARIZABLE, Integer.MAX_VALUE, QueueCalls.byName());
    }

    /**
     * The same check by another criterion. That a queue seemed full is judged by what all calls that were under way may have
     * put in and taken out, so {@link QueueCriterion#WEAK_FULL} is here the same as {@link QueueCriterion#LINEARIZABLE}.
     */
    public FifoQueueCheck by(QueueCriterion other) {
        return new FifoQueueCheck(Checks.notNull("queue check", "criterion", other), capacity, calls);
    }

    /**
     * The same check for a queue that holds so many values.
     *
     * @throws IllegalArgumentException if {@code values < 1}
     */
    public FifoQueueCheck capacity(int values) {
        if (values < 1) {
            throw new IllegalArgumentException("queue check: capacity=" + values + " (expected: >= 1)");
        }
        return new FifoQueueCheck(criterion, values, calls);
    }

    /** The same check for calls of other names. */
    public FifoQueueCheck calls(QueueCalls meanings) {
        return new FifoQueueCheck(criterion, capacity, Checks.notNull("queue check", "calls", meanings));
    }

    /**
     * Judges a history.
     *
     * @return linearizable (by the criterion) or a violation whose reason begins with the name of the pattern; given up if
     *         a value is added twice
     */
    public Verdict check(History history) {
        QueueHistory queue = new QueueHistory(Checks.notNull("queue check", "history", history), calls);
        Verdict verdict = queue.read();
        if (verdict == null) {
            QueuePatterns patterns = new QueuePatterns(queue, criterion, capacity);
            verdict = patterns.find();
        }
        return verdict == null ? new Verdict.Linearizable(List.of()) : verdict;
    }
}
