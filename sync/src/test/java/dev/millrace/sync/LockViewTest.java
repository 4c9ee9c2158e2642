package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the JDK asks of a {@code Lock}, of each view, on both kinds of thread. */
@ParameterizedClass(name = "{0}, virtual threads: {1}")
@MethodSource("dev.millrace.sync.ViewKind#onBothThreads")
@Timeout(120)
@SuppressWarnings("LockNotBeforeTry") // here it is the locks that are tested
class LockViewTest {

    private static final long SHORT_MILLIS = 20;

    private final ViewKind kind;
    private final boolean virtual;
    private final ViewKind.View view;
    private final Lock lock;

    LockViewTest(ViewKind kind, boolean virtual) {
        this.kind = kind;
        this.virtual = virtual;
        this.view = kind.create();
        this.lock = view.lock();
    }

    /** The ways to lock that wait. */
    private List<Running.Steps> waits() {
        return List.of(lock::lock, lock::lockInterruptibly,
                () -> assertThat(lock.tryLock(1, TimeUnit.DAYS)).isTrue());
    }

    private List<Running.Steps> interruptible() {
        return waits().subList(1, 3);
    }

    // ---- locking

    @Test
    void lock_free_keepsOthersOutUntilUnlocked() throws Exception {
        for (Running.Steps wait : waits()) {
            wait.run();
            assertThat(view.isFree()).isFalse();
            assertThat(byAnother(view.occupied()::tryLock)).isFalse();
            lock.unlock();
            assertThat(view.isFree()).isTrue();
            assertThat(byAnother(this::getsIn)).isTrue();
        }
    }

    @Test
    void lock_occupied_waitsForTheUnlock() throws Exception {
        for (Running.Steps wait : waits()) {
            view.occupied().lock();
            assertThat(byAnother(lock::tryLock)).isFalse();
            Running<Boolean> waiter = Running.doing(virtual, () -> {
                wait.run();
                lock.unlock();
            });
            untilWaiting(1);
            waiter.awaitParked();
            assertThat(waiter.isDone()).isFalse();
            view.occupied().unlock();
            waiter.result();
            assertThat(view.isFree()).isTrue();
            assertThat(view.waiting()).isZero();
        }
    }

