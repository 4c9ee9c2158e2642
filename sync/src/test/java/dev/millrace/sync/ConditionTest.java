package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What conditions do with the depth of their lock, with interrupts and with other conditions, on both kinds of thread. */
@ParameterizedClass(name = "virtual threads: {0}")
@ValueSource(booleans = {false, true})
@Timeout(120)
class ConditionTest {

    private static final Duration LONG = Duration.ofDays(1);

    private final boolean virtual;
    private final RLock lock = new RLock();
    private final Condition condition = lock.newCondition();

    ConditionTest(boolean virtual) {
        this.virtual = virtual;
    }

    /** The ways to wait, each of which ends by a signal. */
    private List<Running.Steps> waits() {
        return List.of(
                condition::await,
                () -> assertThat(condition.await(LONG)).isTrue(),
                () -> condition.awaitUntil(notAtFirst()),
                () -> assertThat(condition.awaitUntil(notAtFirst(), LONG)).isTrue(),
                condition::awaitUninterruptibly);
    }

    private static BooleanSupplier notAtFirst() {
        AtomicInteger asked = new AtomicInteger();
        return () -> asked.incrementAndGet() > 1;
    }

    @Test
    void await_lockedSeveralTimes_unlocksAndGivesBackTheDepth() throws Exception {
        for (Running.Steps wait : waits()) {
            Running<Boolean> thread = lockedThreeTimes(wait);
            untilAwaiting(1); // so it has unlocked
            signalAll();
            thread.result();
            assertThat(lock.isLocked()).isFalse();
        }
    }

    @Test
    void await_late_givesBackTheDepth() throws Exception {
        lockedThreeTimes(() -> assertThat(condition.await(Duration.ZERO)).isFalse()).result();
        lockedThreeTimes(() -> assertThat(condition.await(Duration.ofMillis(5))).isFalse()).result();
        lockedThreeTimes(() -> assertThat(condition.awaitUntil(() -> false, Duration.ofMillis(5))).isFalse()).result();
        assertThat(lock.isLocked()).isFalse();
        assertThat(condition.awaiting()).isZero();
    }

    @Test
    void await_interrupted_givesBackTheDepth() throws Exception {
        List<Running.Steps> interruptible = waits().subList(0, 4);
        for (Running.Steps wait : interruptible) {
            Running<Boolean> thread = lockedThreeTimes(() -> {
                assertThat(catchThrowable(wait::run)).isInstanceOf(InterruptedException.class);
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            });
            untilAwaiting(1);
            thread.interrupt();
            thread.result();
            assertThat(condition.awaiting()).isZero();
        }
        assertThat(lock.isLocked()).isFalse();
    }

    /** The second interrupt comes while it locks again. */
    @Test
    void await_interruptedTwice_isToldOnce() throws Exception {
        Running<Boolean> thread = Running.doing(virtual, () -> {
            lock.lock();
            assertThat(catchThrowable(condition::await)).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            lock.unlock();
        });
        untilAwaiting(1);
        lock.lock();
        thread.interrupt();
        Running.until("it wants to lock", () -> lock.waiting() == 1);
        thread.interrupt();
        lock.unlock();
        thread.result();
    }

    @Test
    void await_interruptedOnEntry_throwsWithoutUnlocking() throws Exception {
        for (Running.Steps wait : List.<Running.Steps>of(condition::await, () -> condition.await(LONG),
                () -> condition.await(Duration.ZERO), () -> condition.awaitUntil(() -> false),
                () -> condition.awaitUntil(() -> false, LONG))) {
            lockedThreeTimes(() -> {
                Running<Boolean> other = Running.start(virtual, () -> lock.tryLock(LONG));
                Running.until("another waits", () -> lock.waiting() == 1);
                Thread.currentThread().interrupt();
                assertThat(catchThrowable(wait::run)).isInstanceOf(InterruptedException.class);
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                assertThat(other.isDone()).isFalse();
                assertThat(lock.waiting()).isEqualTo(1);
                other.interrupt();
                assertThat(other.failure()).isInstanceOf(InterruptedException.class);
            }).result();
            assertThat(condition.awaiting()).isZero();
        }
    }

    @Test
    void awaitUntil_soAtOnce_doesNotWaitAndIgnoresAnInterrupt() throws Exception {
        lockedThreeTimes(() -> {
            Thread.currentThread().interrupt();
            condition.awaitUntil(() -> true);
            assertThat(condition.awaitUntil(() -> true, Duration.ZERO)).isTrue();
            assertThat(Thread.interrupted()).isTrue();
        }).result();
    }

    @Test
    void await_interruptedWhileItLocksAgain_keepsTheStatusIfSignalledOrLate() throws Exception {
        for (boolean signalled : new boolean[] {true, false}) {
            Running<Boolean> thread = Running.start(virtual, () -> {
                try (var _ = lock.hold()) {
                    assertThat(condition.await(signalled ? LONG : Duration.ofMillis(200))).isEqualTo(signalled);
                    return Thread.currentThread().isInterrupted();
                }
            });
            Running.until("it awaits", () -> condition.awaiting() == 1 && lock.tryLock());
            if (signalled) {
                condition.signal();
            }
            Running.until("it wants the lock", () -> lock.waiting() == 1);
            thread.interrupt();
            Running.until("it has noticed", () -> !thread.thread().isInterrupted());
            assertThat(thread.isDone()).isFalse();
            lock.unlock();
            assertThat(thread.result()).isTrue();
        }
    }

