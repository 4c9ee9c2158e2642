package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What Python's semaphores promise, by the ids of the conformance list. */
@ParameterizedClass(name = "{0}, virtual threads: {1}")
@MethodSource("dev.millrace.sync.SemaphoreKind#onBothThreads")
@Timeout(120)
class PythonSemaphoreConformanceTest {

    private static final Duration SHORT = Duration.ofMillis(30);

    private final SemaphoreKind kind;
    private final boolean virtual;

    PythonSemaphoreConformanceTest(SemaphoreKind kind, boolean virtual) {
        this.kind = kind;
        this.virtual = virtual;
    }

    @Test
    @DisplayName("SM-01 one permit if nothing is said; a negative number is an argument error")
    void create_noNumberOrNegative_oneOrRefused() {
        Semaphore one = kind.bounded() ? new BoundedSemaphore() : new Semaphore();
        assertThat(one.available()).isEqualTo(1);
        assertThat(one.tryAcquire()).isTrue();
        assertThat(one.tryAcquire()).isFalse();
        for (int negative : new int[] {-1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> kind.create(negative)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("semaphore: permits=" + negative + " (expected: >= 0)");
        }
    }

    @Test
    @DisplayName("SM-02 7 permits, 10 threads: each phase lets through exactly as many as there are permits")
    void acquire_tenThreads_asManyAsPermits() throws Exception {
        Semaphore semaphore = kind.create(7);
        AtomicInteger granted = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            threads.add(Running.doing(virtual, () -> {
                for (int turn = 0; turn < 2; turn++) {
                    semaphore.acquire();
                    granted.incrementAndGet();
                }
                ended.incrementAndGet();
            }));
        }
        int expected = 7;
        for (int released : new int[] {0, 6, 1, 5, 1}) {
            if (released > 0) {
                semaphore.release(released);
                expected += released;
            }
            int all = expected;
            Running.until("the phase is over", () -> granted.get() == all && ended.get() + semaphore.waiting() == 10);
            assertThat(semaphore.available()).isZero();
            assertThat(granted.get()).isEqualTo(all);
        }
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
    }

    @Test
    @DisplayName("SM-03 release(n) hands out n permits at once and wakes up to n who wait")
    void release_several_wakesAsMany() throws Exception {
        Semaphore semaphore = drained(5);
        AtomicInteger through = new AtomicInteger();
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            threads.add(Running.doing(virtual, () -> {
                semaphore.acquire();
                through.incrementAndGet();
            }));
        }
        untilWaiting(semaphore, 5);
        semaphore.release(3);
        Running.until("three are through", () -> through.get() == 3 && semaphore.waiting() == 2);
        assertThat(semaphore.available()).isZero();
        semaphore.release(4);
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
        assertThat(semaphore.available()).isEqualTo(2);
    }

    @Test
    @DisplayName("SM-06 trying is false at zero; with a timeout true while permits last, then false, not before its time")
    void tryAcquire_untilZero_trueThenFalse() throws Exception {
        Semaphore semaphore = kind.create(4);
        assertThat(semaphore.tryAcquire()).isTrue();
        assertThat(semaphore.tryAcquire(2)).isTrue();
        assertThat(semaphore.tryAcquire(2)).isFalse();
        assertThat(semaphore.tryAcquire(Duration.ofDays(1))).isTrue();
        assertThat(semaphore.tryAcquire()).isFalse();
        assertThat(Running.start(virtual, () -> semaphore.tryAcquire(Duration.ZERO)).result()).isFalse();
        assertThat(Running.start(virtual, () -> {
            long start = System.nanoTime();
            boolean acquired = semaphore.tryAcquire(SHORT);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos()); // never early
            return acquired;
        }).result()).isFalse();
        assertThat(semaphore.available()).isZero();
        assertThat(semaphore.waiting()).isZero();
        Running<Boolean> waiting = Running.start(virtual, () -> semaphore.tryAcquire(Duration.ofDays(1)));
        untilWaiting(semaphore, 1);
        semaphore.release();
        assertThat(waiting.result()).isTrue();
    }

    @Test
    @DisplayName("SM-11 10 threads through a limit of 3: never more than 3 inside, the number never negative")
    void acquire_limitOfThree_neverMoreInside() throws Exception {
        Semaphore semaphore = kind.create(3);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            threads.add(Running.doing(virtual, () -> {
                for (int turn = 0; turn < 50; turn++) {
                    try (var _ = semaphore.hold()) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        assertThat(semaphore.available()).isBetween(0, 2);
                        Thread.yield();
                        inside.decrementAndGet();
                    }
                }
            }));
        }
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
        assertThat(most.get()).isBetween(1, 3);
        assertThat(semaphore.available()).isEqualTo(3);
    }

    @Test
    @DisplayName("AS-01 no permits at first is legal: nothing can be acquired before a release")
    void create_zero_nothingBeforeARelease() throws Exception {
        Semaphore semaphore = kind.create(0);
        assertThat(semaphore.available()).isZero();
        assertThat(semaphore.tryAcquire()).isFalse();
        Running<Boolean> waiting = Running.doing(virtual, semaphore::acquire);
        untilWaiting(semaphore, 1);
        if (kind.bounded()) { // nobody can ever release
            waiting.interrupt();
            assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
        } else {
            semaphore.release();
            waiting.result();
        }
    }

    @Test
    @DisplayName("AS-04 a cancelled first in line is passed over; two releases serve the next two in order")
    void release_firstInterrupted_servesTheNext() throws Exception {
        Semaphore semaphore = drained(3);
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            threads.add(Running.doing(virtual, semaphore::acquire));
            untilWaiting(semaphore, i + 1);
        }
        threads.getFirst().interrupt();
        assertThat(threads.getFirst().failure()).isInstanceOf(InterruptedException.class);
        assertThat(semaphore.waiting()).isEqualTo(2);
        semaphore.release();
        threads.get(1).result();
        assertThat(threads.get(2).isDone()).isFalse();
        assertThat(semaphore.available()).isZero();
        semaphore.release();
        threads.get(2).result();
    }

    @Test
    @DisplayName("AS-04 one that is cancelled as it is woken leaves its permit to the next")
    void release_firstInterruptedWhenWoken_nextGetsIt() throws Exception {
        Semaphore semaphore = drained(1);
        for (int round = 0; round < 50; round++) {
            Running<Boolean> first = Running.doing(virtual, () -> {
                semaphore.acquire();
                semaphore.release();
            });
            untilWaiting(semaphore, 1);
            Running<Boolean> second = Running.doing(virtual, semaphore::acquire);
            untilWaiting(semaphore, 2);
            Running<Boolean> releaser = Running.doing(virtual, semaphore::release);
            first.interrupt();
            releaser.result();
            second.result(); // the first took and gave it back, or left it
            Running.until("the first has ended", first::isDone);
            assertThat(semaphore.available()).isZero();
        }
    }

    private Semaphore drained(int permits) {
        Semaphore semaphore = kind.create(permits);
        assertThat(semaphore.tryAcquire(permits)).isTrue();
        return semaphore;
    }

    private static void untilWaiting(Semaphore semaphore, int count) {
        Running.until("they wait: " + count, () -> semaphore.waiting() == count);
    }
}
