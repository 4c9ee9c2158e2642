package dev.millrace.core.wait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.internal.PaddedLong;
import dev.millrace.core.internal.Spin;
import dev.millrace.core.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real threads at the protocol, many rounds. No round is saved by the signal of another: a lost wake-up stops the test. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitListStressTest {

    private static final long SEED = 20_261_122L;
    private static final int HANDSHAKES = 150_000;
    private static final int ITEMS = 10_000;

    private final WaitList list = new WaitList();
    private final WaitList other = new WaitList();

    /**
     * Dekker's handshake: one thread registers and looks while the other publishes and looks. The publication is only a
     * release write, so what orders it before the look at the list is the fence of signal().
     */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void signal_whileAThreadRegisters_isNotLost(boolean virtual, boolean several) throws Exception {
        long[] cold = new long[1 << 21]; // more than a cache holds
        PaddedLong begun = new PaddedLong();
        PaddedLong published = new PaddedLong();
        Running<Boolean> waiter = Running.start(virtual, () -> {
            SplittableRandom random = new SplittableRandom(SEED);
            for (long round = 1; round <= HANDSHAKES; round++) {
                long current = round;
                begun.setRelease(round);
                pause(random.nextInt(8));
                while (published.getAcquire() < round) {
                    await(several, () -> published.getAcquire() >= current, Deadline.never());
                }
            }
            return true;
        });
        Running<Boolean> waker = Running.start(virtual, () -> {
            SplittableRandom random = new SplittableRandom(~SEED);
            for (long round = 1; round <= HANDSHAKES; round++) {
                for (int looks = 1; begun.getAcquire() < round; looks++) {
                    Spin.once(looks, 1_000);
                }
                pause(random.nextInt(16));
                for (int i = random.nextInt(16); i > 0; i--) {
                    cold[random.nextInt(cold.length)] = round; // the publication stands in line behind these
                }
                published.setRelease(round);
                list.signal();
            }
            return true;
        });

        assertThat(waiter.result()).isTrue(); // a timeout here is a lost wake-up
        assertThat(waker.result()).isTrue();
        assertThat(list.size()).isZero();
    }

    /** On one list, or on several, of which this is the last; whether signalled or ready. */
    private boolean await(boolean several, BooleanSupplier ready, Deadline deadline) throws InterruptedException {
        return several
                ? WaitList.awaitAny(List.of(other, list), ready, WaitStrategy.PARK, deadline) != null
                : list.await(ready, WaitStrategy.PARK, deadline);
    }

    /**
     * A signal for a wait whose thread holds the permit of an earlier unpark. The unpark of this signal finds that permit and
     * writes nothing, the thread takes it and looks once more, and what it waits for never comes: only the signal itself can
     * save it. Where that is written without being ordered before the look at the permit, the thread sleeps on, out of line.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void wake_ofAThreadWithThePermitOfAnEarlierUnpark_endsItsWait(boolean virtual) throws Exception {
        int rounds = virtual ? 4 * HANDSHAKES : HANDSHAKES; // platform threads are slow at it, and their permit has a lock
        PaddedLong ended = new PaddedLong();
        Running<Boolean> waiter = Running.start(virtual, () -> {
            SplittableRandom random = new SplittableRandom(SEED);
            for (long round = 1; round <= rounds; round++) {
                assertThat(list.await(lateAtFirst(random.nextInt(2_000)), WaitStrategy.PARK, Deadline.never()))
                        .isTrue();
                ended.setRelease(round);
            }
            return true;
        });
        SplittableRandom random = new SplittableRandom(~SEED);
        PaddedLong scratch = new PaddedLong();
        for (long round = 1; round <= rounds; round++) {
            long current = round;
            Running.until("wait " + round + " has begun", list::hasWaiters);
            LockSupport.unpark(waiter.thread());
            burn(scratch, random.nextInt(500));
            assertThat(list.wake(1)).isOne();
            Running.until("the signalled wait " + round + " has ended", () -> ended.getAcquire() == current);
        }

        assertThat(waiter.result()).isTrue();
        assertThat(list.size()).isZero();
    }

    /** Says no, the first time after a moment. */
    private static BooleanSupplier lateAtFirst(int steps) {
        PaddedLong looks = new PaddedLong();
        return () -> {
            if (looks.getPlain() == 0) {
                burn(looks, steps);
                looks.setOpaque(1);
            }
            return false;
        };
    }

    /** A moment, much shorter than a pause of the processor. */
    private static void burn(PaddedLong scratch, int steps) {
        for (int i = 0; i < steps; i++) {
            scratch.setOpaque(i);
        }
    }

    /**
     * Impatient threads stand in the line all the time, look at nothing, are late or interrupted at once, and take an
     * item only when they are signalled. Patient ones take the rest. One item is on its way at a time.
     */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void signal_whileOthersLeave_reachesSomeone(boolean virtual, boolean several) throws Exception {
        ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();
        AtomicInteger taken = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        List<Running<Boolean>> consumers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            SplittableRandom random = new SplittableRandom(SEED + i);
            consumers.add(Running.start(virtual, () -> takeImpatiently(several, queue, taken, over, random)));
            consumers.add(Running.start(virtual, () -> takePatiently(queue, taken, over)));
        }
        for (int item = 0; item < ITEMS; item++) {
            queue.add(item);
            list.signal();
            int expected = item + 1;
            Running.until("item " + item + " is taken; seed " + SEED, () -> taken.get() == expected);
        }
        over.set(true);
        list.signalAll();

        for (Running<Boolean> consumer : consumers) {
            assertThat(consumer.result()).isTrue();
        }
        assertThat(list.size()).isZero();
    }

    private boolean takePatiently(ConcurrentLinkedQueue<Integer> queue, AtomicInteger taken, AtomicBoolean over)
            throws InterruptedException {
        while (!over.get()) {
            if (queue.poll() != null) {
                taken.incrementAndGet();
            } else {
                list.await(() -> over.get() || !queue.isEmpty(), WaitStrategy.PARK, Deadline.never());
            }
        }
        return true;
    }

    private boolean takeImpatiently(
            boolean several,
            ConcurrentLinkedQueue<Integer> queue,
            AtomicInteger taken,
            AtomicBoolean over,
            SplittableRandom random) {
        while (!over.get()) {
            boolean interrupts = random.nextInt(4) == 0;
            try {
                boolean signalled = await(several, () -> {
                    if (interrupts) {
                        Thread.currentThread().interrupt();
                    }
                    return false;
                }, Deadline.after(Duration.ofNanos(random.nextInt(20_000))));
                if (signalled && queue.poll() != null) {
                    taken.incrementAndGet();
                }
            } catch (InterruptedException e) {
                // its own; it goes on
            }
            Thread.yield();
        }
        return true;
    }

    /** The loop of the documentation, several producers and consumers, each item taken once and none forgotten. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void await_documentedLoop_takesEveryItemOnce(boolean virtual) throws Exception {
        ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();
        AtomicLong sum = new AtomicLong();
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            SplittableRandom random = new SplittableRandom(SEED + i);
            threads.add(Running.start(virtual, () -> {
                for (int n = 0; n < ITEMS; n++) {
                    sum.addAndGet(take(queue));
                }
                return true;
            }));
            threads.add(Running.start(virtual, () -> {
                for (int n = 1; n <= ITEMS; n++) {
                    queue.add(n);
                    list.signal();
                    pause(random.nextInt(64));
                }
                return true;
            }));
        }
        for (Running<Boolean> thread : threads) {
            assertThat(thread.result()).isTrue();
        }

        assertThat(sum).hasValue(3L * ITEMS * (ITEMS + 1) / 2);
        assertThat(queue).isEmpty();
        assertThat(list.size()).isZero();
    }

    private int take(ConcurrentLinkedQueue<Integer> queue) throws InterruptedException {
        Integer item;
        while ((item = queue.poll()) == null) {
            list.await(() -> !queue.isEmpty(), WaitStrategy.AUTO, Deadline.never());
        }
        if (!queue.isEmpty()) {
            list.signal();
        }
        return item;
    }

    /** On two lists at once, each signalled by a thread of its own: a signal owed is paid. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void awaitAny_bothListsSignalAllTheTime_noItemIsForgotten(boolean virtual) throws Exception {
        List<WaitList> lists = List.of(list, new WaitList());
        List<ConcurrentLinkedQueue<Integer>> queues = List.of(new ConcurrentLinkedQueue<>(),
                new ConcurrentLinkedQueue<>());
        AtomicInteger left = new AtomicInteger(2 * ITEMS);
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(Running.start(virtual, () -> takeFromAny(lists, queues, left)));
            int side = i;
            threads.add(Running.start(virtual, () -> {
                for (int n = 0; n < ITEMS; n++) {
                    queues.get(side).add(n);
                    lists.get(side).signal();
                }
                return true;
            }));
        }
        for (Running<Boolean> thread : threads) {
            assertThat(thread.result()).isTrue();
        }
        assertThat(left).hasValue(0);
    }

    private static boolean takeFromAny(
            List<WaitList> lists, List<ConcurrentLinkedQueue<Integer>> queues, AtomicInteger left)
            throws InterruptedException {
        while (left.get() > 0) {
            WaitList.Wake wake = WaitList.awaitAny(
                    lists,
                    () -> left.get() == 0 || queues.stream().anyMatch(queue -> !queue.isEmpty()),
                    WaitStrategy.PARK,
                    Deadline.never());
            for (int i = 0; i < 2; i++) {
                if (queues.get(i).poll() != null && left.decrementAndGet() == 0) {
                    lists.forEach(WaitList::signalAll);
                }
            }
            assertThat(wake).isNotNull();
        }
        return true;
    }

    private static void pause(int spins) {
        for (int i = 0; i < spins; i++) {
            Thread.onSpinWait();
        }
    }
}
