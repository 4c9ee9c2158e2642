package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests for several permits at once, on both kinds of thread. */
@ParameterizedClass(name = "{0}, virtual threads: {1}")
@MethodSource("dev.millrace.sync.SemaphoreKind#onBothThreads")
@Timeout(120)
class SemaphoreTest {

    private static final Duration LONG = Duration.ofDays(1);

    private final SemaphoreKind kind;
    private final boolean virtual;
    private final Semaphore semaphore;

    SemaphoreTest(SemaphoreKind kind, boolean virtual) {
        this.kind = kind;
        this.virtual = virtual;
        this.semaphore = kind.create(5);
    }

    /** The ways to take three, and wait for them. */
    private List<Running.Steps> takeThree() {
        return List.of(
                () -> semaphore.acquire(3),
                () -> semaphore.acquireUninterruptibly(3),
                () -> assertThat(semaphore.tryAcquire(3, LONG)).isTrue());
    }

    @Test
    void acquire_several_allAtOnceOrNone() throws Exception {
        for (Running.Steps take : takeThree()) {
            semaphore.acquire(4);
            Running<Boolean> waiter = Running.doing(virtual, take);
            untilWaiting(1);
            waiter.awaitParked();
            assertThat(semaphore.available()).as("it takes none before it can have all").isEqualTo(1);
            semaphore.release();
            waiter.awaitParked();
            assertThat(semaphore.available()).isEqualTo(2);
            assertThat(waiter.isDone()).isFalse();
            semaphore.release();
            waiter.result();
            assertThat(semaphore.available()).isZero();
            semaphore.release(5);
        }
        takeThree().getFirst().run();
        assertThat(semaphore.available()).isEqualTo(2);
    }

    @Test
    void acquire_severalInterruptedOrLate_leavesAllToOthers() throws Exception {
        semaphore.acquire(3);
        Running<Boolean> interrupted = Running.doing(virtual, () -> semaphore.acquire(3));
        untilWaiting(1);
        interrupted.interrupt();
        assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
        assertThat(semaphore.available()).isEqualTo(2);
        for (Duration timeout : List.of(Duration.ZERO, Duration.ofMillis(3))) {
            assertThat(Running.start(virtual, () -> semaphore.tryAcquire(3, timeout)).result()).isFalse();
            assertThat(semaphore.available()).isEqualTo(2);
        }
        assertThat(semaphore.waiting()).isZero();
        assertThat(semaphore.tryAcquire(2)).isTrue();
    }

    @Test
    void tryAcquire_all_leavesNone() throws Exception {
        semaphore.acquire();
        assertThat(semaphore.tryAcquire(5)).isFalse();
        assertThat(semaphore.available()).isEqualTo(4);
        assertThat(semaphore.tryAcquire(semaphore.available())).isTrue();
        assertThat(semaphore.available()).isZero();
        assertThat(semaphore.tryAcquire()).isFalse();
        semaphore.release(5);
        assertThat(semaphore.available()).isEqualTo(5);
    }

    @Test
    void acquire_moreThanThereAre_waitsAndCanBeEnded() throws Exception {
        semaphore.acquire();
        assertThat(semaphore.tryAcquire(5)).isFalse();
        assertThat(semaphore.tryAcquire(5, Duration.ofMillis(2))).isFalse();
        Running<Boolean> waiter = Running.doing(virtual,
                () -> assertThat(catchThrowable(() -> semaphore.acquire(5))).isInstanceOf(InterruptedException.class));
        untilWaiting(1);
        waiter.interrupt();
        waiter.result();
        assertThat(semaphore.available()).isEqualTo(4);
    }

    @Test
    void release_byAnother_servesTheLargeOneFirstInLineFirst() throws Exception {
        semaphore.acquire(5);
        Running<Boolean> large = Running.doing(virtual, () -> semaphore.acquire(4));
        untilWaiting(1);
        List<Running<Boolean>> small = new ArrayList<>();
        for (int i = 2; i <= 3; i++) {
            small.add(Running.doing(virtual, semaphore::acquire));
            untilWaiting(i);
        }
        for (int available = 1; available < 4; available++) {
            Running.doing(virtual, semaphore::release).result();
            assertThat(semaphore.available()).isEqualTo(available);
            assertThat(large.isDone()).isFalse();
            assertThat(small).noneMatch(Running::isDone);
        }
        semaphore.release();
        large.result();
        assertThat(semaphore.available()).isZero();
        assertThat(small).noneMatch(Running::isDone);
        semaphore.release(2);
        for (Running<Boolean> thread : small) {
            thread.result();
        }
        assertThat(semaphore.available()).isZero();
    }

    @Test
    void tryAcquire_timedAndOthersWait_standsBehindThemIfFair() throws Exception {
        semaphore.acquire(3);
        Running<Boolean> large = Running.doing(virtual, () -> semaphore.acquire(4));
        untilWaiting(1);
        assertThat(Running.start(virtual, () -> semaphore.tryAcquire(2, Duration.ofMillis(2))).result())
                .isEqualTo(!kind.fair());
        assertThat(semaphore.available()).isEqualTo(kind.fair() ? 2 : 0);
        assertThat(semaphore.tryAcquire(2)).as("a try never looks at who waits").isEqualTo(kind.fair());
        semaphore.release(5);
        large.result();
        assertThat(semaphore.available()).isEqualTo(1);
    }

    private void untilWaiting(int count) {
        Running.until("they wait: " + count, () -> semaphore.waiting() == count);
    }
}
