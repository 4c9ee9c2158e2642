package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** How barriers break and are mended, on both kinds of thread. */
@ParameterizedClass(name = "virtual threads: {0}")
@ValueSource(booleans = {false, true})
@Timeout(120)
class BarrierTest {

    private final boolean virtual;

    BarrierTest(boolean virtual) {
        this.virtual = virtual;
    }

    @Test
    void await_oneIsInterruptedWhileWaiting_breaksForAll() throws Exception {
        Barrier barrier = new Barrier(3);
        Running<Integer> other = come(barrier, 1);
        Running<Integer> timed = Running.start(virtual, () -> barrier.await(Duration.ofDays(1)));
        Running.until("both wait", () -> barrier.waiting() == 2);
        timed.interrupt();
        assertThat(timed.failure()).isInstanceOf(InterruptedException.class);
        assertThat(other.failure()).isInstanceOf(BrokenBarrierException.class);
        assertThat(barrier.isBroken()).isTrue();
    }

    @Test
    void await_interruptedOnEntry_breaksForAll() throws Exception {
        for (int waiting = 0; waiting < 3; waiting++) { // the last one, too
            Barrier barrier = new Barrier(3);
            List<Running<Integer>> others = new ArrayList<>();
            for (int i = 1; i <= waiting; i++) {
                others.add(come(barrier, i));
            }
            Running.doing(virtual, () -> {
                Thread.currentThread().interrupt();
                assertThat(catchThrowable(barrier::await)).isInstanceOf(InterruptedException.class);
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            }).result();
            for (Running<Integer> other : others) {
                assertThat(other.failure()).isInstanceOf(BrokenBarrierException.class);
            }
            assertThat(barrier.isBroken()).isTrue();
        }
    }

    @Test
    void await_interruptedOnEntryToABrokenOne_failsAndKeepsTheStatus() throws Exception {
        Barrier barrier = new Barrier(2);
        barrier.abort();
        Running.doing(virtual, () -> {
            Thread.currentThread().interrupt();
            assertThat(catchThrowable(barrier::await)).isInstanceOf(BrokenBarrierException.class);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        }).result();
    }

    @Test
    void await_oneIsLate_breaksForAll() throws Exception {
        Barrier barrier = new Barrier(3);
        Running<Integer> other = come(barrier, 1);
        assertThat(Running.start(virtual, () -> barrier.await(Duration.ZERO)).failure())
                .isInstanceOf(TimeoutException.class).hasMessage("barrier: waiting=2 (expected: 3 in time)");
        assertThat(other.failure()).isInstanceOf(BrokenBarrierException.class);
        assertThat(barrier.isBroken()).isTrue();
    }

    @Test
    void await_lastWithNoTime_passes() throws Exception {
        Barrier barrier = new Barrier(2);
        Running<Integer> other = come(barrier, 1);
        assertThat(Running.start(virtual, () -> barrier.await(Duration.ZERO)).result()).isEqualTo(1);
        assertThat(other.result()).isZero();
    }

    @Test
    void await_actionFails_breaksForAllAndIsThrownByTheLast() throws Exception {
        AtomicBoolean fails = new AtomicBoolean(true);
        for (Throwable burst : List.of(new IllegalStateException("burst"), new AssertionError("burst"))) {
            fails.set(true);
            Barrier barrier = new Barrier(2, () -> {
                if (fails.get()) {
                    switch (burst) {
                        case RuntimeException e -> throw e;
                        case Error e -> throw e;
                        default -> throw new AssertionError(burst);
                    }
                }
            });
            Running<Integer> other = come(barrier, 1);
            assertThat(Running.start(virtual, () -> barrier.await()).failure()).isSameAs(burst);
            assertThat(other.failure()).isInstanceOf(BrokenBarrierException.class);
            assertThat(barrier.isBroken()).isTrue();
            fails.set(false);
            barrier.reset();
            Running<Integer> next = come(barrier, 1);
            assertThat(Running.start(virtual, () -> barrier.await()).result()).isEqualTo(1);
            assertThat(next.result()).isZero();
        }
    }

    /** One whose action says that it has begun, and ends when it may. */
    private static Barrier acting(int parties, Event begun, Event go) {
        return new Barrier(parties, () -> {
            begun.set();
            Running.until("it may go", go::isSet);
        });
    }

