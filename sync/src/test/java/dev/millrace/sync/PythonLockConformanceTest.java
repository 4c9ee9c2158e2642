package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Python's locks promise, by the ids of the conformance list. A condition is a lock, too, so it passes all that its lock
 * does (CV-10). What holds for reentrant ones alone, or for the others, stands in
 * {@link PythonReentryConformanceTest}.
 */
@ParameterizedClass(name = "{0}, virtual threads: {1}")
@MethodSource("dev.millrace.sync.LockKind#onBothThreads")
@Timeout(120)
class PythonLockConformanceTest {

    private static final Duration SHORT = Duration.ofMillis(30);

    private final boolean virtual;
    private final Lockable lock;

    PythonLockConformanceTest(LockKind kind, boolean virtual) {
        this.virtual = virtual;
        this.lock = kind.create();
    }

    @Test
    @DisplayName("LK-01 locking and unlocking leaves the lock free; trying a free lock is true at once")
    void lock_unlocked_isFree() throws Exception {
        doing(() -> {
            assertThat(lock.isLocked()).isFalse();
            assertThat(lock.tryLock()).isTrue();
            assertThat(lock.isLocked()).isTrue();
            lock.unlock();
            assertThat(lock.isLocked()).isFalse();
            lock.lock();
            lock.unlock();
            lock.lockUninterruptibly();
            lock.unlock();
            assertThat(lock.isLocked()).isFalse();
        }).result();
        assertThat(lock.tryLock()).isTrue();
    }

    @Test
    @DisplayName("LK-02 trying from a second thread while it is held is false, without waiting")
    void tryLock_heldByAnother_false() throws Exception {
        lock.lock();
        assertThat(Running.start(virtual, lock::tryLock).result()).isFalse();
        assertThat(Running.start(virtual, () -> lock.tryLock(Duration.ZERO)).result()).isFalse();
        lock.unlock();
        assertThat(Running.start(virtual, lock::tryLock).result()).isTrue();
    }

