package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Python's conditions promise, by the ids of the conformance list, with conditions of every kind of lock. That a condition
 * passes all tests of its lock (CV-10) is tested with those, too, where a condition is one of the kinds.
 */
@ParameterizedClass(name = "of a {0}, virtual threads: {1}")
@MethodSource("dev.millrace.sync.LockKind#onBothThreads")
@Timeout(120)
class PythonConditionConformanceTest {

    private static final Duration SHORT = Duration.ofMillis(30);

    private final LockKind kind;
    private final boolean virtual;
    private final Lockable lock;
    private final Condition condition;

    PythonConditionConformanceTest(LockKind kind, boolean virtual) {
        this.kind = kind;
        this.virtual = virtual;
        this.lock = kind.create();
        this.condition = new Condition(lock);
    }

    @Test
    @DisplayName("CV-01 the lock that a condition makes for itself is reentrant")
    void create_noLock_reentrant() throws Exception {
        Condition own = new Condition();
        doing(() -> {
            own.lock();
            assertThat(own.tryLock()).isTrue();
            own.unlock();
            assertThat(Running.start(virtual, own::tryLock).result()).isFalse();
            own.unlock();
            assertThat(Running.start(virtual, own::tryLock).result()).isTrue();
        }).result();
    }

    @Test
    @DisplayName("CV-03 AC-03 waiting and signalling without the lock are state errors, and nothing changes")
    void call_lockNotHeld_refused() throws Exception {
        doing(this::refuseAll).result();
        if (kind.reentrant()) { // a lock without an owner cannot know
            lock.lock();
            doing(this::refuseAll).result();
            lock.unlock();
        }
        assertThat(condition.awaiting()).isZero();
        assertThat(lock.isLocked()).isFalse();
    }

    private void refuseAll() {
        List<Running.Steps> calls = List.of(
                condition::await,
                () -> condition.await(Duration.ZERO),
                () -> condition.awaitUntil(() -> false),
                () -> condition.awaitUntil(() -> false, Duration.ZERO),
                () -> condition.awaitUntil(() -> true),
                condition::awaitUninterruptibly,
                condition::signal,
                () -> condition.signal(2),
                () -> condition.signal(0),
                condition::signalAll);
        for (Running.Steps call : calls) {
            assertThatThrownBy(call::run).isInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageStartingWith("condition: ");
        }
    }

    @Test
    @DisplayName("CV-04 signal(n) wakes n at the most: 3 of 5 for 3")
    void signal_threeOfFive_threeGoOn() throws Exception {
        AtomicInteger through = new AtomicInteger();
        List<Running<Boolean>> threads = waiting(5, through);
        signal(3);
        Running.until("three go on", () -> through.get() == 3);
        assertThat(condition.awaiting()).isEqualTo(2);
        signal(2);
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
        assertThat(through.get()).isEqualTo(5);
        assertThat(condition.awaiting()).isZero();
    }

