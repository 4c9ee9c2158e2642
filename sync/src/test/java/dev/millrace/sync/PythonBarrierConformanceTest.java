package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Python's barriers promise, by the ids of the conformance list. There, a generation drains: parties leave one by one, and
 * who comes meanwhile is held back. Here all leave at once, and who comes is held back while the action runs (AS-09, AS-11,
 * AS-12).
 */
@ParameterizedClass(name = "virtual threads: {0}")
@ValueSource(booleans = {false, true})
@Timeout(120)
class PythonBarrierConformanceTest {

    private static final Duration SHORT = Duration.ofMillis(30);
    private static final int PARTIES = 5;

    private final boolean virtual;
    private final Barrier barrier = new Barrier(PARTIES);

    PythonBarrierConformanceTest(boolean virtual) {
        this.virtual = virtual;
    }

    @Test
    @DisplayName("BR-01 fewer than one party is an argument error")
    void create_noParties_refused() {
        for (int parties : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> new Barrier(parties)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("barrier: parties=" + parties + " (expected: >= 1)");
            assertThatThrownBy(() -> new Barrier(parties, () -> {})).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @DisplayName("BR-02 BR-03 in step: nobody passes before all have come, for 10 generations; then empty and whole")
    void await_tenGenerations_inStep() throws Exception {
        AtomicInteger came = new AtomicInteger();
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < PARTIES; i++) {
            threads.add(doing(() -> {
                for (int generation = 1; generation <= 10; generation++) {
                    came.incrementAndGet();
                    barrier.await();
                    assertThat(came.get()).isBetween(generation * PARTIES, (generation + 1) * PARTIES);
                }
            }));
        }
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
        assertThat(came.get()).isEqualTo(10 * PARTIES);
        assertThat(barrier.waiting()).isZero();
        assertThat(barrier.isBroken()).isFalse();
    }

    @Test
    @DisplayName("BR-05 the action runs once for each generation, by the last, before anybody passes")
    void await_action_runsOnceBeforeAll() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        List<Thread> runners = new CopyOnWriteArrayList<>();
        Barrier acting = new Barrier(3, () -> {
            runners.add(Thread.currentThread());
            runs.incrementAndGet();
        });
        List<Running<Boolean>> threads = new ArrayList<>();
        List<Thread> lasts = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 3; i++) {
            threads.add(doing(() -> {
                for (int generation = 1; generation <= 10; generation++) {
                    int index = acting.await();
                    assertThat(runs.get()).isBetween(generation, generation + 1);
                    if (index == 2) {
                        lasts.add(Thread.currentThread());
                    }
                }
            }));
        }
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
        assertThat(runs.get()).isEqualTo(10);
        assertThat(runners).hasSize(10).containsExactlyInAnyOrderElementsOf(lasts);
    }

    @Test
    @DisplayName("BR-06 abort fails who waits and who comes, until reset makes the barrier usable again")
    void abort_someWait_allFailUntilReset() throws Exception {
        List<Running<Integer>> threads = waiting(barrier, PARTIES - 1);
        barrier.abort();
        for (Running<Integer> thread : threads) {
            assertThat(thread.failure()).isInstanceOf(BrokenBarrierException.class);
        }
        assertThat(barrier.isBroken()).isTrue();
        assertThat(barrier.waiting()).isZero();
        assertThat(Running.start(virtual, () -> barrier.await()).failure()).isInstanceOf(BrokenBarrierException.class)
                .hasMessage("barrier: broken=true (expected: false); reset it");
        assertThat(Running.start(virtual, () -> barrier.await(Duration.ofDays(1))).failure())
                .isInstanceOf(BrokenBarrierException.class);
        barrier.abort();
        assertThat(barrier.isBroken()).isTrue();
        barrier.reset();
        passes(barrier);
    }

    @Test
    @DisplayName("BR-09 the timeout of the constructor is that of await; it takes at least that long, and breaks it")
    void await_timeoutOfTheBarrier_breaks() throws Exception {
        Barrier limited = new Barrier(3, null, SHORT);
        Running<Boolean> late = doing(() -> {
            long start = System.nanoTime();
            assertThat(catchThrowable(limited::await)).isInstanceOf(TimeoutException.class)
                    .hasMessage("barrier: waiting=1 (expected: 3 in time)");
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos()); // never early
        });
        late.result();
        assertThat(limited.isBroken()).isTrue();
        limited.reset();
        // a timeout of the call goes first
        Running<Integer> patient = Running.start(virtual, () -> limited.await(Duration.ofDays(1)));
        Running.until("it waits", () -> limited.waiting() == 1);
        assertThat(Running.start(virtual, () -> limited.await(SHORT)).failure()).isInstanceOf(TimeoutException.class);
        assertThat(patient.failure()).isInstanceOf(BrokenBarrierException.class);
    }

    @Test
    @DisplayName("BR-10 a barrier for one never waits, however often")
    void await_oneParty_passes() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Barrier single = new Barrier(1, runs::incrementAndGet);
        doing(() -> {
            for (int i = 0; i < 100; i++) {
                assertThat(single.await()).isZero();
                assertThat(single.await(Duration.ZERO)).isZero();
            }
        }).result();
        assertThat(runs.get()).isEqualTo(200);
        assertThat(single.isBroken()).isFalse();
    }

    @Test
    @DisplayName("AS-07 each party gets a number of its own; waiting counts up, then is 0; ours: in the order they came")
    void await_oneByOne_numberedInOrder() throws Exception {
        for (int generation = 0; generation < 3; generation++) {
            List<Running<Integer>> threads = waiting(barrier, PARTIES - 1);
            assertThat(Running.start(virtual, () -> barrier.await()).result()).isEqualTo(PARTIES - 1);
            for (int i = 0; i < PARTIES - 1; i++) {
                assertThat(threads.get(i).result()).isEqualTo(i);
            }
            assertThat(barrier.waiting()).isZero();
        }
    }

    @Test
    @DisplayName("AS-09 ours: who comes while the action runs belongs to the next generation")
    void await_whileTheActionRuns_waitsForTheNext() throws Exception {
        Acting acting = new Acting();
        List<Running<Integer>> first = acting.begin();
        List<Running<Integer>> next = acting.comeMeanwhile();
        acting.go.set();
        assertThat(List.of(first.get(0).result(), first.get(1).result())).containsExactly(0, 1);
        Running.until("one of the next has come", () -> acting.barrier.waiting() == 1);
        assertThat(next.getFirst().isDone()).isFalse();
        assertThat(Running.start(virtual, () -> acting.barrier.await()).result()).isEqualTo(1);
        assertThat(next.getFirst().result()).isZero();
        assertThat(acting.runs.get()).isEqualTo(2);
    }

    @Test
    @DisplayName("AS-10 reset fails all who wait and leaves the barrier usable; with nobody waiting it does nothing")
    void reset_someWait_failsThem() throws Exception {
        barrier.reset();
        assertThat(barrier.isBroken()).isFalse();
        List<Running<Integer>> threads = waiting(barrier, PARTIES - 1);
        barrier.reset();
        for (Running<Integer> thread : threads) {
            assertThat(thread.failure()).isInstanceOf(BrokenBarrierException.class);
        }
        assertThat(barrier.isBroken()).isFalse();
        assertThat(barrier.waiting()).isZero();
        passes(barrier);
    }

    @Test
    @DisplayName("AS-11 ours: reset while the action runs fails that generation, but nobody of the next")
    void reset_whileTheActionRuns_failsThisGenerationOnly() throws Exception {
        Acting acting = new Acting();
        List<Running<Integer>> first = acting.begin();
        List<Running<Integer>> next = acting.comeMeanwhile();
        acting.barrier.reset();
        Running.until("one of the next has come", () -> acting.barrier.waiting() == 1);
        assertThat(first.get(0).failure()).isInstanceOf(BrokenBarrierException.class);
        acting.go.set();
        assertThat(first.get(1).failure()).isInstanceOf(BrokenBarrierException.class);
        assertThat(acting.barrier.isBroken()).isFalse();
        assertThat(Running.start(virtual, () -> acting.barrier.await()).result()).isEqualTo(1);
        assertThat(next.getFirst().result()).isZero();
    }

    @Test
    @DisplayName("AS-12 ours: abort while the action runs fails this generation and who comes; broken until reset")
    void abort_whileTheActionRuns_failsAll() throws Exception {
        Acting acting = new Acting();
        List<Running<Integer>> first = acting.begin();
        List<Running<Integer>> next = acting.comeMeanwhile();
        acting.barrier.abort();
        assertThat(first.get(0).failure()).isInstanceOf(BrokenBarrierException.class);
        assertThat(next.getFirst().failure()).isInstanceOf(BrokenBarrierException.class);
        acting.go.set();
        assertThat(first.get(1).failure()).isInstanceOf(BrokenBarrierException.class);
        assertThat(acting.barrier.isBroken()).isTrue();
        acting.barrier.reset();
        passes(acting.barrier);
    }

    /** A barrier for two whose action waits until it may go. */
    private final class Acting {
        final Event go = new Event();
        final Event begun = new Event();
        final AtomicInteger runs = new AtomicInteger();
        final Barrier barrier = new Barrier(2, () -> {
            runs.incrementAndGet();
            begun.set();
            Running.until("it may go", go::isSet);
        });

        /** Both parties have come, and the action runs. */
        List<Running<Integer>> begin() throws Exception {
            List<Running<Integer>> threads = new ArrayList<>(waiting(barrier, 1));
            threads.add(Running.start(virtual, () -> barrier.await()));
            begun.await();
            return threads;
        }

        /** One more has come, and waits until it can belong to a generation. */
        List<Running<Integer>> comeMeanwhile() {
            Running<Integer> thread = Running.start(virtual, () -> barrier.await());
            thread.awaitParked();
            assertThat(barrier.waiting()).isZero();
            return List.of(thread);
        }
    }

    private void passes(Barrier whole) throws Exception {
        List<Running<Integer>> threads = waiting(whole, whole.parties() - 1);
        assertThat(Running.start(virtual, () -> whole.await()).result()).isEqualTo(whole.parties() - 1);
        for (Running<Integer> thread : threads) {
            thread.result();
        }
        assertThat(whole.isBroken()).isFalse();
    }

    /** Has so many come, one by one. */
    private List<Running<Integer>> waiting(Barrier whole, int count) {
        List<Running<Integer>> threads = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            threads.add(Running.start(virtual, () -> whole.await()));
            int came = i;
            Running.until("they wait: " + i, () -> whole.waiting() == came);
        }
        return threads;
    }

    private Running<Boolean> doing(Running.Steps steps) {
        return Running.doing(virtual, steps);
    }
}