    @Test
    void await_interruptedOrLateWhileTheActionRuns_passes() throws Exception {
        Event begun = new Event();
        Event go = new Event();
        Barrier barrier = acting(3, begun, go);
        Running<Boolean> interrupted = Running.start(virtual, () -> {
            barrier.await();
            return Thread.currentThread().isInterrupted();
        });
        Running.until("it waits", () -> barrier.waiting() == 1);
        Running<Integer> late = Running.start(virtual, () -> barrier.await(Duration.ofMillis(100)));
        Running.until("it waits, too", () -> barrier.waiting() == 2 || barrier.isBroken());
        Running<Integer> last = Running.start(virtual, () -> barrier.await());
        Running.until("the action runs", () -> begun.isSet() || barrier.isBroken());
        if (barrier.isBroken()) {
            return; // a machine so busy that the time was over before
        }
        interrupted.interrupt();
        long start = System.nanoTime();
        Running.until("the time is over", () -> System.nanoTime() - start > Duration.ofMillis(120).toNanos());
        Running.until("it rests, now without a time", () -> late.thread().getState() == Thread.State.WAITING);
        assertThat(interrupted.isDone()).isFalse();
        assertThat(late.isDone()).isFalse();
        go.set();
        assertThat(interrupted.result()).as("the status is kept").isTrue();
        assertThat(late.result()).isEqualTo(1);
        assertThat(last.result()).isEqualTo(2);
    }

    @Test
    void await_interruptedNewcomerWhileTheActionRuns_breaksTheNextGenerationOnly() throws Exception {
        Event begun = new Event();
        Event go = new Event();
        Barrier barrier = acting(2, begun, go);
        Running<Integer> first = come(barrier, 1);
        Running<Integer> last = Running.start(virtual, () -> barrier.await());
        begun.await();
        Running<Boolean> newcomer = Running.doing(virtual, () -> {
            Thread.currentThread().interrupt();
            assertThat(catchThrowable(barrier::await)).isInstanceOf(InterruptedException.class);
        });
        newcomer.result();
        assertThat(barrier.isBroken()).isTrue();
        go.set();
        assertThat(first.result()).isZero();
        assertThat(last.result()).isEqualTo(1);
        assertThat(barrier.isBroken()).isTrue();
        assertThat(catchThrowable(barrier::await)).isInstanceOf(BrokenBarrierException.class);
        barrier.reset();
        assertThat(barrier.isBroken()).isFalse();
    }

    @Test
    void await_lateNewcomerWhileTheActionRuns_breaksTheNextGenerationAtOnce() throws Exception {
        Event begun = new Event();
        Event go = new Event();
        Barrier barrier = acting(2, begun, go);
        Running<Integer> first = come(barrier, 1);
        Running<Integer> last = Running.start(virtual, () -> barrier.await());
        begun.await();
        Running<Integer> patient = Running.start(virtual, () -> barrier.await());
        Running.until("it waits for the next", () -> barrier.report().waiters().size() == 2);
        Running<Integer> late = Running.start(virtual, () -> barrier.await(Duration.ofMillis(1)));
        assertThat(late.failure()).isInstanceOf(TimeoutException.class)
                .hasMessage("barrier: waiting=0 (expected: 2 in time)");
        assertThat(patient.failure()).isInstanceOf(BrokenBarrierException.class);
        assertThat(catchThrowable(() -> barrier.await(Duration.ZERO))).isInstanceOf(BrokenBarrierException.class);
        go.set();
        assertThat(first.result()).isZero();
        assertThat(last.result()).isEqualTo(1);
        assertThat(barrier.isBroken()).isTrue();
    }

    @Test
    void reset_afterANewcomerGaveUpWhileTheActionRuns_isWhole() throws Exception {
        Event begun = new Event();
        Event go = new Event();
        Barrier barrier = acting(2, begun, go);
        Running<Integer> first = come(barrier, 1);
        Running<Integer> last = Running.start(virtual, () -> barrier.await());
        begun.await();
        assertThat(catchThrowable(() -> barrier.await(Duration.ZERO))).isInstanceOf(TimeoutException.class);
        barrier.reset();
        assertThat(barrier.isBroken()).isFalse();
        assertThat(first.failure()).isInstanceOf(BrokenBarrierException.class);
        go.set();
        assertThat(last.failure()).isInstanceOf(BrokenBarrierException.class);
        assertThat(barrier.isBroken()).isFalse();
    }

    @Test
    void await_byTheActionItself_isAnErrorAndBreaks() throws Exception {
        AtomicReference<Barrier> self = new AtomicReference<>();
        Barrier barrier = new Barrier(2, () -> {
            try {
                self.get().await(Duration.ofDays(1));
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new AssertionError(e);
            }
        });
        self.set(barrier);
        Running<Integer> first = come(barrier, 1);
        Running<Integer> last = Running.start(virtual, "last", () -> barrier.await());
        assertThat(last.failure()).isInstanceOf(IllegalStateException.class).hasMessage(
                "barrier: thread=last (expected: not the one that runs its action); wait before or after");
        assertThat(first.failure()).isInstanceOf(BrokenBarrierException.class);
    }

