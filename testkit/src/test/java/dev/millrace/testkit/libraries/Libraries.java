package dev.millrace.testkit.libraries;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.history.QueueCriterion;
import dev.millrace.testkit.mutants.Maker;
import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.QueueSpec;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jctools.queues.varhandle.MpscBlockingConsumerVarHandleArrayQueue;
import org.jctools.queues.varhandle.MpscChunkedVarHandleArrayQueue;
import org.jctools.queues.varhandle.MpscGrowableVarHandleArrayQueue;
import org.jctools.queues.varhandle.MpscLinkedVarHandleQueue;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpmcVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscChunkedVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscGrowableVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscLinkedVarHandleQueue;
import org.jctools.queues.varhandle.SpscUnboundedVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;

/** Checks of queues that others have written. */
final class Libraries {

    private static final int UNBOUNDED = Integer.MAX_VALUE;
    private static final int ONE = 1;
    private static final int MANY = 2;

    private Libraries() {}

    /**
     * A queue.
     *
     * @param name  the name of its class
     * @param check what it must pass
     */
    record Subject(String name, Check check) {}

    /** The queues of JCTools, each with the producers and consumers it is made for. */
    static List<Subject> jctools() {
        return List.of(
                queue("SpscVarHandleArrayQueue", () -> new SpscVarHandleArrayQueue<>(4), 4, ONE, ONE),
                queue("SpscChunkedVarHandleArrayQueue", () -> new SpscChunkedVarHandleArrayQueue<>(8, 16), 16, ONE,
                        ONE),
                queue("SpscGrowableVarHandleArrayQueue", () -> new SpscGrowableVarHandleArrayQueue<>(8, 16), 16, ONE,
                        ONE),
                queue("SpscUnboundedVarHandleArrayQueue", () -> new SpscUnboundedVarHandleArrayQueue<>(8), UNBOUNDED,
                        ONE,
                        ONE),
                queue("SpscLinkedVarHandleQueue", SpscLinkedVarHandleQueue::new, UNBOUNDED, ONE, ONE),
                queue("MpscVarHandleArrayQueue", () -> new MpscVarHandleArrayQueue<>(2), 2, MANY, ONE),
                queue("MpscChunkedVarHandleArrayQueue", () -> new MpscChunkedVarHandleArrayQueue<>(2, 4), 4, MANY, ONE),
                queue("MpscGrowableVarHandleArrayQueue", () -> new MpscGrowableVarHandleArrayQueue<>(2, 4), 4, MANY,
                        ONE),
                queue("MpscUnboundedVarHandleArrayQueue", () -> new MpscUnboundedVarHandleArrayQueue<>(2), UNBOUNDED,
                        MANY,
                        ONE),
                queue("MpscLinkedVarHandleQueue", MpscLinkedVarHandleQueue::new, UNBOUNDED, MANY, ONE),
                queue("MpscBlockingConsumerVarHandleArrayQueue", () -> new MpscBlockingConsumerVarHandleArrayQueue<>(2),
                        2,
                        MANY, ONE),
                queue("SpmcVarHandleArrayQueue", () -> new SpmcVarHandleArrayQueue<>(2), 2, ONE, MANY),
                queue("MpmcVarHandleArrayQueue", () -> new MpmcVarHandleArrayQueue<>(2), 2, MANY, MANY));
    }

    /** The queues of the JDK. */
    static List<Subject> jdk() {
        return List.of(
                nonBlocking("ConcurrentLinkedQueue", ConcurrentLinkedQueue::new),
                nonBlocking("ConcurrentLinkedDeque", ConcurrentLinkedDeque::new),
                blocking("ArrayBlockingQueue", () -> new ArrayBlockingQueue<>(2), 2),
                blocking("LinkedBlockingQueue", () -> new LinkedBlockingQueue<>(2), 2),
                blocking("LinkedBlockingDeque", () -> new LinkedBlockingDeque<>(2), 2));
    }

    /** The JDK's queue whose {@code poll} may find nothing where there was always something. */
    static Check linkedTransferQueue(QueueCriterion criterion) {
        return Check.queue((QueueSpec<LinkedTransferQueue<Item>> q) -> q.create(LinkedTransferQueue::new)
                .offer(LinkedTransferQueue::offer).poll(LinkedTransferQueue::poll).expect(criterion))
                .named("LinkedTransferQueue").weaveJdk();
    }

    private static Check check(Maker<Queue<Item>> maker, int capacity, int producers, int consumers) {
        return Check.queue((QueueSpec<Queue<Item>> q) -> q.create(maker).capacity(capacity).offer(Queue::offer)
                .poll(Queue::poll).isEmpty(Queue::isEmpty).producers(1, producers).consumers(1, consumers)
                .operations(producers + consumers == 2 ? 20 : 5));
    }

    private static Subject queue(String name, Maker<Queue<Item>> maker, int capacity, int producers, int consumers) {
        return new Subject(name, check(maker, capacity, producers, consumers).named(name).weave("org.jctools"));
    }

    private static Subject nonBlocking(String name, Maker<Queue<Item>> maker) {
        return new Subject(name, check(maker, UNBOUNDED, MANY, MANY).named(name).weaveJdk());
    }

    private static Subject blocking(String name, Maker<BlockingQueue<Item>> maker, int capacity) {
        return new Subject(name, Check.queue((QueueSpec<BlockingQueue<Item>> q) -> q.create(maker).capacity(capacity)
                .offer(BlockingQueue::offer).put(BlockingQueue::put).offerFor(Libraries::offerFor)
                .poll(BlockingQueue::poll).take(BlockingQueue::take).pollFor(Libraries::pollFor)
                .isEmpty(BlockingQueue::isEmpty).interrupts().operations(4)).named(name).weaveJdk());
    }

    private static boolean offerFor(BlockingQueue<Item> queue, Item item, Duration timeout)
            throws InterruptedException {
        return queue.offer(item, timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static Item pollFor(BlockingQueue<Item> queue, Duration timeout) throws InterruptedException {
        return queue.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Agrona's queue of many producers. */
    static Check agrona(QueueCriterion criterion) {
        return Check.queue((QueueSpec<Queue<Item>> q) -> q.create(() -> new ManyToOneConcurrentArrayQueue<>(4))
                .capacity(4).offer(Queue::offer).poll(Queue::poll).producers(1, 2).consumers(1, 1).expect(criterion))
                .named("ManyToOneConcurrentArrayQueue").weave("org.agrona");
    }
}