    @Test
    void lock_severalWait_firstComeFirstServed() throws Exception {
        if (!kind.exclusive()) {
            return; // readers go in together
        }
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<Running<Boolean>> threads = new ArrayList<>();
        lock.lock();
        for (int i = 0; i < 6; i++) {
            int number = i;
            threads.add(Running.doing(virtual, () -> {
                waits().get(number % 3).run();
                order.add(number);
                lock.unlock();
            }));
            untilWaiting(i + 1);
        }
        lock.unlock();
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void lock_manyThreads_oneAtATime() throws Exception {
        if (!kind.exclusive()) {
            return; // readers go in together
        }
        int[] plain = new int[1];
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Running.doing(virtual, () -> {
                for (int turn = 0; turn < 300; turn++) {
                    waits().get(turn % 3).run();
                    int before = plain[0];
                    if (turn % 10 == 0) {
                        Thread.yield();
                    }
                    plain[0] = before + 1;
                    lock.unlock();
                }
            }));
        }
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
        assertThat(plain[0]).isEqualTo(4 * 300);
    }

    // ---- interrupts

    @Test
    void lock_interruptedOnEntry_locksAndKeepsTheStatus() throws Exception {
        Running.doing(virtual, () -> {
            Thread.currentThread().interrupt();
            lock.lock();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            assertThat(view.isFree()).isFalse();
            lock.unlock();
            assertThat(lock.tryLock()).as("a try does not look at the status").isTrue();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            lock.unlock();
        }).result();
    }

    @Test
    void lock_interruptedWhileWaiting_waitsOnAndKeepsTheStatus() throws Exception {
        view.occupied().lock();
        Running<Boolean> waiter = Running.start(virtual, () -> {
            lock.lock();
            lock.unlock();
            return Thread.currentThread().isInterrupted();
        });
        untilWaiting(1);
        waiter.awaitParked();
        waiter.interrupt();
        Running.until("it has noticed", () -> waiter.isDone() || !waiter.thread().isInterrupted());
        waiter.awaitParked();
        assertThat(waiter.isDone()).isFalse();
        view.occupied().unlock();
        assertThat(waiter.result()).isTrue();
    }

    @Test
    void lockInterruptibly_interruptedOnEntry_throwsWithoutTheLock() throws Exception {
        for (boolean occupied : new boolean[] {false, true}) {
            if (occupied) {
                view.occupied().lock();
            }
            for (Running.Steps call : List.<Running.Steps>of(lock::lockInterruptibly,
                    () -> lock.tryLock(1, TimeUnit.DAYS),
                    () -> lock.tryLock(0, TimeUnit.DAYS), () -> lock.tryLock(-1, TimeUnit.DAYS))) {
                Running.doing(virtual, () -> {
                    Thread.currentThread().interrupt();
                    assertThat(catchThrowable(call::run)).isInstanceOf(InterruptedException.class);
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                }).result();
                assertThat(view.waiting()).isZero();
                assertThat(view.isFree()).isEqualTo(!occupied);
            }
        }
    }

    @Test
    void lockInterruptibly_interruptedWhileWaiting_throwsAndLeavesTheNextFirst() throws Exception {
        for (Running.Steps wait : interruptible()) {
            view.occupied().lock();
            Running<Boolean> waiter = Running.doing(virtual, () -> {
                assertThat(catchThrowable(wait::run)).isInstanceOf(InterruptedException.class);
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            });
            untilWaiting(1);
            Running<Boolean> next = Running.doing(virtual, () -> {
                lock.lock();
                lock.unlock();
            });
            untilWaiting(2);
            waiter.interrupt();
            waiter.result();
            assertThat(view.waiting()).isEqualTo(1);
            view.occupied().unlock();
            next.result();
            assertThat(view.isFree()).isTrue();
        }
    }

    @Test
    void lockInterruptibly_ownerInterrupted_doesNotLockAgain() throws Exception {
        for (Running.Steps call : interruptible()) {
            Running.doing(virtual, () -> {
                lock.lock();
                Thread.currentThread().interrupt();
                assertThat(catchThrowable(call::run)).isInstanceOf(InterruptedException.class);
                lock.unlock();
                assertThat(view.isFree()).isTrue();
            }).result();
        }
    }

    // ---- trying, and times

    @Test
    void tryLock_othersWait_passesThemEvenIfFair() throws Exception {
        Event go = new Event();
        Running<Boolean> first = firstInLine(go, new ArrayList<>());
        assertThat(view.isFree()).isTrue();
        assertThat(view.waiting()).isEqualTo(1);
        assertThat(byAnother(this::getsIn)).isTrue();
        go.set();
        first.result();
    }

    @Test
    void tryLock_timedAndOthersWait_standsBehindThemIfFair() throws Exception {
        Event go = new Event();
        List<String> order = new CopyOnWriteArrayList<>();
        Running<Boolean> first = firstInLine(go, order);
        for (long time : new long[] {0, -1, Long.MIN_VALUE, 1}) {
            assertThat(byAnother(() -> getsIn(time))).as("time " + time).isEqualTo(!kind.fair());
        }
        Running<Boolean> newcomer = Running.start(virtual, () -> {
            boolean locked = lock.tryLock(1, TimeUnit.DAYS);
            order.add("newcomer");
            lock.unlock();
            return locked;
        });
        if (kind.fair()) {
            untilWaiting(2);
        } else {
            assertThat(newcomer.result()).isTrue();
        }
        go.set();
        first.result();
        assertThat(newcomer.result()).isTrue();
        if (kind.exclusive()) {
            assertThat(order).isEqualTo(kind.fair() ? List.of("first", "newcomer") : List.of("newcomer", "first"));
        }
        assertThat(view.isFree()).isTrue();
    }

    @Test
    void tryLock_occupiedAllTheTime_falseNotBeforeTheTime() throws Exception {
        view.occupied().lock();
        for (long time : new long[] {0, -1, Long.MIN_VALUE}) {
            for (TimeUnit unit : TimeUnit.values()) {
                assertThat(byAnother(() -> lock.tryLock(time, unit))).isFalse();
            }
        }
        assertThat(byAnother(() -> {
            long start = System.nanoTime();
            boolean locked = lock.tryLock(SHORT_MILLIS, TimeUnit.MILLISECONDS);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT_MILLIS * 1_000_000); // never early
            return locked;
        })).isFalse();
        assertThat(view.waiting()).isZero();
        view.occupied().unlock();
        assertThat(byAnother(() -> getsIn(0))).isTrue();
    }

    /** The longest time there is means for ever, as it does in the JDK, whatever its unit. */
    @Test
    void tryLock_mostTime_waitsInEachUnit() throws Exception {
        for (TimeUnit unit : TimeUnit.values()) {
            view.occupied().lock();
            Running<Boolean> waiter = Running.start(virtual, () -> {
                boolean locked = lock.tryLock(Long.MAX_VALUE, unit);
                lock.unlock();
                return locked;
            });
            Running.until("it waits", () -> view.waiting() == 1 || waiter.isDone());
            assertThat(waiter.isDone()).as(unit.name()).isFalse();
            view.occupied().unlock();
            assertThat(waiter.result()).isTrue();
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void tryLock_noUnit_refusedAndNothingChanges() {
        assertThat(catchThrowable(() -> lock.tryLock(1, null))).isInstanceOf(NullPointerException.class);
        assertThat(view.isFree()).isTrue();
        assertThat(view.waiting()).isZero();
    }

    // ---- unlocking

    @Test
    void unlock_notHeld_refusedAndNothingChanges() throws Exception {
        Running.Steps unlock = () -> assertThat(catchThrowable(lock::unlock))
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("held=false (expected: true); lock it first");
        unlock.run();
        lock.lock();
        lock.unlock();
        Running.doing(virtual, unlock).result();
        unlock.run();
        assertThat(view.isFree()).isTrue();
        assertThat(byAnother(this::getsIn)).isTrue();
    }

    @Test
    void unlock_byAnother_refusedIfOwned() throws Exception {
        lock.lock();
        Running<Boolean> another = Running.doing(virtual, lock::unlock);
        if (kind.owned()) {
            assertThat(another.failure()).isInstanceOf(IllegalMonitorStateException.class);
            assertThat(view.isFree()).isFalse();
            lock.unlock();
        } else {
            another.result();
        }
        assertThat(view.isFree()).isTrue();
    }

    // ---- again

    @Test
    void lock_again_nestsIfOwnedAndElseDoesNot() throws Exception {
        lock.lock();
        if (kind.owned()) {
            assertThat(lock.tryLock()).isTrue(); // first, since it fails where the others would wait
            for (Running.Steps wait : waits()) {
                wait.run();
            }
            for (int held = 5; held > 0; held--) {
                assertThat(byAnother(lock::tryLock)).as("held " + held).isFalse();
                lock.unlock();
            }
        } else if (kind.exclusive()) {
            assertThat(lock.tryLock()).isFalse();
            assertThat(lock.tryLock(1, TimeUnit.MILLISECONDS)).isFalse();
            lock.unlock();
        } else {
            assertThat(lock.tryLock()).as("one more reader, whoever it is").isTrue();
            lock.unlock();
            assertThat(view.isFree()).isFalse();
            lock.unlock();
        }
        assertThat(view.isFree()).isTrue();
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
    }

    // ---- conditions and looks

    @Test
    void newCondition_whereOneThreadHasTheLock_isAnotherEachTime() {
        if (kind.exclusive()) {
            assertThat(lock.newCondition()).isNotNull().isNotEqualTo(lock.newCondition());
        } else {
            assertThatThrownBy(lock::newCondition).isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("read lock: condition=none (expected: of a lock that one thread holds); "
                            + "use the write lock");
        }
    }

    @Test
    void toString_anyState_isThatOfTheLock() {
        String free = "Lock[" + view.guard() + "]";
        assertThat(lock).hasToString(free);
        lock.lock();
        assertThat(lock.toString()).isEqualTo("Lock[" + view.guard() + "]").isNotEqualTo(free);
        lock.unlock();
        assertThat(lock).hasToString(free);
    }

    // ---- steps

    /** One that stands in line while the lock is free, put there by hand; when it may go, it locks and unlocks. */
    private Running<Boolean> firstInLine(Event go, List<String> order) throws InterruptedException {
        Event stands = new Event();
        Running<Boolean> first = Running.doing(virtual, () -> {
            Turn turn = new Turn(view.request());
            view.guard().enterSignalled(turn);
            stands.set();
            go.await();
            view.guard().takeSignalled(turn);
            order.add("first");
            lock.unlock();
        });
        stands.await();
        return first;
    }

    private boolean byAnother(Callable<Boolean> call) throws Exception {
        return Running.start(virtual, call).result();
    }

    private boolean getsIn() {
        boolean locked = lock.tryLock();
        if (locked) {
            lock.unlock();
        }
        return locked;
    }

    private boolean getsIn(long nanos) throws InterruptedException {
        boolean locked = lock.tryLock(nanos, TimeUnit.NANOSECONDS);
        if (locked) {
            lock.unlock();
        }
        return locked;
    }

    private void untilWaiting(int count) {
        Running.until("they wait: " + count, () -> view.waiting() == count);
    }
}
