package dev.millrace.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.core.time.ManualTime;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Python's queues promise, by the ids of the conformance list. A statement is passed over for the kinds of channel
 * for which it makes no sense. Two have no counterpart: the capacity of a channel never changes (QU-06), and no method of a
 * channel runs a callback that could send in the middle of a send (SQ-07).
 */
@ParameterizedClass(name = "{0}, virtual threads: {1}")
@MethodSource("cases")
@Timeout(120)
class PythonQueueConformanceTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ChannelKind kind;
    private final boolean virtual;
    private final ManualTime clock = new ManualTime();
    private final Channel<Integer> queue;

    PythonQueueConformanceTest(ChannelKind kind, boolean virtual) {
        this.kind = kind;
        this.virtual = virtual;
        this.queue = kind.spec().get().name("queue").time(clock).build();
    }

    static Stream<Arguments> cases() {
        return ChannelKind.all().flatMap(kind -> Stream.of(Arguments.of(kind, false), Arguments.of(kind, true)));
    }

    // ---- queue.Queue

    @Test
    @DisplayName("QU-01 items come out in the order of insertion")
    void receive_sent_insertionOrder() throws Exception {
        Running<Integer> producer = running(() -> queue.sendAll(List.of(111, 333, 222)));
        assertThat(List.of(queue.receive(), queue.receive(), queue.receive())).containsExactly(111, 333, 222);
        producer.result();
    }

    @Test
    @DisplayName("QU-02 empty, full and size follow the contents; full exactly at the capacity")
    void size_contents_follows() {
        for (int i = 0; i < kind.places(); i++) {
            assertThat(queue.size()).isEqualTo(i);
            assertThat(queue.trySend(i)).isEqualTo(SendResult.SENT);
        }
        if (kind.isBounded()) {
            assertThat(queue.trySend(-1)).isEqualTo(SendResult.FULL);
        }
        for (int i = kind.places(); i > 0; i--) {
            assertThat(queue.size()).isEqualTo(i);
            assertThat(queue.tryReceive()).isNotNull();
        }
        assertThat(queue.size()).isZero();
        assertThat(queue.tryReceive()).isNull();
    }

    @Test
    @DisplayName("QU-03 full and empty: at once without waiting, after the timeout with it")
    void timed_fullOrEmpty_afterTheTimeout() throws Exception {
        assertThat(queue.tryReceive()).isNull();
        Running<Boolean> getter = running(() -> queue.receive(SECOND) == null);
        expire(getter);
        assertThat(getter.result()).isTrue();
        if (!kind.isBounded()) {
            return; // nothing to say of this kind
        }
        fill();
        assertThat(queue.trySend(-1)).isEqualTo(SendResult.FULL);
        Running<Boolean> putter = running(() -> queue.send(-1, SECOND));
        expire(putter);
        assertThat(putter.result()).isFalse();
    }

    @Test
    @DisplayName("QU-04 a blocked put completes on a get, a blocked get on a put")
    void blocked_otherSideActs_completes() throws Exception {
        Running<Integer> getter = running(queue::receive);
        untilReceiversWait(1);
        queue.send(1);
        assertThat(getter.result()).isEqualTo(1);
        if (!kind.isBounded()) {
            return; // nothing to say of this kind
        }
        fill();
        Running<Boolean> putter = running(() -> send(9));
        untilSendersWait(1);
        queue.receive();
        putter.result();
    }

    @Test
    @DisplayName("QU-05 a negative timeout is an argument error")
    void timed_negative_refused() {
        assertThatThrownBy(() -> queue.send(1, SECOND.negated())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.receive(SECOND.negated())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("QU-09 join returns once all 100 items are done by 2 workers, and again; a surplus is an argument error")
    void join_twoWorkers_waitsForAll() throws Exception {
        AtomicInteger sum = new AtomicInteger();
        List<Running<Boolean>> workers = new ArrayList<>();
        for (int i = 0; i < kind.parties(2); i++) {
            workers.add(running(() -> {
                for (int item : queue) {
                    sum.addAndGet(item);
                    queue.taskDone();
                }
                return true;
            }));
        }
        for (int round = 1; round <= 2; round++) {
            for (int item = 0; item < 100; item++) {
                queue.send(item);
            }
            queue.join();
            assertThat(sum.get()).isEqualTo(round * 4950);
        }
        queue.close();
        for (Running<Boolean> worker : workers) {
            worker.result();
        }
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("QU-11 after shutdown puts fail; graceful: items can be taken, then gets fail; immediate: discarded")
    void shutdown_items_takenOrDiscarded() {
        List<Integer> items = fill();
        queue.close();
        assertThat(queue.trySend(1)).isEqualTo(SendResult.CLOSED);
        assertThatThrownBy(() -> queue.send(1)).isInstanceOf(ChannelClosedException.class);
        for (int item : items) {
            assertThat(queue.tryReceive()).isEqualTo(item);
        }
        assertThatThrownBy(queue::receive).isInstanceOf(ChannelClosedException.class);
        assertThatThrownBy(queue::tryReceive).isInstanceOf(ChannelClosedException.class);
        Channel<Integer> other = kind.create();
        for (int item : items) {
            assertThat(other.trySend(item)).isEqualTo(SendResult.SENT);
        }
        assertThat(other.closeNow()).isEqualTo(items);
        assertThatThrownBy(other::receive).isInstanceOf(ChannelClosedException.class);
    }

    @Test
    @DisplayName("QU-12 shutdown may be repeated and escalated, and is never undone")
    void shutdown_repeatedAndEscalated_staysShut() {
        List<Integer> items = fill();
        queue.close();
        queue.close();
        assertThat(queue.closeNow()).isEqualTo(items);
        queue.close();
        assertThat(queue.closeNow()).isEmpty();
        assertThat(queue.isClosed()).isTrue();
        assertThat(queue.trySend(1)).isEqualTo(SendResult.CLOSED);
        assertThatThrownBy(queue::tryReceive).isInstanceOf(ChannelClosedException.class);
    }

    @Test
    @DisplayName("QU-15 a getter that is blocked already is woken by a shutdown")
    void shutdown_getterBlocked_fails() throws Exception {
        for (boolean immediate : new boolean[] {false, true}) {
            Channel<Integer> shut = kind.create();
            Running<Integer> getter = running(shut::receive);
            Running.until("it waits", () -> shut.stats().waitingReceivers() == 1);
            shutDown(shut, immediate);
            assertThat(getter.failure()).isInstanceOf(ChannelClosedException.class);
        }
    }

    @Test
    @DisplayName("QU-17 join is never ended by a graceful shutdown but by the last task done; an immediate one ends it")
    void shutdown_joiners_waitForTasksOrGo() throws Exception {
        if (kind.isRendezvous()) {
            return; // nothing to say of this kind
        }
        for (boolean immediate : new boolean[] {false, true}) {
            Channel<Integer> shut = kind.create();
            shut.send(1);
            Running<Boolean> joiner = running(() -> {
                shut.join();
                return true;
            });
            joiner.awaitParked();
            shutDown(shut, immediate);
            if (!immediate) {
                assertThat(shut.join(Duration.ZERO)).isFalse();
                shut.receive();
                assertThat(shut.join(Duration.ZERO)).isFalse();
                shut.taskDone();
            }
            joiner.result();
        }
    }

    @Test
    @DisplayName("QU-18 4 producers, 6 consumers, 65536 items, shutdown midway: all end; immediate leaves it empty")
    void shutdown_midwayOfStress_allEnd() throws Exception {
        for (boolean immediate : new boolean[] {false, true}) {
            int items = 65_536;
            int producers = kind.parties(4);
            Channel<Integer> shut = kind.create();
            AtomicIntegerArray times = new AtomicIntegerArray(items);
            List<Running<Integer>> putters = new ArrayList<>();
            for (int i = 0; i < producers; i++) {
                int first = i;
                putters.add(running(() -> {
                    int next = first;
                    try {
                        for (; next < items; next += producers) {
                            shut.send(next);
                        }
                    } catch (ChannelClosedException e) {
                        // from here on not accepted
                    }
                    return next;
                }));
            }
            List<Running<Boolean>> getters = new ArrayList<>();
            for (int i = 0; i < kind.parties(6); i++) {
                getters.add(running(() -> {
                    Throwable end = catchThrowable(() -> {
                        while (true) {
                            times.incrementAndGet(shut.receive());
                        }
                    });
                    return end instanceof ChannelClosedException;
                }));
            }
            Running.until("it is midway", () -> shut.stats().received() >= 2_000);
            shutDown(shut, immediate).forEach(times::incrementAndGet);
            for (Running<Boolean> getter : getters) {
                assertThat(getter.result()).as("ended by the shutdown").isTrue();
            }
            assertThat(shut.size()).isZero();
            assertThat(shut.isDrained()).isTrue();
            for (int i = 0; i < producers; i++) {
                int end = putters.get(i).result();
                for (int item = i; item < items; item += producers) {
                    assertThat(times.get(item)).as("item %d, accepted below %d", item, end)
                            .isEqualTo(item < end ? 1 : 0);
                }
            }
        }
    }

    // ---- queue.SimpleQueue

    @Test
    @DisplayName("SQ-01 unbounded: put never blocks, size and empty follow, get on empty at once or after its timeout")
    void unbounded_basics_hold() throws Exception {
        if (!kind.isUnbounded()) {
            return; // nothing to say of this kind
        }
        for (int item = 0; item < 10_000; item++) {
            assertThat(queue.size()).isEqualTo(item);
            assertThat(queue.send(item, Duration.ZERO)).isTrue();
        }
        for (int item = 0; item < 10_000; item++) {
            assertThat(queue.receive()).isEqualTo(item);
        }
        assertThat(queue.tryReceive()).isNull();
        Running<Boolean> getter = running(() -> queue.receive(SECOND) == null);
        expire(getter);
        assertThat(getter.result()).isTrue();
    }

    @Test
    @DisplayName("SQ-03 one producer and one consumer: the exact order")
    void order_oneToOne_kept() throws Exception {
        List<Integer> items = IntStream.range(0, 5_000).boxed().toList();
        Running<Integer> producer = running(() -> queue.sendAll(items));
        Running<List<Integer>> consumer = running(() -> {
            List<Integer> received = new ArrayList<>();
            while (received.size() < items.size()) {
                received.add(queue.receive());
            }
            return received;
        });
        assertThat(consumer.result()).isEqualTo(items);
        assertThat(producer.result()).isEqualTo(items.size());
    }

    @Test
    @DisplayName("SQ-04 50 producers, 50 consumers, 10000 items: each received once, blocking or polling")
    void manyThreads_eachItem_receivedOnce() throws Exception {
        for (boolean polling : new boolean[] {false, true}) {
            int items = 10_000;
            int threads = kind.parties(50);
            AtomicIntegerArray times = new AtomicIntegerArray(items);
            AtomicInteger next = new AtomicInteger();
            AtomicInteger received = new AtomicInteger();
            Channel<Integer> shared = kind.create();
            List<Running<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(running(() -> {
                    for (int item = next.getAndIncrement(); item < items; item = next.getAndIncrement()) {
                        shared.send(item);
                    }
                    return true;
                }));
                all.add(running(() -> {
                    while (received.getAndIncrement() < items) {
                        times.incrementAndGet(polling ? poll(shared) : shared.receive());
                    }
                    return true;
                }));
            }
            for (Running<Boolean> thread : all) {
                thread.result();
            }
            for (int item = 0; item < items; item++) {
                assertThat(times.get(item)).as("item %d", item).isEqualTo(1);
            }
            assertThat(shared.size()).isZero();
        }
    }

    @Test
    @DisplayName("SQ-06 the queue drops its reference to an item as soon as it leaves")
    void reference_itemLeft_dropped() throws Exception {
        if (kind.isRendezvous()) {
            return; // nothing to say of this kind
        }
        Channel<Object> channel = kind.create();
        List<WeakReference<Object>> left = new ArrayList<>();
        for (int i = 0; i < Math.min(kind.places(), 20); i++) {
            Object item = new Object();
            left.add(new WeakReference<>(item));
            assertThat(channel.trySend(item)).isEqualTo(SendResult.SENT);
        }
        for (int i = 0; i < left.size(); i++) {
            assertThat(i % 2 == 0 ? channel.receive() : channel.tryReceive()).isNotNull();
        }
        Running.until("received items are collected", () -> {
            System.gc();
            return left.stream().allMatch(item -> item.get() == null);
        });
        Object last = new Object();
        WeakReference<Object> taken = new WeakReference<>(last);
        channel.trySend(last);
        last = null;
        assertThat(channel.closeNow()).hasSize(1);
        Running.until("what closeNow() took is collected", () -> {
            System.gc();
            return taken.get() == null;
        });
        assertThat(channel.isDrained()).isTrue();
    }

    // ---- asyncio.Queue

    @Test
    @DisplayName("AQ-01 capacity 2: the third put waits, and goes on after one get")
    void send_thirdOfTwo_waits() throws Exception {
        if (kind.capacity() != 2) {
            return; // nothing to say of this kind
        }
        queue.send(1);
        queue.send(2);
        Running<Boolean> third = running(() -> send(3));
        untilSendersWait(1);
        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.receive()).isEqualTo(1);
        third.result();
        assertThat(queue.size()).isEqualTo(2);
    }

    @Test
    @DisplayName("AQ-02 trying on empty and on full says so at once; unbounded is never full")
    void try_emptyOrFull_saysSo() {
        assertThat(queue.tryReceive()).isNull();
        fill();
        assertThat(queue.trySend(-1)).isEqualTo(kind.isUnbounded() ? SendResult.SENT : SendResult.FULL);
    }

    @Test
    @DisplayName("AQ-03 a cancelled getter takes nothing: the item goes to the other")
    void receive_firstOfTwoInterrupted_itemGoesToTheOther() throws Exception {
        if (kind.oneToOne()) {
            return; // nothing to say of this kind
        }
        for (int round = 0; round < 50; round++) {
            Channel<Integer> shared = kind.create();
            Running<Integer> first = running(shared::receive);
            Running.until("the first waits", () -> shared.stats().waitingReceivers() == 1);
            Running<Integer> second = running(shared::receive);
            Running.until("both wait", () -> shared.stats().waitingReceivers() == 2);
            Running<Boolean> sender = running(() -> {
                shared.send(7);
                return true;
            });
            first.interrupt();
            sender.result();
            Throwable end = catchThrowable(first::result);
            if (end == null) { // the item was faster than the interrupt
                assertThat(first.result()).isEqualTo(7);
                second.interrupt();
                assertThat(second.failure()).isInstanceOf(InterruptedException.class);
            } else {
                assertThat(end.getCause()).isInstanceOf(InterruptedException.class);
                assertThat(second.result()).isEqualTo(7);
            }
        }
    }

    @Test
    @DisplayName("AQ-05 three readers, two items, one reader cancelled: the other two get both")
    void receive_oneOfThreeInterrupted_othersGetBoth() throws Exception {
        if (kind.oneToOne()) {
            return; // nothing to say of this kind
        }
        for (int cancelled = 0; cancelled < 3; cancelled++) {
            Channel<Integer> shared = kind.create();
            List<Running<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                readers.add(running(shared::receive));
                int waiting = i + 1;
                Running.until("readers wait", () -> shared.stats().waitingReceivers() == waiting);
            }
            Running<Integer> gone = readers.remove(cancelled);
            gone.interrupt();
            assertThat(gone.failure()).isInstanceOf(InterruptedException.class);
            shared.send(1);
            shared.send(2);
            assertThat(List.of(readers.get(0).result(), readers.get(1).result())).containsExactlyInAnyOrder(1, 2);
        }
    }

    @Test
    @DisplayName("AQ-08 join on an unused queue returns at once; too many task-dones are an argument error")
    void join_unused_returns() throws Exception {
        queue.join();
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("AQ-09 graceful shutdown: a blocked put fails, queued items can be taken, join waits for task-done")
    void shutdownGraceful_nonEmpty_drains() throws Exception {
        if (!kind.isBounded() || kind.isRendezvous()) {
            return; // nothing to say of this kind
        }
        List<Integer> items = fill();
        Running<Boolean> putter = running(() -> send(-1));
        untilSendersWait(1);
        Running<Boolean> joiner = running(() -> {
            queue.join();
            return true;
        });
        joiner.awaitParked();
        queue.close();
        assertThat(putter.failure()).isInstanceOf(ChannelClosedException.class);
        for (int item : items) {
            assertThat(queue.receive()).isEqualTo(item);
            assertThat(joiner.isDone()).isFalse();
            queue.taskDone();
        }
        joiner.result();
    }

    @Test
    @DisplayName("AQ-10 immediate shutdown: the queue is emptied, join completes, a further task-done is an error")
    void shutdownImmediate_nonEmpty_empties() throws Exception {
        if (kind.isRendezvous()) {
            return; // nothing to say of this kind
        }
        List<Integer> items = fill();
        Running<Boolean> joiner = running(() -> {
            queue.join();
            return true;
        });
        joiner.awaitParked();
        assertThat(queue.closeNow()).isEqualTo(items);
        joiner.result();
        assertThat(queue.size()).isZero();
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalArgumentException.class);
    }

    // ---- steps

    private <R> Running<R> running(Callable<R> body) {
        return Running.start(virtual, body);
    }

    private boolean send(int item) throws InterruptedException {
        queue.send(item);
        return true;
    }

    private static int poll(Channel<Integer> channel) {
        Integer item = channel.tryReceive();
        while (item == null) {
            Thread.yield();
            item = channel.tryReceive();
        }
        return item;
    }

    private List<Integer> fill() {
        for (int item = 0; item < kind.places(); item++) {
            assertThat(queue.trySend(item)).isEqualTo(SendResult.SENT);
        }
        return IntStream.range(0, kind.places()).boxed().toList();
    }

    private static List<Integer> shutDown(Channel<Integer> channel, boolean immediate) {
        if (immediate) {
            return channel.closeNow();
        }
        channel.close();
        return List.of();
    }

    /** Lets a timeout of a second pass. */
    private void expire(Running<?> waiting) {
        Running.until("it waits for the clock", () -> clock.sleepers() == 1);
        clock.advance(SECOND.minusNanos(1));
        Running.until("it waits for the clock again", () -> clock.sleepers() == 1);
        assertThat(waiting.isDone()).isFalse();
        clock.advance(Duration.ofNanos(1));
    }

    private void untilSendersWait(int count) {
        Running.until("senders wait: " + count, () -> queue.stats().waitingSenders() == count);
    }

    private void untilReceiversWait(int count) {
        Running.until("receivers wait: " + count, () -> queue.stats().waitingReceivers() == count);
    }
}