    @Test
    @DisplayName("CV-06 one that was woken and waits again takes part in the next round; signalAll wakes everybody")
    void await_again_nextRound() throws Exception {
        int rounds = 4;
        AtomicInteger woken = new AtomicInteger();
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            threads.add(doing(() -> {
                try (var _ = lock.hold()) {
                    for (int round = 0; round < rounds; round++) {
                        condition.await();
                        woken.incrementAndGet();
                    }
                }
            }));
        }
        untilAwaiting(5);
        for (int round = 1; round <= rounds; round++) {
            lock.lock();
            assertThat(round % 2 == 0 ? condition.signalAll() : condition.signal(5)).isEqualTo(5);
            assertThat(condition.awaiting()).isZero();
            lock.unlock();
            int expected = 5 * round;
            boolean last = round == rounds;
            Running.until("all were woken", () -> woken.get() == expected);
            Running.until("all wait again", () -> condition.awaiting() == (last ? 0 : 5));
        }
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
    }

    @Test
    @DisplayName("CV-07 waiting with a timeout and without a signal is false, not before the time is over, for 5 threads")
    void await_notSignalled_falseAfterTheTimeout() throws Exception {
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            threads.add(Running.start(virtual, () -> {
                try (var _ = lock.hold()) {
                    long start = System.nanoTime();
                    boolean signalled = condition.await(SHORT);
                    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos()); // never early
                    assertThat(lock.isLocked()).isTrue();
                    return signalled;
                }
            }));
        }
        for (Running<Boolean> thread : threads) {
            assertThat(thread.result()).isFalse();
        }
        assertThat(condition.awaiting()).isZero();
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    @DisplayName("CV-07 a signal in time is true")
    void await_signalledInTime_true() throws Exception {
        Running<Boolean> thread = Running.start(virtual, () -> {
            try (var _ = lock.hold()) {
                return condition.await(Duration.ofDays(1));
            }
        });
        untilAwaiting(1);
        signal(1);
        assertThat(thread.result()).isTrue();
    }

    @Test
    @DisplayName("CV-08 awaitUntil asks again at each signal and returns, with the lock held, once the answer is yes")
    void awaitUntil_signalled_asksAgain() throws Exception {
        for (boolean timed : new boolean[] {false, true}) {
            AtomicInteger state = new AtomicInteger();
            AtomicInteger asked = new AtomicInteger();
            Running<Boolean> thread = doing(() -> {
                try (var _ = lock.hold()) {
                    awaitUntil(timed, state, asked);
                    assertThat(lock.isLocked()).isTrue();
                    assertThat(state.get()).isEqualTo(4);
                }
            });
            for (int i = 1; i <= 4; i++) {
                untilAwaiting(1);
                assertThat(asked.get()).isEqualTo(i);
                assertThat(thread.isDone()).isFalse();
                lock.lock();
                state.set(i);
                condition.signal();
                lock.unlock();
            }
            thread.result();
            assertThat(asked.get()).isEqualTo(5);
        }
    }

    private void awaitUntil(boolean timed, AtomicInteger state, AtomicInteger asked) throws InterruptedException {
        if (timed) {
            assertThat(condition.awaitUntil(() -> asked.incrementAndGet() > 0 && state.get() == 4, Duration.ofDays(1)))
                    .isTrue();
        } else {
            condition.awaitUntil(() -> asked.incrementAndGet() > 0 && state.get() == 4);
        }
    }

    @Test
    @DisplayName("CV-08 awaitUntil with a timeout returns the last answer, however many signals came meanwhile")
    void awaitUntil_neverSo_falseAfterTheTimeout() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Running<Boolean> signaller = doing(() -> {
            while (!over.get()) {
                signal(1);
                Thread.yield();
            }
        });
        assertThat(Running.start(virtual, () -> {
            try (var _ = lock.hold()) {
                long start = System.nanoTime();
                boolean so = condition.awaitUntil(() -> false, SHORT);
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos()); // never early
                return so;
            }
        }).result()).isFalse();
        over.set(true);
        signaller.result();
        AtomicInteger asked = new AtomicInteger();
        lock.lock();
        assertThat(condition.awaitUntil(() -> asked.incrementAndGet() == 2, Duration.ZERO)).isTrue(); // the last answer
        lock.unlock();
    }

    @Test
    @DisplayName("AC-01 waiting frees the lock; one that was signalled goes on only when the signaller has unlocked")
    void await_signalled_goesOnAfterUnlock() throws Exception {
        AtomicInteger through = new AtomicInteger();
        List<Running<Boolean>> threads = waiting(1, through);
        assertThat(lock.isLocked()).isFalse();
        lock.lock();
        condition.signal();
        Running.until("it wants the lock", () -> lock.waiting() == 1);
        assertThat(condition.awaiting()).isZero();
        threads.getFirst().awaitParked();
        assertThat(through.get()).isZero();
        lock.unlock();
        threads.getFirst().result();
        assertThat(through.get()).isEqualTo(1);
    }

    @Test
    @DisplayName("AC-02 signal(n) wakes n in waiting order; n beyond those who wait wakes all; signalAll wakes all")
    void signal_several_inWaitingOrder() throws Exception {
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int number = i;
            threads.add(doing(() -> {
                try (var _ = lock.hold()) {
                    condition.await();
                    order.add(number);
                }
            }));
            untilAwaiting(i + 1);
        }
        signal(1);
        Running.until("the first goes on", () -> order.equals(List.of(0)));
        signal(2);
        Running.until("two more go on", () -> order.equals(List.of(0, 1, 2)));
        lock.lock();
        assertThat(condition.signal(0)).isZero();
        assertThat(condition.awaiting()).isEqualTo(3);
        assertThat(condition.signal(100)).isEqualTo(3);
        assertThat(condition.signalAll()).isZero();
        lock.unlock();
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    @DisplayName("AC-05 interrupted during the wait: it locks again before it throws, and has left the line")
    void await_interrupted_locksAgainFirst() throws Exception {
        for (boolean timed : new boolean[] {false, true}) {
            Running<Boolean> thread = doing(() -> {
                lock.lock();
                assertThat(catchThrowable(() -> await(timed))).isInstanceOf(InterruptedException.class);
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                lock.unlock(); // would throw if it were not held
            });
            untilAwaiting(1);
            lock.lock();
            thread.interrupt();
            Running.until("it wants the lock", () -> lock.waiting() == 1);
            assertThat(condition.awaiting()).isZero();
            assertThat(condition.signalAll()).isZero();
            assertThat(thread.isDone()).isFalse();
            lock.unlock();
            thread.result();
            assertThat(lock.isLocked()).isFalse();
        }
    }

    @Test
    @DisplayName("AC-05 interrupted after the signal: the wait ends well, and the status is kept")
    void await_interruptedAfterTheSignal_keepsTheStatus() throws Exception {
        for (boolean timed : new boolean[] {false, true}) {
            Running<Boolean> thread = Running.start(virtual, () -> {
                try (var _ = lock.hold()) {
                    await(timed);
                    return Thread.currentThread().isInterrupted();
                }
            });
            untilAwaiting(1);
            lock.lock();
            condition.signal();
            thread.interrupt();
            lock.unlock();
            assertThat(thread.result()).isTrue();
        }
    }

    @Test
    @DisplayName("AC-05 of a signal and an interrupt at the same time none is lost: the signal ends this wait or another")
    void await_interruptedAndSignalled_signalIsUsedOnce() throws Exception {
        for (int round = 0; round < 50; round++) {
            AtomicInteger signalled = new AtomicInteger();
            List<Running<Boolean>> threads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                threads.add(doing(() -> {
                    try (var _ = lock.hold()) {
                        condition.await();
                        signalled.incrementAndGet();
                    }
                }));
                untilAwaiting(i + 1);
            }
            Running<Boolean> signaller = doing(() -> signal(1));
            threads.getFirst().interrupt();
            signaller.result();
            Throwable end = catchThrowable(threads.getFirst()::result);
            if (end == null) { // the signal was faster, so the other one still waits
                assertThat(condition.awaiting()).isEqualTo(1);
                signal(1);
            }
            threads.get(1).result();
            assertThat(signalled.get()).isEqualTo(end == null ? 2 : 1);
            assertThat(condition.awaiting()).isZero();
        }
    }

    @Test
    @DisplayName("AC-09 a timed wait in the scope of the lock times out, and the scope still ends cleanly")
    void await_lateInAScope_scopeUnlocks() throws Exception {
        doing(() -> {
            try (var _ = condition.hold()) {
                assertThat(condition.await(Duration.ZERO)).isFalse();
                assertThat(condition.await(Duration.ofMillis(1))).isFalse();
                assertThat(condition.isLocked()).isTrue();
            }
        }).result();
        assertThat(lock.isLocked()).isFalse();
        assertThat(lock.waiting()).isZero();
    }

    private void await(boolean timed) throws InterruptedException {
        if (timed) {
            assertThat(condition.await(Duration.ofDays(1))).isTrue();
        } else {
            condition.await();
        }
    }

    /** Has so many threads wait for a signal. */
    private List<Running<Boolean>> waiting(int count, AtomicInteger through) {
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(doing(() -> {
                try (var _ = lock.hold()) {
                    condition.await();
                    through.incrementAndGet();
                }
            }));
        }
        untilAwaiting(count);
        return threads;
    }

    private void signal(int many) throws InterruptedException {
        try (var _ = lock.hold()) {
            condition.signal(many);
        }
    }

    private Running<Boolean> doing(Running.Steps steps) {
        return Running.doing(virtual, steps);
    }

    /** Waits until so many stand at the condition and have unlocked. */
    private void untilAwaiting(int count) {
        Running.until("they await: " + count, () -> condition.awaiting() == count && !lock.isLocked());
    }

    @Test
    @DisplayName("CV-10 the condition is a lock itself, and as its own lock is: ownership, nesting, errors")
    void condition_usedAsItsLock_isThat() throws Exception {
        assertThatThrownBy(condition::unlock).isInstanceOf(IllegalMonitorStateException.class);
        condition.lock();
        assertThat(lock.isLocked()).isTrue();
        assertThat(condition.tryLock()).isEqualTo(kind.reentrant());
        if (kind.reentrant()) {
            condition.unlock();
        }
        Running<Boolean> other = Running.start(virtual, () -> condition.tryLock(Duration.ZERO));
        assertThat(other.result()).isFalse();
        condition.unlock();
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    @DisplayName("AC-07 differs: an interrupt carries no message, so the exception has none; and the status is taken back")
    void await_interrupted_throwsWithoutAMessage() throws Exception {
        Running<Boolean> waiter = Running.doing(virtual, () -> {
            lock.lock();
            try {
                assertThat(catchThrowable(condition::await)).isInstanceOf(InterruptedException.class).hasMessage(null);
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            } finally {
                lock.unlock();
            }
        });
        Running.until("it waits", () -> condition.awaiting() == 1);
        waiter.interrupt();
        waiter.result();
    }
}