    @Test
    @DisplayName("LK-03 of 5 threads none gets in while it is held; one unlock lets all 5 through, one after another")
    void unlock_fiveWait_allGetInByTurns() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger through = new AtomicInteger();
        lock.lock();
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            threads.add(doing(() -> {
                lock.lock();
                assertThat(inside.incrementAndGet()).isEqualTo(1);
                Thread.yield();
                assertThat(inside.decrementAndGet()).isZero();
                through.incrementAndGet();
                lock.unlock();
            }));
        }
        untilWaiting(5);
        assertThat(through.get()).isZero();
        lock.unlock();
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
        assertThat(through.get()).isEqualTo(5);
        assertThat(lock.isLocked()).isFalse();
        assertThat(lock.waiting()).isZero();
    }

    @Test
    @DisplayName("LK-06 a negative timeout is an argument error, also for 'forever'; ours: none is too long")
    void tryLock_timeoutOutOfRange_refusedOrForever() throws Exception {
        assertThatThrownBy(() -> lock.tryLock(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> lock.tryLock(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(lock.isLocked()).isFalse();
        assertThat(lock.tryLock(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
        Running<Boolean> waiting = Running.start(virtual, () -> lock.tryLock(Duration.ofSeconds(Long.MAX_VALUE)));
        untilWaiting(1);
        lock.unlock();
        assertThat(waiting.result()).isTrue();
    }

    @Test
    @DisplayName("LK-07 locking with a timeout: a free lock at once, a held one not before the time is over")
    void tryLock_withTimeout_trueIfFreeFalseIfLate() throws Exception {
        assertThat(lock.tryLock(Duration.ofDays(1))).isTrue();
        assertThat(Running.start(virtual, () -> {
            long start = System.nanoTime();
            boolean locked = lock.tryLock(SHORT);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos()); // it is never early
            return locked;
        }).result()).isFalse();
        assertThat(lock.waiting()).isZero();
        lock.unlock();
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    @DisplayName("LK-11 unlocking an unheld lock is a state error: IllegalMonitorStateException")
    void unlock_notHeld_refused() throws Exception {
        doing(() -> {
            assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageContaining("lock it first");
            assertThat(lock.tryLock()).isTrue();
        }).result();
    }

    @Test
    @DisplayName("AL-01 those who wait get the lock first come, first served, one for each unlock")
    void unlock_severalWait_firstComeFirstServed() throws Exception {
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<Running<Boolean>> threads = new ArrayList<>();
        lock.lock();
        for (int i = 0; i < 6; i++) {
            int number = i;
            threads.add(doing(() -> {
                lock.lock();
                order.add(number);
                lock.unlock();
            }));
            untilWaiting(i + 1);
        }
        lock.unlock();
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
        assertThat(order).isEqualTo(IntStream.range(0, 6).boxed().toList());
    }

    @Test
    @DisplayName("AL-02 a cancelled waiter ends with InterruptedException and leaves the line")
    void lock_interruptedWhileWaiting_leaves() throws Exception {
        lock.lock();
        for (boolean timed : new boolean[] {false, true}) {
            Running<Boolean> waiter = Running.start(virtual, () -> {
                Throwable end = catchThrowable(() -> lock(timed));
                assertThat(end).isInstanceOf(InterruptedException.class);
                return Thread.currentThread().isInterrupted();
            });
            untilWaiting(1);
            waiter.interrupt();
            assertThat(waiter.result()).as("the status is cleared").isFalse();
            assertThat(lock.waiting()).isZero();
        }
        lock.unlock();
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    @DisplayName("AL-05 a waiter cancelled after it was woken passes the wake-up on to the next")
    void lock_interruptedWhenWoken_nextGetsIn() throws Exception {
        for (int round = 0; round < 100; round++) {
            boolean interruptFirst = round % 2 == 0;
            lock.lock();
            Running<Boolean> first = doing(this::lockAndUnlock);
            untilWaiting(1);
            Running<Boolean> second = doing(this::lockAndUnlock);
            untilWaiting(2);
            if (interruptFirst) {
                first.interrupt();
            }
            lock.unlock();
            first.interrupt();
            Throwable end = catchThrowable(first::result);
            if (end != null) { // else the lock was faster than the interrupt
                assertThat(end.getCause()).isInstanceOf(InterruptedException.class);
            }
            second.result();
            assertThat(lock.isLocked()).isFalse();
        }
    }

    @Test
    @DisplayName("AL-06 unlocking an unheld lock is a state error; a scope frees it at its end, failed or not")
    void hold_endOfScope_isFree() throws Exception {
        doing(() -> {
            assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
            try (var _ = lock.hold()) {
                assertThat(lock.isLocked()).isTrue();
            }
            assertThat(lock.isLocked()).isFalse();
            assertThatThrownBy(() -> {
                try (var _ = lock.hold()) {
                    throw new IllegalStateException("burst");
                }
            }).hasMessage("burst");
            assertThat(lock.isLocked()).isFalse();
        }).result();
    }

    private void lock(boolean timed) throws InterruptedException {
        if (timed) {
            assertThat(lock.tryLock(Duration.ofDays(1))).isTrue();
        } else {
            lock.lock();
        }
    }

    private void lockAndUnlock() throws InterruptedException {
        lock.lock();
        lock.unlock();
    }

    private Running<Boolean> doing(Running.Steps steps) {
        return Running.doing(virtual, steps);
    }

    private void untilWaiting(int count) {
        Running.until("they wait: " + count, () -> lock.waiting() == count);
    }

    @Test
    @DisplayName("AL-07 differs: threads belong to no event loop, so any two contend, also of different kinds")
    void lock_contendedByBothKindsOfThread_isGrantedInTurn() throws Exception {
        lock.lock();
        Running<Boolean> platform = Running.doing(false, () -> lock.hold().close());
        Running<Boolean> virtualOne = Running.doing(true, () -> lock.hold().close());
        Running.until("both wait", () -> lock.waiting() == 2);
        lock.unlock();
        assertThat(platform.result()).isTrue();
        assertThat(virtualOne.result()).isTrue();
        assertThat(lock.isLocked()).isFalse();
    }
}
