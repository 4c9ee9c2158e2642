package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong arguments and wrong calls are refused before anything waits, and change nothing. */
@Timeout(60)
class MisuseTest {

    /** A call with a timeout, what it is made on, and whether that is as it was. */
    record Timed(String name, String subject, Call call, BooleanSupplier isUntouched) {

        @FunctionalInterface
        interface Call {
            void with(Duration timeout) throws Exception;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Timed> timed() {
        Mutex mutex = new Mutex();
        RLock rlock = new RLock();
        Condition condition = new Condition();
        condition.lockUninterruptibly();
        Semaphore semaphore = new Semaphore(2);
        ReadWriteLock readWrite = new ReadWriteLock();
        Event event = new Event();
        Latch latch = new Latch(1);
        Barrier barrier = new Barrier(2);
        return Stream.of(
                new Timed("Mutex.tryLock", "mutex", mutex::tryLock, () -> !mutex.isLocked()),
                new Timed("RLock.tryLock", "rlock", rlock::tryLock, () -> !rlock.isLocked()),
                new Timed("Condition.tryLock", "rlock", new Condition(rlock)::tryLock, () -> !rlock.isLocked()),
                new Timed("Condition.await", "condition", condition::await, () -> condition.awaiting() == 0),
                new Timed("Condition.awaitUntil", "condition", timeout -> condition.awaitUntil(() -> false, timeout),
                        () -> condition.awaiting() == 0),
                new Timed("Semaphore.tryAcquire", "semaphore", semaphore::tryAcquire, () -> semaphore.available() == 2),
                new Timed("Semaphore.tryAcquire(2)", "semaphore", timeout -> semaphore.tryAcquire(2, timeout),
                        () -> semaphore.available() == 2),
                new Timed("ReadWriteLock.tryLockRead", "read-write lock", readWrite::tryLockRead,
                        () -> readWrite.readers() == 0),
                new Timed("ReadWriteLock.tryLockWrite", "read-write lock", readWrite::tryLockWrite,
                        () -> !readWrite.isWriteLocked()),
                new Timed("Event.await", "event", event::await, () -> event.waiting() == 0),
                new Timed("Latch.await", "latch", latch::await, () -> latch.waiting() == 0),
                new Timed("Barrier.await", "barrier", barrier::await,
                        () -> barrier.waiting() == 0 && !barrier.isBroken()));
    }

