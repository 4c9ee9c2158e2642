package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the primitives say of themselves, and what their holds do. */
@Timeout(60)
class LooksTest {

    @Test
    void mutex_says_lockedAndWaiting() throws Exception {
        for (Mutex mutex : List.of(new Mutex(), Mutex.fair())) {
            assertThat(mutex).hasToString("Mutex[free, waiting=0]");
            mutex.lock();
            Running<Boolean> waiter = Running.doing(false, mutex::lock);
            Running.until("it waits", () -> mutex.waiting() == 1);
            assertThat(mutex).hasToString("Mutex[locked, waiting=1]");
            mutex.unlock();
            waiter.result();
            assertThat(mutex).hasToString("Mutex[locked, waiting=0]");
            mutex.unlock();
        }
    }

    @Test
    void rlock_says_ownerDepthAndWaiting() throws Exception {
        RLock lock = new RLock();
        assertThat(lock).hasToString("RLock[free, waiting=0]");
        Event done = new Event();
        Running<Boolean> owner = Running.start(false, "weaver", () -> {
            lock.lock();
            lock.lock();
            done.await();
            lock.unlock();
            lock.unlock();
            return true;
        });
        Running.until("it is locked", () -> lock.toString().contains("depth=2"));
        assertThat(lock.owner()).isSameAs(owner.thread());
        assertThat(lock.isHeldByCurrentThread()).isFalse();
        assertThat(lock.holdCount()).isZero();
        assertThat(lock).hasToString("RLock[owner=weaver, depth=2, waiting=0]");
        done.set();
        owner.result();
        assertThat(lock.owner()).isNull();
        assertThat(lock).hasToString("RLock[free, waiting=0]");
    }

    @Test
    void condition_says_awaitingAndItsLock() throws Exception {
        Mutex mutex = new Mutex();
        Condition condition = mutex.newCondition();
        assertThat(condition).hasToString("Condition[awaiting=0, lock=Mutex[free, waiting=0]]");
        Running<Boolean> waiter = Running.doing(false, () -> {
            try (var _ = condition.hold()) {
                condition.await();
            }
        });
        Running.until("it awaits", () -> condition.awaiting() == 1 && condition.tryLock());
        assertThat(condition).hasToString("Condition[awaiting=1, lock=Mutex[locked, waiting=0]]");
        assertThat(condition.isLocked()).isTrue();
        condition.signal();
        assertThat(condition.waiting()).isEqualTo(1);
        condition.unlock();
        waiter.result();
    }

    @Test
    void semaphore_says_availableAndWaiting() throws Exception {
        Semaphore semaphore = new Semaphore(3);
        assertThat(semaphore).hasToString("Semaphore[available=3, waiting=0]");
        Running<Boolean> waiter = Running.doing(false, () -> semaphore.acquire(5));
        Running.until("it waits", () -> semaphore.waiting() == 1);
        assertThat(semaphore).hasToString("Semaphore[available=3, waiting=1]");
        semaphore.release(2);
        waiter.result();
        assertThat(semaphore.available()).isZero();
        assertThat(BoundedSemaphore.fair(2)).hasToString("BoundedSemaphore[available=2, waiting=0]");
    }

    @Test
    void event_says_setAndWaiting() throws Exception {
        Event event = new Event();
        assertThat(event).hasToString("Event[not set, waiting=0]");
        Running<Boolean> waiter = Running.doing(false, event::await);
        Running.until("it waits", () -> event.waiting() == 1);
        assertThat(event).hasToString("Event[not set, waiting=1]");
        event.set();
        waiter.result();
        assertThat(event).hasToString("Event[set, waiting=0]");
    }

    @Test
    void latch_says_countAndWaiting() {
        Latch latch = new Latch(2);
        latch.countDown();
        assertThat(latch).hasToString("Latch[count=1, waiting=0]");
    }

    @Test
    void barrier_says_partiesWaitingAndBroken() throws Exception {
        Barrier barrier = new Barrier(3);
        assertThat(barrier.parties()).isEqualTo(3);
        Running<Integer> waiter = Running.start(false, () -> barrier.await());
        Running.until("it waits", () -> barrier.waiting() == 1);
        assertThat(barrier).hasToString("Barrier[parties=3, waiting=1]");
        barrier.abort();
        waiter.failure();
        assertThat(barrier).hasToString("Barrier[parties=3, waiting=0, broken]");
    }

    @Test
    void readWriteLock_says_readersOrWrittenAndWaiting() throws Exception {
        ReadWriteLock lock = new ReadWriteLock();
        assertThat(lock.tryLockRead()).isTrue();
        assertThat(lock.tryLockRead()).isTrue();
        assertThat(lock.tryLockWrite()).isFalse();
        assertThat(lock.isWriteLocked()).isFalse();
        Running<Boolean> writer = Running.doing(false, lock::lockWrite);
        Running.until("it waits", () -> lock.waiting() == 1);
        assertThat(lock).hasToString("ReadWriteLock[readers=2, waiting=1]");
        lock.unlockRead();
        lock.unlockRead();
        writer.result();
        assertThat(lock).hasToString("ReadWriteLock[written, waiting=0]");
        assertThat(lock.readers()).isZero();
        assertThat(lock.tryLockRead()).isFalse();
        assertThat(lock.tryLockWrite()).isFalse();
    }

    // ---- holds

    @Test
    void hold_closed_givesBackOneOfWhatWasTaken() throws Exception {
        Semaphore semaphore = new Semaphore(3);
        try (var first = semaphore.hold(); var second = semaphore.hold()) {
            assertThat(semaphore.available()).isEqualTo(1);
            assertThat(second).isSameAs(first);
        }
        assertThat(semaphore.available()).isEqualTo(3);
        RLock lock = new RLock();
        try (var _ = lock.hold(); var _ = lock.hold()) {
            assertThat(lock.holdCount()).isEqualTo(2);
        }
        assertThat(lock.isLocked()).isFalse();
        ReadWriteLock readWrite = new ReadWriteLock();
        try (var _ = readWrite.holdRead(); var _ = readWrite.holdRead()) {
            assertThat(readWrite.readers()).isEqualTo(2);
        }
        try (var _ = readWrite.holdWrite()) {
            assertThat(readWrite.isWriteLocked()).isTrue();
        }
        assertThat(readWrite.tryLockWrite()).isTrue();
    }

    @Test
    void hold_bodyFails_givesBackAndThrows() {
        Semaphore semaphore = new Semaphore(1);
        assertThatThrownBy(() -> {
            try (var _ = semaphore.hold()) {
                throw new IllegalStateException("burst");
            }
        }).hasMessage("burst");
        assertThat(semaphore.available()).isEqualTo(1);
    }

    @Test
    void hold_closedTwice_isAsToUnlockTwice() throws Exception {
        Mutex mutex = new Mutex();
        Hold hold = mutex.hold();
        hold.close();
        assertThatThrownBy(hold::close).isInstanceOf(IllegalMonitorStateException.class);
        BoundedSemaphore bounded = new BoundedSemaphore(1);
        Hold permit = bounded.hold();
        permit.close();
        assertThatThrownBy(permit::close).isInstanceOf(IllegalStateException.class);
    }
}