    @Test
    void reset_whileTheActionRuns_nextActionWaitsForItsEnd() throws Exception {
        AtomicInteger actions = new AtomicInteger();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Event go = new Event();
        Barrier barrier = new Barrier(1, () -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            if (actions.incrementAndGet() == 1) {
                Running.until("it may go", go::isSet);
            }
            atOnce.decrementAndGet();
        });
        Running<Integer> first = Running.start(virtual, () -> barrier.await());
        Running.until("it acts", () -> actions.get() == 1);
        barrier.reset();
        Running<Integer> second = Running.start(virtual, () -> barrier.await());
        second.awaitParked();
        assertThat(actions).hasValue(1);
        go.set();
        assertThat(first.failure()).isInstanceOf(BrokenBarrierException.class);
        assertThat(second.result()).isZero();
        assertThat(actions).hasValue(2);
        assertThat(most).hasValue(1);
    }

    @Test
    void reset_whileItsActionWaitsForTheOneBefore_isNotActedFor() throws Exception {
        AtomicInteger actions = new AtomicInteger();
        Event go = new Event();
        Barrier barrier = new Barrier(1, () -> {
            if (actions.incrementAndGet() == 1) {
                Running.until("it may go", go::isSet);
            }
        });
        Running<Integer> first = Running.start(virtual, () -> barrier.await());
        Running.until("it acts", () -> actions.get() == 1);
        barrier.reset();
        Running<Integer> second = Running.start(virtual, () -> barrier.await());
        second.awaitParked();
        barrier.reset();
        go.set();
        assertThat(first.failure()).isInstanceOf(BrokenBarrierException.class);
        assertThat(second.failure()).isInstanceOf(BrokenBarrierException.class);
        assertThat(actions).hasValue(1);
    }

    /** The barrier is there; what came after the first time that it was passed is not kept by that. */
    @Test
    void await_manyTimes_keepsNoGenerationForAnEarlierOne() throws Exception {
        List<WeakReference<Generation>> passed = new ArrayList<>();
        Barrier barrier = new Barrier(1);
        Generation first = barrier.generation();
        for (int i = 0; i < 3; i++) {
            barrier.await();
            passed.add(new WeakReference<>(barrier.generation()));
        }
        Running.until("all but the last are collected", () -> {
            System.gc();
            return passed.get(0).refersTo(null) && passed.get(1).refersTo(null);
        });
        assertThat(first.hasPassed()).isTrue();
        assertThat(passed.getLast().refersTo(barrier.generation())).isTrue();
    }

    @Test
    void abort_partiesThatAreOver_areForgotten() throws Exception {
        Barrier barrier = new Barrier(3);
        WeakReference<Object> kept = leftBy(virtual, () -> barrier.await(Duration.ofMillis(1)));
        assertThat(barrier.isBroken()).isTrue();
        assertForgotten(kept, barrier);
    }

    @Test
    void rlock_threadsThatAreOver_areForgotten() throws Exception {
        RLock lock = new RLock();
        lock.lock();
        Running<WeakReference<Object>> kept = Running.start(virtual, () -> leftBy(virtual, () -> {
            lock.lock();
            lock.unlock();
        }));
        Running.until("it waits", () -> lock.waiting() == 1);
        lock.unlock();
        assertForgotten(kept.result(), lock);
    }

    /** What only a thread that is over has known. */
    private static WeakReference<Object> leftBy(boolean virtual, Running.Steps steps) throws Exception {
        Object payload = new Object();
        WeakReference<Object> reference = new WeakReference<>(payload);
        Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
        builder.start(new Errand(payload, steps)).join();
        return reference;
    }

    private record Errand(Object payload, Running.Steps steps) implements Runnable {
        @Override
        public void run() {
            try {
                steps.run();
            } catch (Exception e) {
                assertThat(e).isInstanceOf(TimeoutException.class);
            }
        }
    }

    private static void assertForgotten(WeakReference<Object> kept, Object by) {
        Running.until("it is collected", () -> {
            System.gc();
            return kept.get() == null;
        });
        assertThat(by).isNotNull(); // and is still there itself
    }

    @Test
    void await_moreThreadsThanParties_areDividedIntoGenerations() throws Exception {
        AtomicInteger generations = new AtomicInteger();
        Barrier barrier = new Barrier(3, generations::incrementAndGet);
        List<Running<Integer>> threads = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            threads.add(Running.start(virtual, () -> barrier.await()));
        }
        int[] times = new int[3];
        for (Running<Integer> thread : threads) {
            times[thread.result()]++;
        }
        assertThat(times).containsExactly(10, 10, 10);
        assertThat(generations.get()).isEqualTo(10);
        assertThat(barrier.waiting()).isZero();
    }

    /** How a barrier for four breaks at which two wait, what of it is told to whom, and that only a reset mends it. */
    @Test
    void await_brokenInAnyWay_toldToAllWhoWaitOrComeUntilReset() throws Exception {
        AtomicBoolean fails = new AtomicBoolean();
        Barrier barrier = new Barrier(4, () -> {
            if (fails.get()) {
                throw new IllegalStateException("burst");
            }
        });
        List<Breaking> ways = List.of(
                new Breaking(InterruptedException.class, () -> {
                    Thread.currentThread().interrupt();
                    barrier.await();
                }),
                new Breaking(TimeoutException.class, () -> barrier.await(Duration.ZERO)),
                new Breaking(TimeoutException.class, () -> barrier.await(Duration.ofMillis(3))),
                new Breaking(IllegalStateException.class, () -> {
                    fails.set(true);
                    Running<Integer> third = come(barrier, 3);
                    try {
                        barrier.await();
                    } finally {
                        assertThat(third.failure()).isInstanceOf(BrokenBarrierException.class);
                        fails.set(false);
                    }
                }),
                new Breaking(BrokenBarrierException.class, () -> {
                    barrier.abort();
                    barrier.await();
                }));
        for (Breaking way : ways) {
            List<Running<Integer>> waiting = List.of(come(barrier, 1), come(barrier, 2));
            assertThat(Running.doing(virtual, way.steps()).failure()).isInstanceOf(way.told());
            for (Running<Integer> thread : waiting) {
                assertThat(thread.failure()).isInstanceOf(BrokenBarrierException.class);
            }
            assertThat(barrier.isBroken()).isTrue();
            assertThat(barrier.waiting()).isZero();
            for (Running.Steps late : List.<Running.Steps>of(barrier::await, () -> barrier.await(Duration.ZERO),
                    () -> barrier.await(Duration.ofDays(1)))) {
                for (int i = 0; i < 4; i++) { // as many as the parties are
                    assertThat(Running.doing(virtual, late).failure()).isInstanceOf(BrokenBarrierException.class);
                }
            }
            barrier.reset();
            assertThat(barrier.isBroken()).isFalse();
            List<Running<Integer>> whole = List.of(come(barrier, 1), come(barrier, 2), come(barrier, 3));
            assertThat(Running.start(virtual, () -> barrier.await()).result()).isEqualTo(3);
            for (int i = 0; i < 3; i++) {
                assertThat(whole.get(i).result()).isEqualTo(i);
            }
        }
    }

    private record Breaking(Class<? extends Throwable> told, Running.Steps steps) {}

    @Test
    void await_actionFailsAfterAReset_nextGenerationIsWhole() throws Exception {
        Event begun = new Event();
        Event go = new Event();
        AtomicBoolean fails = new AtomicBoolean(true);
        Barrier barrier = new Barrier(2, () -> {
            begun.set();
            Running.until("it may go", go::isSet);
            if (fails.getAndSet(false)) {
                throw new IllegalStateException("burst");
            }
        });
        Running<Integer> first = come(barrier, 1);
        Running<Integer> last = Running.start(virtual, () -> barrier.await());
        begun.await();
        barrier.reset();
        assertThat(first.failure()).isInstanceOf(BrokenBarrierException.class);
        Running<Integer> next = come(barrier, 1);
        go.set();
        assertThat(last.failure()).isInstanceOf(IllegalStateException.class).hasMessage("burst");
        assertThat(barrier.isBroken()).isFalse();
        assertThat(Running.start(virtual, () -> barrier.await()).result()).isEqualTo(1);
        assertThat(next.result()).isZero();
    }

    /** All have come, though the last one has not begun to let them go. */
    @Test
    void await_interruptedNewcomerWhenAllHaveCome_leavesThoseAlone() throws Exception {
        Barrier barrier = new Barrier(2);
        Generation complete = complete(barrier);
        Running.doing(virtual, () -> {
            Thread.currentThread().interrupt();
            assertThat(catchThrowable(barrier::await)).isInstanceOf(InterruptedException.class);
        }).result();
        assertThat(complete.isBroken()).isFalse();
        assertThat(complete.isBeforeABrokenOne()).isTrue();
    }

    /** It can break neither the one that is complete nor, as a late comer, the one that is known to follow; but that as its party. */
    @Test
    void await_newcomerInterruptedWhenTheNextIsDecided_givesUpThere() throws Exception {
        Barrier barrier = new Barrier(2);
        Generation complete = complete(barrier);
        Running<Integer> newcomer = Running.start(virtual, () -> barrier.await());
        Running.until("it waits for the next", () -> barrier.report().waiters().size() == 2);
        Generation next = complete.next();
        newcomer.interrupt();
        long start = System.nanoTime();
        Running.until("it has seen that", () -> System.nanoTime() - start > Duration.ofMillis(20).toNanos());
        assertThat(complete.trips() && complete.passes()).isTrue();
        assertThat(newcomer.failure()).isInstanceOf(InterruptedException.class);
        assertThat(next.isBroken()).isTrue();
        assertThat(barrier.generation()).isSameAs(next);
    }

    private static Generation complete(Barrier barrier) {
        Generation generation = barrier.generation();
        for (int i = 0; i < barrier.parties(); i++) {
            assertThat(generation.come(barrier.parties())).isEqualTo(i);
        }
        return generation;
    }

    /** It is told to come again, since the barrier is whole; to reset it would throw those out who have. */
    @Test
    void reset_whileOneWaits_tellsItThat() throws Exception {
        Barrier barrier = new Barrier(2);
        Running<Integer> waiter = come(barrier, 1);
        barrier.reset();
        assertThat(waiter.failure()).isInstanceOf(BrokenBarrierException.class)
                .hasMessage("barrier: reset=true (expected: false while threads wait); come again");
        assertThat(barrier.isBroken()).isFalse();
        Running<Integer> other = come(barrier, 1);
        barrier.abort();
        assertThat(other.failure()).hasMessage("barrier: broken=true (expected: false); reset it");
    }

    @Test
    void reset_broken_whole() throws Exception {
        Barrier barrier = new Barrier(2);
        barrier.abort();
        assertThat(barrier.isBroken()).isTrue();
        barrier.reset();
        assertThat(barrier.isBroken()).isFalse();
        Running<Integer> first = come(barrier, 1);
        assertThat(Running.start(virtual, () -> barrier.await()).result()).isEqualTo(1);
        assertThat(first.result()).isZero();
        barrier.reset(); // after a generation that has passed
        assertThat(barrier.isBroken()).isFalse();
    }

    @Test
    void abort_whileGenerationsPass_breaksWhateverIsCurrent() throws Exception {
        AtomicReference<Barrier> aborted = new AtomicReference<>();
        AtomicBoolean over = new AtomicBoolean();
        Running<Boolean> aborter = Running.doing(virtual, () -> {
            while (!over.get()) {
                Barrier barrier = aborted.get();
                if (barrier == null) {
                    Thread.yield();
                } else {
                    barrier.abort();
                    aborted.set(null);
                }
            }
        });
        try {
            for (int round = 0; round < 2_000; round++) {
                Barrier barrier = new Barrier(1);
                aborted.set(barrier);
                while (aborted.get() != null) {
                    awaitUnlessBroken(barrier);
                }
                assertThat(barrier.isBroken()).isTrue();
            }
        } finally {
            over.set(true);
        }
        aborter.result();
    }

    @Test
    void await_whatPartiesDidBefore_isSeenByTheActionAndBehind() throws Exception {
        int[] plain = new int[3];
        int[] sum = new int[1];
        Barrier barrier = new Barrier(3, () -> sum[0] = plain[0] + plain[1] + plain[2]);
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            threads.add(Running.doing(virtual, () -> {
                for (int round = 1; round <= 200; round++) {
                    plain[number] = round;
                    barrier.await();
                    assertThat(sum[0]).isEqualTo(3 * round);
                    barrier.await();
                }
            }));
        }
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
    }

    @Test
    void create_argumentsOutOfRange_refused() {
        assertThatThrownBy(() -> new Barrier(2, null, Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("barrier: timeout=PT-0.000000001S (expected: >= 0)");
        Barrier barrier = new Barrier(2, null, Duration.ZERO);
        assertThat(catchThrowable(barrier::await)).isInstanceOf(TimeoutException.class);
    }

    private static void awaitUnlessBroken(Barrier barrier) throws Exception {
        try {
            barrier.await();
        } catch (BrokenBarrierException e) {
            Thread.onSpinWait(); // aborted, and about to be checked
        }
    }

    private Running<Integer> come(Barrier barrier, int count) {
        Running<Integer> thread = Running.start(virtual, () -> barrier.await());
        Running.until("so many have come", () -> barrier.waiting() == count);
        return thread;
    }
}