    @ParameterizedTest
    @MethodSource("timed")
    void call_negativeTimeout_refusedAtOnce(Timed timed) {
        Thread.currentThread().interrupt(); // whatever the status: the argument comes first
        try {
            for (Duration negative : List.of(Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
                assertThatThrownBy(() -> timed.call.with(negative)).isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(timed.subject + ": timeout=" + negative + " (expected: >= 0)");
            }
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        assertThat(timed.isUntouched.getAsBoolean()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("timed")
    void call_nullTimeout_refusedAtOnce(Timed timed) {
        assertThatThrownBy(() -> timed.call.with(null)).isInstanceOf(NullPointerException.class)
                .hasMessage(timed.subject + ": timeout=null (expected: not null)");
        assertThat(timed.isUntouched.getAsBoolean()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("dev.millrace.sync.SemaphoreKind#all")
    void semaphore_fewerThanOnePermit_refusedAtOnce(SemaphoreKind kind) {
        Semaphore semaphore = kind.create(2);
        Thread.currentThread().interrupt();
        try {
            for (int many : new int[] {0, -1, Integer.MIN_VALUE}) {
                List<Running.Steps> calls = List.of(
                        () -> semaphore.acquire(many),
                        () -> semaphore.acquireUninterruptibly(many),
                        () -> semaphore.tryAcquire(many),
                        () -> semaphore.tryAcquire(many, Duration.ZERO),
                        () -> semaphore.release(many));
                for (Running.Steps call : calls) {
                    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class)
                            .hasMessage("semaphore: many=" + many + " (expected: >= 1)");
                }
            }
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        assertThat(semaphore.available()).isEqualTo(2);
    }

    @Test
    void semaphore_negativePermits_refused() {
        assertThatThrownBy(() -> Semaphore.fair(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BoundedSemaphore.fair(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void semaphore_releasedAboveTheMostOfAll_refused() {
        Semaphore semaphore = new Semaphore(Integer.MAX_VALUE);
        assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class)
                .hasMessage("semaphore: permits=2147483647, released=1 (expected: no more than 2147483647 together); "
                        + "release only what was acquired");
        assertThat(semaphore.tryAcquire(10)).isTrue();
        assertThatThrownBy(() -> semaphore.release(11)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> semaphore.release(Integer.MAX_VALUE)).isInstanceOf(IllegalStateException.class);
        assertThat(semaphore.available()).isEqualTo(Integer.MAX_VALUE - 10);
        semaphore.release(10);
        assertThat(semaphore.available()).isEqualTo(Integer.MAX_VALUE);
        assertThat(semaphore.tryAcquire(Integer.MAX_VALUE)).isTrue();
        assertThat(semaphore.available()).isZero();
    }

    @Test
    void rlock_lockedOnceTooOften_refused() throws Exception {
        RLock lock = new RLock();
        assertThat(lock.attempt(Integer.MAX_VALUE)).isTrue(); // as a condition does, that gives back a depth
        Lock view = lock.asLock();
        List<Running.Steps> calls = List.of(lock::lock, lock::lockUninterruptibly, lock::tryLock,
                () -> lock.tryLock(Duration.ZERO), lock::hold, view::lock, view::lockInterruptibly, view::tryLock,
                () -> view.tryLock(1, TimeUnit.DAYS));
        for (Running.Steps call : calls) {
            assertThatThrownBy(call::run).isInstanceOf(IllegalStateException.class)
                    .hasMessage("rlock: depth=2147483647 (expected: < 2147483647); unlock first");
            assertThat(lock.holdCount()).isEqualTo(Integer.MAX_VALUE);
        }
        lock.unlock();
        lock.lock();
        assertThat(lock.holdCount()).isEqualTo(Integer.MAX_VALUE);
        lock.releaseFully();
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    @SuppressWarnings("WaitNotInLoop") // what is awaited is the time
    void rlock_awaitedAtItsGreatestDepth_isTakenBackAsDeep() throws Exception {
        RLock lock = new RLock();
        assertThat(lock.attempt(Integer.MAX_VALUE)).isTrue();
        assertThat(lock.newCondition().await(Duration.ZERO)).isFalse();
        assertThat(lock.holdCount()).isEqualTo(Integer.MAX_VALUE);
        assertThat(lock.asLock().newCondition().await(0, TimeUnit.DAYS)).isFalse();
        assertThat(lock.holdCount()).isEqualTo(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rlock_unlockedByAnother_refusedNamingBoth(boolean virtual) throws Exception {
        RLock lock = new RLock();
        Event done = new Event();
        Running<Boolean> owner = Running.start(virtual, "weaver", () -> {
            lock.lock();
            lock.lock();
            done.await();
            assertThat(lock.holdCount()).isEqualTo(2);
            return true;
        });
        Running.until("it is locked", () -> lock.isLocked() && lock.owner() != null);
        Running<Object> other = Running.start(virtual, "miller", () -> {
            lock.unlock();
            return "unlocked";
        });
        assertThat(other.failure()).isInstanceOf(IllegalMonitorStateException.class)
                .hasMessage("rlock: thread=miller (expected: the owner, weaver)");
        Running<Object> signaller = Running.start(virtual, "miller", () -> new Condition(lock).signal(1));
        assertThat(signaller.failure()).isInstanceOf(IllegalMonitorStateException.class)
                .hasMessage("condition: thread=miller (expected: the owner, weaver)");
        done.set();
        owner.result();
    }

    @Test
    void rlock_unlockedByAnotherWithoutAName_refusedNamingTheirNumbers() throws Exception {
        RLock lock = new RLock();
        Running<Boolean> owner = Running.doing(true, lock::lock);
        owner.result();
        Running<Boolean> other = Running.doing(true, lock::unlock);
        assertThat(other.failure()).hasMessage("rlock: thread=#" + other.thread().threadId()
                + " (expected: the owner, #" + owner.thread().threadId() + ")");
        assertThat(lock).hasToString("RLock[owner=#" + owner.thread().threadId() + ", depth=1, waiting=0]");
    }

    @Test
    void unlock_notHeld_saysWhatToDo() {
        assertThatThrownBy(new Mutex()::unlock).isInstanceOf(IllegalMonitorStateException.class)
                .hasMessage("mutex: held=false (expected: true); lock it first");
        assertThatThrownBy(new RLock()::unlock).isInstanceOf(IllegalMonitorStateException.class)
                .hasMessage("rlock: held=false (expected: true); lock it first");
        assertThatThrownBy(new Condition()::unlock).isInstanceOf(IllegalMonitorStateException.class)
                .hasMessage("rlock: held=false (expected: true); lock it first");
    }

    @Test
    void boundedSemaphore_moreThanThereMayEverBe_refusedAtOnce() throws Exception {
        for (BoundedSemaphore semaphore : List.of(new BoundedSemaphore(3), BoundedSemaphore.fair(3))) {
            for (Running.Steps take : List.<Running.Steps>of(
                    () -> semaphore.acquire(4),
                    () -> semaphore.acquireUninterruptibly(4),
                    () -> semaphore.tryAcquire(4),
                    () -> semaphore.tryAcquire(4, Duration.ofSeconds(1)))) {
                assertThatThrownBy(take::run).isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("semaphore: many=4 (expected: at most 3)");
            }
            assertThat(semaphore.available()).isEqualTo(3);
            assertThat(semaphore.tryAcquire(3, Duration.ZERO)).isTrue(); // nobody stands in line
        }
        assertThat(new BoundedSemaphore(0).tryAcquire()).isFalse();
        assertThatThrownBy(() -> new BoundedSemaphore(0).tryAcquire(2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readWriteLock_unlockedWhatIsNotHeld_refusedAndNothingChanges() throws Exception {
        ReadWriteLock lock = new ReadWriteLock();
        assertThatThrownBy(lock::unlockRead).isInstanceOf(IllegalMonitorStateException.class)
                .hasMessage("read-write lock: held=false (expected: true); lock it first");
        assertThatThrownBy(lock::unlockWrite).isInstanceOf(IllegalMonitorStateException.class);
        lock.lockRead();
        assertThatThrownBy(lock::unlockWrite).isInstanceOf(IllegalMonitorStateException.class)
                .hasMessage("read-write lock: held=to read (expected: to write); unlock what was locked");
        assertThatThrownBy(lock.asReadWriteLock().writeLock().newCondition()::signal)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining(": held=to read (expected: to write)");
        assertThat(lock.readers()).isEqualTo(1);
        lock.unlockRead();
        assertThatThrownBy(lock::unlockRead).isInstanceOf(IllegalMonitorStateException.class);
        lock.lockWrite();
        assertThatThrownBy(lock::unlockRead).isInstanceOf(IllegalMonitorStateException.class)
                .hasMessage("read-write lock: held=to write (expected: to read); unlock what was locked");
        assertThat(lock.isWriteLocked()).isTrue();
        lock.unlockWrite();
        assertThatThrownBy(lock::unlockWrite).isInstanceOf(IllegalMonitorStateException.class);
        assertThat(lock.tryLockWrite()).isTrue();
    }

    @Test
    void condition_nullOrNegative_refused() throws Exception {
        assertThatThrownBy(() -> new Condition(null)).isInstanceOf(NullPointerException.class)
                .hasMessage("condition: lock=null (expected: not null)");
        Condition condition = new Condition();
        assertThatThrownBy(() -> condition.awaitUntil(null)).isInstanceOf(NullPointerException.class)
                .hasMessage("condition: isSo=null (expected: not null)");
        assertThatThrownBy(() -> condition.awaitUntil(null, Duration.ZERO)).isInstanceOf(NullPointerException.class);
        condition.lock();
        for (int many : new int[] {-1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> condition.signal(many)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("condition: many=" + many + " (expected: >= 0)");
        }
        condition.unlock();
    }

    @Test
    void condition_questionFails_thrownWithTheLockHeld() throws Exception {
        Condition condition = new Condition();
        condition.lock();
        assertThatThrownBy(() -> condition.awaitUntil(() -> {
            throw new IllegalStateException("burst");
        })).hasMessage("burst");
        assertThat(condition.awaiting()).isZero();
        condition.unlock();
        assertThat(condition.isLocked()).isFalse();
    }

    @Test
    void barrier_nullAction_refused() {
        assertThatThrownBy(() -> new Barrier(2, null)).isInstanceOf(NullPointerException.class)
                .hasMessage("barrier: action=null (expected: not null)");
    }

    @Test
    void latch_negativeCount_refused() {
        for (int count : new int[] {-1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> new Latch(count)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("latch: count=" + count + " (expected: >= 0)");
        }
    }
}
