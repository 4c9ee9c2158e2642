package dev.millrace.core.queue;

import dev.millrace.testkit.Engine;
import dev.millrace.testkit.history.QueueCriterion;
import dev.millrace.testkit.junit.ConcurrencyTest;
import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.QueueSpec;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Every kind of queue between as many threads as it is for, judged as its documentation promises: one producer finds the
 * queue full only when it is; of several, up to operations in progress.
 */
class ConcurrentQueueCheckTest {

    private static final int CHUNK = 2;

    @Retention(RetentionPolicy.RUNTIME)
    @ConcurrencyTest(engines = {Engine.STRESS, Engine.CONTROLLED}, weave = {"dev.millrace.core",
            "org.jctools"}, budget = "600ms", seed = 20_261_123)
    private @interface QueueCheck {}

    @QueueCheck
    void spsc_ofOnePlace_isAQueue(QueueSpec<ConcurrentQueue<Item>> spec) {
        calls(spec.create(() -> Queues.spsc(1)).capacity(1)).producers(1, 1).consumers(1, 1);
    }

    @QueueCheck
    void spsc_ofThreePlaces_isAQueue(QueueSpec<ConcurrentQueue<Item>> spec) {
        calls(spec.create(() -> Queues.spsc(3)).capacity(3)).producers(1, 1).consumers(1, 1);
    }

    @QueueCheck
    void spmc_ofOnePlace_isAQueue(QueueSpec<ConcurrentQueue<Item>> spec) {
        allCalls(spec.create(() -> Queues.spmc(1)).capacity(1)).producers(1, 1).consumers(1, 3);
    }

    @QueueCheck
    void spmc_ofThreePlaces_isAQueue(QueueSpec<ConcurrentQueue<Item>> spec) {
        allCalls(spec.create(() -> Queues.spmc(3)).capacity(3)).producers(1, 1).consumers(1, 3);
    }

    @QueueCheck
    void mpsc_ofOnePlace_isAQueueUpToOperationsInProgress(QueueSpec<ConcurrentQueue<Item>> spec) {
        allCalls(spec.create(() -> Queues.mpsc(1)).capacity(1)).producers(1, 3).consumers(1, 1)
                .expect(QueueCriterion.WEAK_FULL);
    }

    @QueueCheck
    void mpsc_ofThreePlaces_isAQueueUpToOperationsInProgress(QueueSpec<ConcurrentQueue<Item>> spec) {
        allCalls(spec.create(() -> Queues.mpsc(3)).capacity(3)).producers(1, 3).consumers(1, 1)
                .expect(QueueCriterion.WEAK_FULL);
    }

    @QueueCheck
    void mpmc_ofOnePlace_isAQueueUpToOperationsInProgress(QueueSpec<ConcurrentQueue<Item>> spec) {
        allCalls(spec.create(() -> Queues.mpmc(1)).capacity(1)).producers(1, 2).consumers(1, 2)
                .expect(QueueCriterion.WEAK_FULL);
    }

    @QueueCheck
    void mpmc_ofThreePlaces_isAQueueUpToOperationsInProgress(QueueSpec<ConcurrentQueue<Item>> spec) {
        allCalls(spec.create(() -> Queues.mpmc(3)).capacity(3)).producers(1, 3).consumers(1, 2)
                .expect(QueueCriterion.WEAK_FULL);
    }

    @QueueCheck
    void spscUnbounded_ofSmallChunks_isAQueue(QueueSpec<ConcurrentQueue<Item>> spec) {
        calls(spec.create(() -> Queues.spscUnbounded(CHUNK))).producers(1, 1).consumers(1, 1).operations(20);
    }

    /** JCTools shows the element before it moves the index that {@code isEmpty} reads. */
    @QueueCheck
    void spsc_isEmpty_isTrueUpToAPutInProgress(QueueSpec<ConcurrentQueue<Item>> spec) {
        allCalls(spec.create(() -> Queues.spsc(2)).capacity(2)).producers(1, 1).consumers(1, 1)
                .expect(QueueCriterion.WEAK_EMPTY);
    }

    /** See {@link #spsc_isEmpty_isTrueUpToAPutInProgress}. */
    @QueueCheck
    void spscUnbounded_isEmpty_isTrueUpToAPutInProgress(QueueSpec<ConcurrentQueue<Item>> spec) {
        allCalls(spec.create(() -> Queues.spscUnbounded(CHUNK))).producers(1, 1).consumers(1, 1)
                .expect(QueueCriterion.WEAK_EMPTY);
    }

    @QueueCheck
    void mpscUnbounded_ofSmallChunks_isAQueue(QueueSpec<ConcurrentQueue<Item>> spec) {
        allCalls(spec.create(() -> Queues.mpscUnbounded(CHUNK))).producers(1, 3).consumers(1, 1);
    }

    private static QueueSpec<ConcurrentQueue<Item>> allCalls(QueueSpec<ConcurrentQueue<Item>> spec) {
        return calls(spec).isEmpty(ConcurrentQueue::isEmpty);
    }

    /** The batch forms, one element at a time, take the place of the timed calls, which no queue has. */
    private static QueueSpec<ConcurrentQueue<Item>> calls(QueueSpec<ConcurrentQueue<Item>> spec) {
        return spec.offer(ConcurrentQueue::offer).poll(ConcurrentQueue::poll).peek(ConcurrentQueue::peek)
                .size(ConcurrentQueue::size)
                .offerFor((queue, item, _) -> queue.fill(() -> item, 1) == 1)
                .pollFor((queue, _) -> drained(queue));
    }

    private static @Nullable Item drained(ConcurrentQueue<Item> queue) {
        @Nullable Item[] drained = new Item[1];
        queue.drain(item -> drained[0] = item, 1);
        return drained[0];
    }
}