    @Test
    void awaitUninterruptibly_interrupted_waitsOnAndKeepsTheStatus() throws Exception {
        for (boolean onEntry : new boolean[] {true, false}) {
            Running<Boolean> thread = Running.start(virtual, () -> {
                lock.lock();
                lock.lock();
                if (onEntry) {
                    Thread.currentThread().interrupt();
                }
                condition.awaitUninterruptibly();
                assertThat(lock.holdCount()).isEqualTo(2);
                lock.unlock();
                lock.unlock();
                return Thread.currentThread().isInterrupted();
            });
            untilAwaiting(1);
            if (!onEntry) {
                thread.awaitParked();
                thread.interrupt();
            }
            Running.until("it has noticed", () -> !thread.thread().isInterrupted());
            thread.awaitParked();
            assertThat(condition.awaiting()).isEqualTo(1);
            assertThat(thread.isDone()).isFalse();
            signalAll();
            assertThat(thread.result()).isTrue();
        }
    }

    @Test
    void signal_firstHasGivenUp_goesToTheNext() throws Exception {
        for (int round = 0; round < 20; round++) {
            Running<Boolean> first = Running.start(virtual, () -> awaitOnce(LONG));
            untilAwaiting(1);
            Running<Boolean> second = Running.start(virtual, () -> awaitOnce(LONG));
            untilAwaiting(2);
            lock.lock();
            first.interrupt();
            Running.until("it has given up", () -> lock.waiting() == 1);
            assertThat(condition.signal(1)).isEqualTo(1);
            lock.unlock();
            assertThat(first.failure()).isInstanceOf(InterruptedException.class);
            assertThat(second.result()).isTrue();
        }
    }

    @Test
    void newCondition_ofOneLock_isWokenByItsOwnSignalsOnly() throws Exception {
        Condition other = condition.newCondition();
        Running<Boolean> mine = Running.start(virtual, () -> awaitOnce(LONG));
        untilAwaiting(1);
        lock.lock();
        assertThat(other.signalAll()).isZero();
        assertThat(condition.awaiting()).isEqualTo(1);
        assertThat(condition.signalAll()).isEqualTo(1);
        lock.unlock();
        assertThat(mine.result()).isTrue();
    }

    @Test
    void signal_anotherLockIsHeld_refused() throws Exception {
        RLock other = new RLock();
        other.lock();
        assertThatThrownBy(condition::signal).isInstanceOf(IllegalMonitorStateException.class)
                .hasMessage("condition: held=false (expected: true); lock it first");
        other.unlock();
    }

    /** A mutex may be unlocked by anybody, also between the signal and what it does: then nobody else wakes the waiter. */
    @Test
    void signal_mutexUnlockedMeanwhile_waiterGoesOn() throws Exception {
        Mutex mutex = new Mutex();
        AtomicReference<Turn> signalled = new AtomicReference<>();
        Running<Boolean> waiter = Running.start(virtual, () -> {
            Turn turn = new Turn(1);
            signalled.set(turn);
            return mutex.takeSignalled(turn);
        });
        Running.until("it is there", () -> signalled.get() != null);
        waiter.awaitParked();
        mutex.enterSignalled(signalled.get());
        assertThat(waiter.result()).as("interrupted").isFalse();
        assertThat(mutex.isLocked()).isTrue();
    }

    @Test
    void await_producersAndConsumers_eachItemOnce() throws Exception {
        Condition notEmpty = condition;
        Condition notFull = lock.newCondition();
        List<Integer> items = new ArrayList<>();
        AtomicInteger sum = new AtomicInteger();
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            threads.add(Running.doing(virtual, () -> {
                for (int item = 1; item <= 300; item++) {
                    try (var _ = lock.hold()) {
                        notFull.awaitUntil(() -> items.size() < 2);
                        items.add(item);
                        notEmpty.signal();
                    }
                }
            }));
            threads.add(Running.doing(virtual, () -> {
                for (int n = 0; n < 300; n++) {
                    try (var _ = lock.hold()) {
                        notEmpty.awaitUntil(() -> !items.isEmpty());
                        sum.addAndGet(items.removeFirst());
                        notFull.signal();
                    }
                }
            }));
        }
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
        assertThat(sum.get()).isEqualTo(3 * 300 * 301 / 2);
        assertThat(items).isEmpty();
    }

    private boolean awaitOnce(Duration timeout) throws InterruptedException {
        try (var _ = lock.hold()) {
            return condition.await(timeout);
        }
    }

    private Running<Boolean> lockedThreeTimes(Running.Steps steps) {
        return Running.doing(virtual, () -> {
            for (int i = 0; i < 3; i++) {
                lock.lock();
            }
            steps.run();
            assertThat(lock.holdCount()).isEqualTo(3);
            for (int i = 0; i < 3; i++) {
                lock.unlock();
            }
        });
    }

    private void signalAll() throws InterruptedException {
        try (var _ = lock.hold()) {
            condition.signalAll();
        }
    }

    private void untilAwaiting(int count) {
        Running.until("they await: " + count, () -> condition.awaiting() == count && !lock.isLocked());
    }
}
