package dev.millrace.core.queue;

import dev.millrace.core.Checked;
import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.QueueCriterion;
import dev.millrace.testkit.spec.QueueSpec;
import org.jspecify.annotations.Nullable;

/**
 * Every kind of queue between as many threads as it is for, judged as its documentation promises: one producer finds the
 * queue full only when it is; of several, up to operations in progress.
 */
class ConcurrentQueueCheckTest {

    private static final int CHUNK = 2;

    @Checked
    void spsc_ofOnePlace_isAQueue(QueueSpec<ConcurrentQueue<Item>> spec) {
        allCalls(spec.create(() -> Queues.spsc(1)).capacity(1)).producers(1, 1).consumers(1, 1);
    }

    @Checked
    void spsc_ofThreePlaces_isAQueue(QueueSpec<ConcurrentQueue<Item>> spec) {
        allCalls(spec.create(() -> Queues.spsc(3)).capacity(3)).producers(1, 1).consumers(1, 1);
    }

    @Checked
    void spmc_ofOnePlace_isAQueue(QueueSpec<ConcurrentQueue<Item>> spec) {
        allCalls(spec.create(() -> Queues.spmc(1)).capacity(1)).producers(1, 1).consumers(1, 3);
    }

    @Checked
    void spmc_ofThreePlaces_isAQueue(QueueSpec<ConcurrentQueue<Item>> spec) {
        allCalls(spec.create(() -> Queues.spmc(3)).capacity(3)).producers(1, 1).consumers(1, 3);
    }

    @Checked
    void mpsc_ofOnePlace_isAQueueUpToOperationsInProgress(QueueSpec<ConcurrentQueue<Item>> spec) {
        allCalls(spec.create(() -> Queues.mpsc(1)).capacity(1)).producers(1, 3).consumers(1, 1)
                .expect(QueueCriterion.WEAK_FULL);
    }

    @Checked
    void mpsc_ofThreePlaces_isAQueueUpToOperationsInProgress(QueueSpec<ConcurrentQueue<Item>> spec) {
        allCalls(spec.create(() -> Queues.mpsc(3)).capacity(3)).producers(1, 3).consumers(1, 1)
                .expect(QueueCriterion.WEAK_FULL);
    }

    @Checked
    void mpmc_ofOnePlace_isAQueueUpToOperationsInProgress(QueueSpec<ConcurrentQueue<Item>> spec) {
        allCalls(spec.create(() -> Queues.mpmc(1)).capacity(1)).producers(1, 2).consumers(1, 2)
                .expect(QueueCriterion.WEAK_FULL);
    }

    @Checked
    void mpmc_ofThreePlaces_isAQueueUpToOperationsInProgress(QueueSpec<ConcurrentQueue<Item>> spec) {
        allCalls(spec.create(() -> Queues.mpmc(3)).capacity(3)).producers(1, 3).consumers(1, 2)
                .expect(QueueCriterion.WEAK_FULL);
    }

    @Checked
    void spscUnbounded_ofSmallChunks_isAQueue(QueueSpec<ConcurrentQueue<Item>> spec) {
        allCalls(spec.create(() -> Queues.spscUnbounded(CHUNK))).producers(1, 1).consumers(1, 1).operations(20);
    }

    @Checked
    void mpscUnbounded_ofSmallChunks_isAQueue(QueueSpec<ConcurrentQueue<Item>> spec) {
        allCalls(spec.create(() -> Queues.mpscUnbounded(CHUNK))).producers(1, 3).consumers(1, 1);
    }

    /** The batch forms, one element at a time, take the place of the timed calls, which no queue has. */
    private static QueueSpec<ConcurrentQueue<Item>> allCalls(QueueSpec<ConcurrentQueue<Item>> spec) {
        return spec.offer(ConcurrentQueue::offer).poll(ConcurrentQueue::poll).peek(ConcurrentQueue::peek)
                .size(ConcurrentQueue::size).isEmpty(ConcurrentQueue::isEmpty)
                .offerFor((queue, item, _) -> queue.fill(() -> item, 1) == 1)
                .pollFor((queue, _) -> drained(queue));
    }

    private static @Nullable Item drained(ConcurrentQueue<Item> queue) {
        @Nullable Item[] drained = new Item[1];
        queue.drain(item -> drained[0] = item, 1);
        return drained[0];
    }
}
