package dev.millrace.testkit.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.ThreadKind;
import dev.millrace.testkit.hdr.HdrLatencyLog;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.report.StressRun;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class QueueStressTest {

    private static final QueueStress.Options QUICK = QueueStress.Options.standard().withTime(Duration.ofMillis(150))
            .withElements(20_000).withPatience(Duration.ofSeconds(10)).withSeed(1);
    /** Goes on until something is found. */
    private static final QueueStress.Options LONG = QUICK.withTime(Duration.ofSeconds(20));

    private static QueueStress.Result run(Supplier<? extends StressedQueue> queues, QueueStress.Options options)
            throws InterruptedException {
        return QueueStress.run(queues, options);
    }

    private static String reason(QueueStress.Result result) {
        assertThat(result.verdict()).isInstanceOf(Verdict.Violation.class);
        return ((Verdict.Violation) result.verdict()).reason();
    }

    // ---- queues that are right

    static Stream<Arguments> soundQueues() {
        return Stream.of(
                Arguments.of("ConcurrentLinkedQueue", 0, (Supplier<Queue<?>>) ConcurrentLinkedQueue::new),
                Arguments.of("ConcurrentLinkedDeque", 0, (Supplier<Queue<?>>) ConcurrentLinkedDeque::new),
                Arguments.of("LinkedTransferQueue", 0, (Supplier<Queue<?>>) LinkedTransferQueue::new),
                Arguments.of("SynchronousQueue", 0, (Supplier<Queue<?>>) SynchronousQueue::new),
                Arguments.of("ArrayBlockingQueue(1)", 1, (Supplier<Queue<?>>) () -> new ArrayBlockingQueue<>(1)),
                Arguments.of("ArrayBlockingQueue(64)", 64, (Supplier<Queue<?>>) () -> new ArrayBlockingQueue<>(64)),
                Arguments.of("LinkedBlockingQueue(3)", 3, (Supplier<Queue<?>>) () -> new LinkedBlockingQueue<>(3)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("soundQueues")
    void run_queueIsRight_findsNothing(String name, int capacity, Supplier<Queue<?>> queues)
            throws InterruptedException {
        for (ThreadKind kind : ThreadKind.values()) {
            QueueStress.Result result = run(() -> StressedQueue.of(queues.get()),
                    QUICK.withThreads(2, 2, kind).withCapacity(capacity));
            assertThat(result.verdict()).isInstanceOf(Verdict.Linearizable.class);
            assertThat(result.operations()).isPositive();
        }
    }

    @Test
    void run_priorityQueueWithoutAnOrder_findsNothing() throws InterruptedException {
        assertThat(run(() -> StressedQueue.of(new PriorityBlockingQueue<>()), QUICK.withRule(QueueOrder.NONE, true))
                .verdict()
                .isLinearizable()).isTrue();
    }

    @Test
    void run_manyThreads_findsNothing() throws InterruptedException {
        assertThat(
                run(() -> StressedQueue.of(new ConcurrentLinkedQueue<>()), QUICK.withThreads(7, 5, ThreadKind.VIRTUAL))
                        .verdict().isLinearizable())
                .isTrue();
    }

    // ---- queues that are not

    /** Each wrong in one way, from a certain number of calls on, so that it is found on any machine. */
    private static class Wrapper implements StressedQueue {
        final Queue<Object> queue;
        final AtomicInteger calls = new AtomicInteger();

        Wrapper(Queue<Object> queue) {
            this.queue = queue;
        }

        @Override
        public boolean offer(Object element) {
            return queue.offer(element);
        }

        @Override
        public @Nullable Object poll() {
            return queue.poll();
        }
    }

    /** Sometimes seems empty while another thread is at it; when all is quiet, it says what is true. */
    private static final class Shy extends Wrapper {
        private final AtomicInteger inside = new AtomicInteger();

        Shy() {
            super(new ConcurrentLinkedQueue<>());
        }

        @Override
        public boolean offer(Object element) {
            inside.incrementAndGet();
            try {
                return queue.offer(element);
            } finally {
                inside.decrementAndGet();
            }
        }

        @Override
        public @Nullable Object poll() {
            boolean alone = inside.incrementAndGet() == 1;
            try {
                return !alone && calls.incrementAndGet() % 7 == 0 ? null : queue.poll();
            } finally {
                inside.decrementAndGet();
            }
        }
    }

    @Test
    void run_unsynchronised_findsSomething() throws InterruptedException {
        QueueStress.Result result = run(() -> StressedQueue.of(new ArrayDeque<>()), LONG);
        assertThat(result.verdict()).isInstanceOf(Verdict.Violation.class);
    }

    @Test
    void run_duplicates_namesTheElementAndBothWhoTookIt() throws InterruptedException {
        QueueStress.Result result = run(() -> new Wrapper(new ConcurrentLinkedQueue<>()) {
            @Override
            public @Nullable Object poll() {
                return calls.incrementAndGet() % 500 == 0 ? queue.peek() : queue.poll();
            }
        }, LONG);
        assertThat(reason(result)).contains(" came out twice: taken by ").contains(" and by ");
        assertThat(result.history().operations()).contains(((Verdict.Violation) result.verdict()).culprit());
    }

    @Test
    void run_losesOne_countsIt() throws InterruptedException {
        QueueStress.Result result = run(() -> new Wrapper(new ConcurrentLinkedQueue<>()) {
            @Override
            public boolean offer(Object element) {
                return calls.incrementAndGet() == 40 || super.offer(element);
            }
        }, LONG);
        assertThat(reason(result)).startsWith("1 element was put in and lost, the first is ");
        assertThat(result.history().size()).isPositive();
    }

    @Test
    void run_lastInFirstOut_findsTheOrder() throws InterruptedException {
        QueueStress.Result result = run(() -> {
            ConcurrentLinkedDeque<Object> deque = new ConcurrentLinkedDeque<>();
            return new Wrapper(deque) {
                @Override
                public @Nullable Object poll() {
                    return deque.pollLast();
                }
            };
        }, LONG);
        assertThat(reason(result)).containsAnyOf(" came out before element ", "the other way round");
    }

    @Test
    void run_producersPassEachOther_isWrongOnlyIfTheOrderIsOverAll() throws InterruptedException {
        Supplier<StressedQueue> lanes = () -> {
            List<Queue<Object>> queues = List.of(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
            AtomicInteger turn = new AtomicInteger();
            return new StressedQueue() {
                @Override
                public boolean offer(Object element) {
                    return queues.get(Thread.currentThread().getName().endsWith("0") ? 0 : 1).offer(element);
                }

                @Override
                public @Nullable Object poll() {
                    int first = turn.incrementAndGet() & 1;
                    Object element = queues.get(first).poll();
                    return element == null ? queues.get(1 - first).poll() : element;
                }
            };
        };
        QueueStress.Options one = QUICK.withThreads(2, 1, ThreadKind.PLATFORM);
        assertThat(run(lanes, one.withRule(QueueOrder.PRODUCER, false)).verdict().isLinearizable()).isTrue();
        assertThat(reason(run(lanes, one.withTime(Duration.ofSeconds(20)).withRule(QueueOrder.FIFO, false))))
                .contains(" came out before element ");
    }

    @Test
    void run_emptyWithoutReason_isFoundUnlessItMay() throws InterruptedException {
        Supplier<StressedQueue> shy = Shy::new;
        assertThat(run(shy, QUICK.withRule(QueueOrder.FIFO, false)).verdict().isLinearizable()).isTrue();
        assertThat(reason(run(shy, LONG))).contains("found the queue empty, though it never was during that call");
    }

    @Test
    void run_fullWithoutReason_isFoundUnlessItMay() throws InterruptedException {
        Supplier<StressedQueue> shy = () -> new Wrapper(new ArrayBlockingQueue<>(1000)) {
            @Override
            public boolean offer(Object element) {
                return calls.incrementAndGet() % 50 != 0 && queue.offer(element);
            }
        };
        QueueStress.Options bounded = QUICK.withCapacity(1000).withElements(500);
        assertThat(run(shy, bounded.withRule(QueueOrder.FIFO, false)).verdict().isLinearizable()).isTrue();
        assertThat(reason(run(shy, bounded.withTime(Duration.ofSeconds(20)))))
                .contains("found the queue full, though it held ")
                .contains("(capacity 1000)");
    }

    @Test
    void run_moreThanTheCapacity_isFound() throws InterruptedException {
        assertThat(reason(run(() -> StressedQueue.of(new ArrayBlockingQueue<>(5)), LONG.withCapacity(4))))
                .startsWith("the queue held 5 elements at once (capacity 4)");
    }

    @Test
    void run_fieldsUnwritten_saysThatAnEdgeIsMissing() throws InterruptedException {
        assertThat(reason(run(() -> new Wrapper(new ConcurrentLinkedQueue<>()) {
            @Override
            public @Nullable Object poll() {
                return super.poll() == null ? null : new Element(0);
            }
        }, LONG))).contains("putting in does not happen-before taking out");
    }

    @Test
    void run_foreignElement_isShown() throws InterruptedException {
        assertThat(reason(run(() -> new Wrapper(new ConcurrentLinkedQueue<>()) {
            @Override
            public @Nullable Object poll() {
                return super.poll() == null ? null : "stranger";
            }
        }, LONG))).contains("came out: stranger (expected: what was put in)");
    }

    @Test
    void run_inventedElement_isFound() throws InterruptedException {
        assertThat(reason(run(() -> new Wrapper(new ConcurrentLinkedQueue<>()) {
            @Override
            public @Nullable Object poll() {
                return calls.incrementAndGet() == 30 ? new Element(1_000_000) : super.poll();
            }
        }, LONG))).isEqualTo("element 1000000 came out, but nobody put it in");
    }

    @Test
    void run_neverEmpty_isStopped() throws InterruptedException {
        assertThat(reason(run(() -> new Wrapper(new ConcurrentLinkedQueue<>()) {
            @Override
            public @Nullable Object poll() {
                return new Element(1);
            }
        }, LONG))).isEqualTo("the final drain: more elements came out than were put in");
    }

    @Test
    void run_callThrows_isAViolationWithTheStack() throws InterruptedException {
        QueueStress.Result result = run(() -> new Wrapper(new ConcurrentLinkedQueue<>()) {
            @Override
            public boolean offer(Object element) {
                if (calls.incrementAndGet() == 50) {
                    throw new ArrayIndexOutOfBoundsException("17");
                }
                return super.offer(element);
            }
        }, LONG);
        assertThat(reason(result)).matches("producer [01]: a call threw java.lang.ArrayIndexOutOfBoundsException: 17");
        assertThat(result.stacks()).contains("ArrayIndexOutOfBoundsException: 17", "QueueStressTest");
    }

    // ---- queues that hang

    private static class BlockingWrapper implements StressedQueue {
        final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();

        @Override
        public boolean offer(Object element) {
            return queue.offer(element);
        }

        @Override
        public @Nullable Object poll() {
            return queue.poll();
        }

        @Override
        public boolean canWait() {
            return true;
        }

        @Override
        public void put(Object element) throws InterruptedException {
            queue.put(element);
        }

        @Override
        public @Nullable Object take() throws InterruptedException {
            return queue.take();
        }

        @Override
        public boolean offer(Object element, long nanos) throws InterruptedException {
            return queue.offer(element, nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public @Nullable Object poll(long nanos) throws InterruptedException {
            return queue.poll(nanos, TimeUnit.NANOSECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource(ThreadKind.class)
    void run_takeIsNeverWoken_isAHangWithTheStackOfWhoWaits(ThreadKind kind) throws InterruptedException {
        AtomicLong forever = new AtomicLong();
        QueueStress.Result result = run(() -> new BlockingWrapper() {
            @Override
            public Object take() throws InterruptedException {
                new LinkedBlockingQueue<>().take();
                return forever;
            }
        }, LONG.withThreads(1, 1, kind).withPatience(Duration.ofMillis(200)));
        assertThat(reason(result)).startsWith("hang: no call has succeeded for 200 ms; ").contains(" were in the queue")
                .doesNotContain("lost");
        assertThat(result.stacks()).contains("consumer 0: WAITING", "LinkedBlockingQueue.take");
    }

    @Test
    void run_takeDoesNotWait_isFound() throws InterruptedException {
        assertThat(reason(run(() -> new BlockingWrapper() {
            @Override
            public @Nullable Object take() {
                return queue.poll();
            }
        }, LONG))).matches(
                "consumer [01]: take\\(\\) = null \\(expected: an element, since take waits for one\\)");
    }

    @Test
    void run_filledSlowly_isNoHang() throws InterruptedException {
        QueueStress.Options impatient = QueueStress.Options.standard().withTime(Duration.ZERO)
                .withPatience(Duration.ofMillis(400)).withCapacity(300);
        QueueStress.Result result = run(() -> StressedQueue.of(new ArrayBlockingQueue<>(300) {
            private static final long serialVersionUID = 1;

            @Override
            public boolean offer(Object element) {
                if (Thread.currentThread().getName().equals("one thread alone")) {
                    LockSupport.parkNanos(2_000_000);
                }
                return super.offer(element);
            }
        }), impatient);
        assertThat(result.verdict()).isInstanceOf(Verdict.Linearizable.class);
    }

    @Test
    void run_timedCallsThatWaitForEver_areFound() throws InterruptedException {
        QueueStress.Options impatient = LONG.withPatience(Duration.ofMillis(500)).withCapacity(1);
        QueueStress.Result polls = run(() -> new BlockingWrapper() {
            @Override
            public @Nullable Object poll(long nanos) throws InterruptedException {
                return queue.take();
            }
        }, impatient);
        assertThat(reason(polls))
                .isEqualTo("poll with a timeout of 50 us waited for longer than 500 ms (expected: it comes"
                        + " back when its time is over)");
        assertThat(polls.stacks()).contains("one thread alone: WAITING", "LinkedBlockingQueue.take");
        QueueStress.Result offers = run(() -> StressedQueue.of(new ArrayBlockingQueue<>(1) {
            private static final long serialVersionUID = 1;

            @Override
            public boolean offer(Object element, long time, TimeUnit unit) throws InterruptedException {
                put(element);
                return true;
            }
        }), impatient);
        assertThat(reason(offers)).startsWith("offer with a timeout of 50 us waited for longer than 500 ms");
    }

    @Test
    void run_losesWhileSomebodyWaits_saysBoth() throws InterruptedException {
        QueueStress.Result result = run(() -> new BlockingWrapper() {
            private final AtomicInteger calls = new AtomicInteger();

            @Override
            public void put(Object element) throws InterruptedException {
                if (calls.incrementAndGet() != 20) {
                    super.put(element);
                }
            }
        }, LONG.withPatience(Duration.ofMillis(200)));
        assertThat(reason(result)).contains("1 element was put in and lost");
    }

    @Test
    void run_threadDoesNotAnswer_isLeftBehind() throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        try {
            QueueStress.Result result = run(() -> new Wrapper(new ConcurrentLinkedQueue<>()) {
                @Override
                public @Nullable Object poll() {
                    while (!over.get()) {
                        Thread.yield();
                    }
                    return null;
                }
            }, LONG.withThreads(1, 1, ThreadKind.PLATFORM).withPatience(Duration.ofMillis(100)));
            assertThat(reason(result)).endsWith("1 of 2 threads do not even answer an interrupt");
            assertThat(result.history().operations())
                    .anyMatch(call -> call.name().equals("poll") && !call.hasReturned());
        } finally {
            over.set(true);
        }
    }

    // ---- what is said about a run

    @Test
    void run_measurements_addUp() throws InterruptedException {
        List<QueueStress.Progress> told = new ArrayList<>();
        QueueStress.Result result = QueueStress.run(() -> StressedQueue.of(new ConcurrentLinkedQueue<>()), QUICK,
                new HdrLatencyLog(), told::add);
        assertThat(result.threads()).extracting(StressRun.ThreadCount::thread)
                .containsExactly("producer 0", "producer 1", "consumer 0", "consumer 1");
        assertThat(result.threads().stream().mapToLong(StressRun.ThreadCount::done).sum())
                .isEqualTo(result.operations());
        assertThat(told).isNotEmpty();
        assertThat(told.getLast().operations()).isEqualTo(result.operations());
        assertThat(result.throughput()).isSortedAccordingTo((a, b) -> Long.compare(a.nanos(), b.nanos()))
                .isSortedAccordingTo((a, b) -> Long.compare(a.operations(), b.operations()));
        assertThat(result.latencies()).extracting(StressRun.Latency::operation).containsExactly("offer", "poll");
        assertThat(result.latencies()).allSatisfy(latency -> {
            assertThat(latency.count()).isBetween(1L, result.operations());
            assertThat(latency.points()).isSortedAccordingTo((a, b) -> Double.compare(a.percentile(), b.percentile()));
            assertThat(latency.points().getLast().percentile()).isEqualTo(100);
        });
    }

    @Test
    void run_refusals_areCountedForWhoWasRefused() throws InterruptedException {
        AtomicLong refused = new AtomicLong();
        QueueStress.Result result = run(() -> new Wrapper(new ConcurrentLinkedQueue<>()) {
            @Override
            public boolean offer(Object element) {
                boolean refuses = calls.incrementAndGet() % 5 == 0;
                refused.addAndGet(refuses ? 1 : 0);
                return !refuses && super.offer(element);
            }
        }, QUICK.withRule(QueueOrder.FIFO, false));
        assertThat(result.threads().stream().filter(thread -> thread.thread().startsWith("producer"))
                .mapToLong(StressRun.ThreadCount::refused).sum()).isEqualTo(refused.get()).isPositive();
    }

    /** Every second round reads no clock, and so has no history. */
    @Test
    void run_foundWithoutAClock_isLookedForAgainWithOne() throws InterruptedException {
        AtomicInteger rounds = new AtomicInteger();
        QueueStress.Result result = run(() -> {
            boolean loses = rounds.incrementAndGet() > 2; // the first is only asked whether it waits
            return new Wrapper(new ConcurrentLinkedQueue<>()) {
                @Override
                public boolean offer(Object element) {
                    return (loses && calls.incrementAndGet() == 1) || super.offer(element);
                }
            };
        }, LONG);
        assertThat(reason(result)).contains(" put in and lost, the first is ");
        assertThat(result.history().size()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void run_threads_areOfTheKindAskedFor(ThreadKind kind) throws InterruptedException {
        Set<Boolean> virtual = ConcurrentHashMap.newKeySet();
        run(() -> new Wrapper(new ConcurrentLinkedQueue<>()) {
            @Override
            public boolean offer(Object element) {
                virtual.add(Thread.currentThread().isVirtual());
                return super.offer(element);
            }
        }, QUICK.withThreads(2, 2, kind));
        assertThat(virtual).containsExactly(kind == ThreadKind.VIRTUAL);
    }

    @Test
    void run_sameSeed_hasTheSameRounds() throws InterruptedException {
        List<List<Long>> sizes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            List<Long> rounds = new ArrayList<>();
            List<AtomicLong> counts = new ArrayList<>();
            run(() -> {
                AtomicLong count = new AtomicLong();
                counts.add(count);
                return new Wrapper(new ConcurrentLinkedQueue<>()) {
                    @Override
                    public boolean offer(Object element) {
                        count.incrementAndGet();
                        return super.offer(element);
                    }
                };
            }, QUICK.withElements(100));
            counts.stream().skip(1).limit(3).forEach(count -> rounds.add(count.get()));
            sizes.add(rounds);
        }
        assertThat(sizes.get(0)).hasSize(3).isEqualTo(sizes.get(1));
    }

    @Test
    void run_queueCannotBeMade_throwsThat() {
        assertThatThrownBy(() -> run(() -> {
            throw new IllegalStateException("no queue today");
        }, QUICK)).hasMessage("no queue today");
    }

    @Test
    void fill_bounded_countsUntilFull() throws InterruptedException {
        Duration patience = Duration.ofSeconds(10);
        QueueStress.Filling bounded = QueueStress.fill(() -> StressedQueue.of(new ArrayBlockingQueue<>(7)), 100,
                patience);
        assertThat(bounded).isEqualTo(new QueueStress.Filling(7, null, ""));
        QueueStress.Filling other = QueueStress.fill(() -> StressedQueue.of(new ConcurrentLinkedQueue<>()), 100,
                patience);
        assertThat(other.held()).isEqualTo(100);
    }

    @Test
    void run_firstOfferHangs_isAHang() throws InterruptedException {
        assertThat(reason(run(() -> new BlockingWrapper() {
            @Override
            public boolean offer(Object element) {
                new Semaphore(0).acquireUninterruptibly();
                return true;
            }
        }, LONG.withPatience(Duration.ofMillis(100))))).startsWith("hang: ");
    }

    @Test
    void options_outOfRange_areRefused() {
        assertThatThrownBy(() -> QUICK.withThreads(0, 1, ThreadKind.PLATFORM))
                .hasMessage("queue stress: producers=0 (expected: 1 to 1024)");
        assertThatThrownBy(() -> QUICK.withElements(QueueStress.MOST_ELEMENTS + 1))
                .hasMessage("queue stress: elements=1048576 (expected: 64 to 1048575)");
        assertThatThrownBy(() -> QUICK.withTime(Duration.ofSeconds(-1)))
                .hasMessage("queue stress: time in ms=-1000 (expected: 0 or more)");
    }

    @Test
    void of_blockingQueue_waitsAndOthersDoNot() {
        BlockingQueue<Object> blocking = new LinkedBlockingQueue<>();
        assertThat(StressedQueue.of(blocking).canWait()).isTrue();
        assertThat(StressedQueue.of(new ConcurrentLinkedQueue<>()).canWait()).isFalse();
    }
}
