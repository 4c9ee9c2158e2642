package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What Python promises of one kind of semaphore and not of the other, by the ids of the conformance list. */
@Timeout(120)
class PythonSemaphoreKindsConformanceTest {

    static Stream<Arguments> plain() {
        return SemaphoreKind.onBothThreads(kind -> !kind.bounded());
    }

    static Stream<Arguments> bounded() {
        return SemaphoreKind.onBothThreads(SemaphoreKind::bounded);
    }

    static Stream<Arguments> fair() {
        return SemaphoreKind.onBothThreads(SemaphoreKind::fair);
    }

    @ParameterizedTest(name = "{0}, virtual threads: {1}")
    @MethodSource("plain")
    @DisplayName("SM-08 a plain one: releasing what was not acquired raises the number above the first")
    void release_notAcquired_raises(SemaphoreKind kind, boolean virtual) throws Exception {
        Running.doing(virtual, () -> {
            Semaphore semaphore = kind.create(1);
            semaphore.release();
            semaphore.release(3);
            assertThat(semaphore.available()).isEqualTo(5);
            assertThat(semaphore.tryAcquire(5)).isTrue();
        }).result();
    }

    @ParameterizedTest(name = "{0}, virtual threads: {1}")
    @MethodSource("bounded")
    @DisplayName("SM-09 AS-01 a bounded one: releasing above the first number is an error; ours: IllegalStateException")
    void release_aboveTheBound_refused(SemaphoreKind kind, boolean virtual) throws Exception {
        Running.doing(virtual, () -> {
            Semaphore semaphore = kind.create(3);
            assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class)
                    .hasMessage("semaphore: permits=3, released=1 (expected: no more than 3 together); "
                            + "release only what was acquired");
            assertThat(semaphore.tryAcquire(2)).isTrue();
            assertThatThrownBy(() -> semaphore.release(3)).isInstanceOf(IllegalStateException.class);
            assertThat(semaphore.available()).isEqualTo(1);
            semaphore.release(2);
            assertThat(semaphore.available()).isEqualTo(3);
            assertThatThrownBy(kind.create(0)::release).isInstanceOf(IllegalStateException.class);
        }).result();
    }

    @ParameterizedTest(name = "{0}, virtual threads: {1}")
    @MethodSource("fair")
    @DisplayName("AS-02 strictly first come, first served: three that acquire and release by turns go round in order")
    void acquire_threeByTurns_goRound(SemaphoreKind kind, boolean virtual) throws Exception {
        int rounds = 20;
        Semaphore semaphore = kind.create(1);
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<Integer> expected = new ArrayList<>();
        List<Running<Boolean>> threads = new ArrayList<>();
        semaphore.acquire();
        for (int i = 0; i < 3; i++) {
            int number = i;
            threads.add(Running.doing(virtual, () -> {
                for (int round = 1; round <= rounds; round++) {
                    semaphore.acquire();
                    order.add(number);
                    if (round < rounds) {
                        Running.until("both others wait", () -> semaphore.waiting() == 2);
                    }
                    semaphore.release();
                }
            }));
            Running.until("it waits", () -> semaphore.waiting() == number + 1);
        }
        semaphore.release();
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
        for (int round = 0; round < rounds; round++) {
            expected.addAll(List.of(0, 1, 2));
        }
        assertThat(order).isEqualTo(expected);
    }
}
