package dev.millrace.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of queue with as many threads at work as it allows. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConcurrentQueueStressTest {

    private static final long SEED = 20261122;
    private static final int CREW = 3;

    /** An element whose fields are plain: a consumer sees them only through the memory promise of the queue. */
    private static final class Parcel {
        int producer;
        int number;
        int check;

        static Parcel of(int producer, int number) {
            Parcel parcel = new Parcel();
            parcel.producer = producer;
            parcel.number = number;
            parcel.check = checkOf(producer, number);
            return parcel;
        }

        boolean isWhole() {
            return check == checkOf(producer, number);
        }

        private static int checkOf(int producer, int number) {
            return 31 * number + 7 * producer + 1;
        }
    }

    static Stream<Arguments> kindsAndThreads() {
        return QueueSpec.all().flatMap(spec -> Arrays.stream(Crew.values()).map(crew -> Arguments.of(spec, crew)));
    }

    static Stream<Arguments> pairs() {
        return QueueSpec.withOneProducerAndOneConsumer()
                .flatMap(spec -> Arrays.stream(Crew.values()).map(crew -> Arguments.of(spec, crew)));
    }

    @ParameterizedTest
    @MethodSource("kindsAndThreads")
    void offerAndPoll_allThreads_nothingLostDuplicatedReorderedOrAboveCapacity(QueueSpec spec, Crew crew)
            throws Exception {
        for (int capacity : new int[] {1, 3, 8}) {
            new Run(spec, capacity, false, 3000).go(crew);
        }
    }

    @ParameterizedTest
    @MethodSource("kindsAndThreads")
    void fillAndDrain_callbacksThrow_nothingLostDuplicatedReorderedOrAboveCapacity(QueueSpec spec, Crew crew)
            throws Exception {
        for (int capacity : new int[] {1, 3, 8}) {
            new Run(spec, capacity, true, 2000).go(crew);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    @DisplayName("SQ-03 one producer and one consumer keep the exact order")
    void poll_oneProducerAndOneConsumer_exactOrder(QueueSpec spec, Crew crew) throws Exception {
        int count = 100_000;
        ConcurrentQueue<Object> queue = spec.make(100);
        Callable<Integer> producer = () -> {
            for (int i = 0; i < count; i++) {
                while (!queue.offer(i)) {
                    Crew.pause();
                }
            }
            return count;
        };
        Callable<Integer> consumer = () -> {
            for (int i = 0; i < count; i++) {
                Object element = queue.poll();
                while (element == null) {
                    Crew.pause();
                    element = queue.poll();
                }
                if (!element.equals(i)) {
                    throw new AssertionError("element=" + element + " (expected: " + i + ")");
                }
            }
            return count;
        };

        assertThat(crew.run(List.of(producer, consumer))).containsExactly(count, count);
        assertThat(queue.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Crew.class)
    @DisplayName("SQ-04 fifty producers and fifty consumers: each of 10000 elements is received exactly once")
    void poll_fiftyProducersAndFiftyConsumers_eachReceivedOnce(Crew crew) throws Exception {
        int each = 200;
        ConcurrentQueue<Integer> queue = Queues.mpmc(30);
        AtomicInteger left = new AtomicInteger(50 * each);
        List<Callable<List<Integer>>> tasks = new ArrayList<>();
        for (int p = 0; p < 50; p++) {
            int first = p * each;
            tasks.add(() -> {
                for (int i = first; i < first + each; i++) {
                    while (!queue.offer(i)) {
                        Crew.pause();
                    }
                }
                return List.of();
            });
            tasks.add(() -> {
                List<Integer> taken = new ArrayList<>();
                while (left.get() > 0) {
                    Integer element = queue.poll();
                    if (element == null) {
                        Crew.pause();
                    } else {
                        left.decrementAndGet();
                        taken.add(element);
                    }
                }
                return taken;
            });
        }

        List<Integer> received = crew.run(tasks).stream().flatMap(List::stream).sorted().toList();

        assertThat(received).isEqualTo(Stream.iterate(0, i -> i + 1).limit(50L * each).toList());
        assertThat(queue.size()).isZero();
    }

    @ParameterizedTest
    @MethodSource("dev.millrace.core.queue.QueueSpec#withManyProducersAndBound")
    void offer_producersRaceForTheLastPlaces_exactlyCapacityAccepted(QueueSpec spec) throws Exception {
        for (int round = 0; round < 200; round++) {
            int capacity = 1 + round % 70;
            ConcurrentQueue<Object> queue = spec.make(capacity);
            Callable<Integer> producer = () -> {
                int accepted = 0;
                while (queue.offer(accepted)) {
                    accepted++;
                }
                return accepted;
            };

            List<Integer> accepted = Crew.PLATFORM.run(List.of(producer, producer, producer));

            assertThat(accepted.stream().mapToInt(Integer::intValue).sum()).isEqualTo(capacity);
            assertThat(queue.size()).isEqualTo(capacity);
            assertThat(queue.drain(element -> {}, capacity + 1)).isEqualTo(capacity);
        }
    }

    /** A place is held from before the supplier is asked until its element is in: none is asked for an element that has none. */
    @ParameterizedTest
    @MethodSource("dev.millrace.core.queue.QueueSpec#withManyProducersAndBound")
    void fill_producersRaceForOnePlace_everyElementSuppliedIsPut(QueueSpec spec) throws Exception {
        int attempts = 100_000;
        ConcurrentQueue<Object> queue = spec.make(1);
        AtomicInteger filling = new AtomicInteger(2);
        AtomicInteger supplied = new AtomicInteger();
        Callable<Integer> producer = () -> {
            int put = 0;
            for (int i = 0; i < attempts; i++) {
                put += queue.fill(supplied::incrementAndGet, 1);
            }
            filling.decrementAndGet();
            return put;
        };
        Callable<Integer> consumer = () -> {
            int taken = 0;
            while (filling.get() > 0 || !queue.isEmpty()) {
                taken += queue.poll() == null ? 0 : 1;
            }
            return taken;
        };

        List<Integer> putAndTaken = Crew.PLATFORM.run(List.of(producer, producer, consumer));

        assertThat(putAndTaken.get(0) + putAndTaken.get(1)).isEqualTo(supplied.get());
        assertThat(putAndTaken.get(2)).isEqualTo(supplied.get());
    }

    @ParameterizedTest
    @MethodSource("dev.millrace.core.queue.QueueSpec#withManyProducersAndBound")
    void fill_whileAnotherSupplierRuns_nobodyWaitsForIt(QueueSpec spec) throws Exception {
        ConcurrentQueue<Object> queue = spec.make(2);

        int put = queue.fill(() -> {
            // Its place counts as held, but the other place can be used, again and again.
            Callable<Object> other = () -> {
                for (int i = 0; i < 5; i++) {
                    assertThat(queue.offer(i)).isTrue();
                    assertThat(queue.offer(i)).isFalse();
                    assertThat(queue.size()).isEqualTo(1);
                    assertThat(queue.peek()).isEqualTo(i);
                    assertThat(queue.poll()).isEqualTo(i);
                    assertThat(queue.poll()).isNull();
                }
                return "done";
            };
            try {
                return Crew.PLATFORM.run(List.of(other)).getFirst();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }, 1);

        assertThat(put).isEqualTo(1);
        assertThat(queue.poll()).isEqualTo("done");
    }

    /** One run of producers, consumers and an observer of the size. */
    private static final class Run {

        private final QueueSpec spec;
        private final ConcurrentQueue<Object> queue;
        private final int capacity;
        private final boolean batches;
        private final int producers;
        private final int consumers;
        private final int each;
        private final AtomicInteger left;

        /**
         * At most the number of elements inside: counted up after a put and down before a take is tried. A queue is
         * above its capacity for certain when this is.
         */
        private final AtomicInteger inside = new AtomicInteger();

        Run(QueueSpec spec, int capacity, boolean batches, int each) {
            this.spec = spec;
            this.queue = spec.make(capacity);
            this.capacity = queue.capacity();
            this.batches = batches;
            this.producers = spec.manyProducers() ? CREW : 1;
            this.consumers = spec.manyConsumers() ? CREW : 1;
            this.each = each;
            this.left = new AtomicInteger(producers * each);
        }

        void go(Crew crew) throws Exception {
            List<Callable<List<Parcel>>> tasks = new ArrayList<>();
            for (int i = 0; i < producers; i++) {
                int producer = i;
                tasks.add(() -> produce(producer, new Random(SEED + producer)));
            }
            for (int i = 0; i < consumers; i++) {
                int consumer = i;
                tasks.add(() -> consume(new Random(SEED - consumer - 1)));
            }
            tasks.add(this::observe);

            check(crew.run(tasks).stream().filter(parcels -> !parcels.isEmpty()).toList());
        }

        private List<Parcel> produce(int producer, Random random) throws InterruptedException {
            int[] next = {0};
            while (next[0] < each) {
                int put = batches ? fill(producer, random, next) : offer(producer, next);
                if (inside.addAndGet(put) > capacity) {
                    throw new AssertionError(queue + ": more than " + capacity + " inside");
                }
                if (put == 0) {
                    Crew.pause();
                }
            }
            return List.of();
        }

        private int offer(int producer, int[] next) {
            if (!queue.offer(Parcel.of(producer, next[0]))) {
                return 0;
            }
            next[0]++;
            return 1;
        }

        /** Puts a few; one time in four the supplier fails before one of them. */
        private int fill(int producer, Random random, int[] next) {
            int limit = Math.min(1 + random.nextInt(4), each - next[0]);
            int failing = random.nextInt(4) == 0 ? next[0] + random.nextInt(limit) : -1;
            int before = next[0];
            try {
                queue.fill(() -> {
                    if (next[0] == failing) {
                        throw new IllegalStateException("the supplier fails");
                    }
                    return Parcel.of(producer, next[0]++);
                }, limit);
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("the supplier fails");
            }
            return next[0] - before;
        }

        private List<Parcel> consume(Random random) throws InterruptedException {
            List<Parcel> taken = new ArrayList<>();
            while (left.get() > 0) {
                int before = taken.size();
                int limit = batches ? 1 + random.nextInt(4) : 1;
                inside.addAndGet(-limit);
                if (batches) {
                    drain(taken, limit, random.nextInt(4) == 0);
                } else if (queue.poll() instanceof Parcel parcel) {
                    taken.add(parcel);
                }
                int got = taken.size() - before;
                inside.addAndGet(limit - got);
                left.addAndGet(-got);
                // Often enough, lets the queue fill up before it takes on.
                if (got == 0 || random.nextInt(8) == 0) {
                    Crew.pause();
                }
            }
            return taken;
        }

        private void drain(List<Parcel> taken, int limit, boolean failing) {
            try {
                queue.drain(element -> {
                    taken.add((Parcel) element);
                    if (failing) {
                        throw new IllegalStateException("the consumer fails");
                    }
                }, limit);
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("the consumer fails");
            }
        }

        private List<Parcel> observe() throws InterruptedException {
            while (left.get() > 0) {
                int size = queue.size();
                if (size < 0 || size > capacity) {
                    throw new AssertionError(spec + ": size=" + size + " (expected: 0 to " + capacity + ")");
                }
                queue.isEmpty();
                Crew.pause();
            }
            return List.of();
        }

        private void check(List<List<Parcel>> takenByConsumer) {
            boolean[][] seen = new boolean[producers][each];
            for (List<Parcel> taken : takenByConsumer) {
                int[] last = new int[producers];
                Arrays.fill(last, -1);
                for (Parcel parcel : taken) {
                    assertThat(parcel.isWhole()).as("fields written before the put are seen").isTrue();
                    assertThat(parcel.number).as("in order of its producer").isGreaterThan(last[parcel.producer]);
                    assertThat(seen[parcel.producer][parcel.number]).as("taken twice").isFalse();
                    last[parcel.producer] = parcel.number;
                    seen[parcel.producer][parcel.number] = true;
                }
            }
            for (boolean[] ofProducer : seen) {
                assertThat(ofProducer).as("taken").doesNotContain(false);
            }
            // The bound is as exact after the storm as before.
            assertThat(queue.isEmpty()).isTrue();
            if (spec.bounded()) {
                assertThat(queue.fill(Object::new, capacity + 1)).isEqualTo(capacity);
            }
        }
    }
}
