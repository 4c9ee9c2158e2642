package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is served before whom, on both kinds of thread. */
@ParameterizedClass(name = "virtual threads: {0}")
@ValueSource(booleans = {false, true})
@Timeout(120)
class OrderTest {

    private static final Duration LONG = Duration.ofDays(1);

    private final boolean virtual;

    OrderTest(boolean virtual) {
        this.virtual = virtual;
    }

    // ---- semaphores

    @Test
    void fairSemaphore_largeRequestFirst_isNotPassedBySmallOnes() throws Exception {
        Semaphore semaphore = Semaphore.fair(1);
        Running<Boolean> large = waiting(semaphore, 3);
        List<Running<Boolean>> small = List.of(waiting(semaphore, 1), waiting(semaphore, 1));
        assertThat(Running.start(virtual, () -> semaphore.tryAcquire(Duration.ZERO)).result()).isFalse();
        semaphore.release();
        assertThat(Running.start(virtual, () -> semaphore.tryAcquire(1, Duration.ZERO)).result()).isFalse();
        assertThat(semaphore.available()).isEqualTo(2);
        assertThat(semaphore.waiting()).isEqualTo(3);
        semaphore.release();
        large.result();
        assertThat(semaphore.available()).isZero();
        assertThat(semaphore.waiting()).isEqualTo(2);
        semaphore.release(2);
        for (Running<Boolean> thread : small) {
            thread.result();
        }
    }

    /** Small ones that come and go without end would keep a large one waiting for ever, if they might pass it. */
    @Test
    void fairSemaphore_smallRequestsWithoutEnd_doNotStarveALargeOne() throws Exception {
        Semaphore semaphore = Semaphore.fair(3);
        Event begun = new Event();
        Event over = new Event();
        Running<Boolean> large = Running.doing(virtual, () -> {
            begun.await();
            try {
                for (int i = 0; i < 20; i++) {
                    semaphore.acquire(3);
                    semaphore.release(3);
                }
            } finally {
                over.set();
            }
        });
        withoutEnd(begun, over, () -> {
            semaphore.acquire();
            Thread.yield();
            semaphore.release();
        });
        large.result();
        assertThat(semaphore.available()).isEqualTo(3);
    }

    @Test
    void fairSemaphore_tryWithoutATimeout_passesWhoWaits() throws Exception {
        Semaphore semaphore = Semaphore.fair(1);
        Running<Boolean> large = waiting(semaphore, 2);
        assertThat(semaphore.tryAcquire()).isTrue();
        assertThat(semaphore.available()).isZero();
        semaphore.release(2);
        large.result();
    }

    @Test
    void semaphore_newcomer_passesWhoWaitsButNobodyInLineDoes() throws Exception {
        Semaphore semaphore = new Semaphore(1);
        Running<Boolean> large = waiting(semaphore, 3);
        Running<Boolean> behind = waiting(semaphore, 2);
        semaphore.release(); // enough for the one behind, who stands in line
        Running.until("the first has looked again", () -> large.thread().getState() != Thread.State.RUNNABLE);
        assertThat(behind.isDone()).isFalse();
        assertThat(Running.start(virtual, () -> semaphore.tryAcquire(Duration.ZERO)).result()).isTrue();
        Running.doing(virtual, semaphore::acquire).result();
        Running.doing(virtual, () -> semaphore.release(3)).result();
        large.result();
        semaphore.release(2);
        behind.result();
    }

    @Test
    void semaphore_firstIsInterrupted_thoseBehindGoOn() throws Exception {
        Semaphore semaphore = Semaphore.fair(2);
        Running<Boolean> large = waiting(semaphore, 3);
        List<Running<Boolean>> behind = List.of(waiting(semaphore, 1), waiting(semaphore, 1));
        large.interrupt();
        assertThat(large.failure()).isInstanceOf(InterruptedException.class);
        for (Running<Boolean> thread : behind) { // nobody releases
            thread.result();
        }
        assertThat(semaphore.available()).isZero();
        assertThat(semaphore.waiting()).isZero();
    }

    @Test
    void semaphore_firstIsLate_thoseBehindGoOn() throws Exception {
        Semaphore semaphore = Semaphore.fair(1);
        Running<Boolean> first = Running.start(virtual, () -> semaphore.tryAcquire(2, Duration.ofMillis(100)));
        Running.until("it waits or is late", () -> semaphore.waiting() == 1 || first.isDone());
        Running<Boolean> behind = Running.doing(virtual, semaphore::acquire);
        behind.result(); // nobody releases
        assertThat(first.result()).isFalse();
        assertThat(semaphore.available()).isZero();
    }

    @Test
    void semaphore_manyReleasedAtOnce_allThatCanGoOnDo() throws Exception {
        Semaphore semaphore = new Semaphore(0);
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int many : new int[] {2, 1, 3, 1}) {
            threads.add(waiting(semaphore, many));
        }
        semaphore.release(8);
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
        assertThat(semaphore.available()).isEqualTo(1);
    }

    // ---- locks; who stands in line while the lock is free is put there by hand

    @Test
    void fairLock_freeButSomebodyWaits_newcomerStandsBehind() throws Exception {
        for (LockKind kind : LockKind.all().toList()) {
            if (!(kind.create() instanceof LockGuard guard) || !(guard instanceof Lockable lock)) {
                continue; // a condition has the line of its lock
            }
            Event stands = new Event();
            Event go = new Event();
            Running<Boolean> first = Running.doing(virtual, () -> {
                Turn turn = new Turn(1);
                guard.enterSignalled(turn);
                stands.set();
                go.await();
                guard.takeSignalled(turn);
                lock.unlock();
            });
            stands.await();
            assertThat(lock.isLocked()).isFalse();
            assertThat(lock.waiting()).isEqualTo(1);
            assertThat(Running.start(virtual, () -> {
                boolean passes = lock.tryLock(Duration.ZERO);
                if (passes) {
                    lock.unlock();
                }
                return passes;
            }).result()).as(kind.name()).isEqualTo(!kind.fair());
            Running.doing(virtual, () -> {
                assertThat(lock.tryLock()).as("a try never looks at who waits").isTrue();
                lock.unlock();
            }).result();
            Running<Boolean> newcomer = Running.doing(virtual, () -> {
                lock.lock();
                lock.unlock();
            });
            if (kind.fair()) {
                Running.until("it stands in line", () -> lock.waiting() == 2);
            } else {
                newcomer.result();
            }
            go.set();
            first.result();
            newcomer.result();
            assertThat(lock.waiting()).isZero();
        }
    }

    @Test
    void fairRLock_ownerLocksAgainWhileOthersWait_doesNotWait() throws Exception {
        RLock lock = RLock.fair();
        lock.lock();
        Running<Boolean> other = Running.doing(virtual, lock::lock);
        Running.until("it waits", () -> lock.waiting() == 1);
        lock.lock();
        assertThat(lock.tryLock(Duration.ZERO)).isTrue();
        lock.lockUninterruptibly();
        assertThat(lock.holdCount()).isEqualTo(4);
        for (int i = 0; i < 4; i++) {
            assertThat(other.isDone()).isFalse();
            lock.unlock();
        }
        other.result();
    }

    @Test
    void condition_signalledStandBehindWhoWaitedForTheLock() throws Exception {
        for (Condition condition : List.of(new Condition(), new Condition(Mutex.fair()))) {
            List<String> order = new CopyOnWriteArrayList<>();
            Running<Boolean> signalled = Running.doing(virtual, () -> {
                try (var _ = condition.hold()) {
                    condition.await();
                    order.add("signalled");
                }
            });
            Running.until("it awaits", () -> condition.awaiting() == 1 && !condition.isLocked());
            condition.lock();
            Running<Boolean> locks = Running.doing(virtual, () -> {
                try (var _ = condition.hold()) {
                    order.add("locks");
                }
            });
            Running.until("it waits", () -> condition.waiting() == 1);
            condition.signal();
            condition.unlock();
            signalled.result();
            locks.result();
            assertThat(order).containsExactly("locks", "signalled");
        }
    }

    // ---- read-write locks

    @Test
    void readWriteLock_writerIsFirst_noReaderPassesIt() throws Exception {
        for (ReadWriteLock lock : List.of(new ReadWriteLock(), ReadWriteLock.fair())) {
            lock.lockRead();
            Running<Boolean> writer = Running.doing(virtual, lock::lockWrite);
            Running.until("it waits", () -> lock.waiting() == 1);
            assertThat(Running.start(virtual, () -> lock.tryLockRead(Duration.ZERO)).result()).isFalse();
            Running<Boolean> reader = Running.doing(virtual, lock::lockRead);
            Running.until("it waits, too", () -> lock.waiting() == 2);
            assertThat(lock.tryLockRead()).as("a try never looks at who waits").isTrue();
            lock.unlockRead();
            assertThat(lock.readers()).isEqualTo(1);
            lock.unlockRead();
            writer.result();
            assertThat(lock.isWriteLocked()).isTrue();
            assertThat(reader.isDone()).isFalse();
            lock.unlockWrite();
            reader.result();
            assertThat(lock.readers()).isEqualTo(1);
        }
    }

    @Test
    void readWriteLock_readersBehindEachOther_goOnTogether() throws Exception {
        ReadWriteLock lock = new ReadWriteLock();
        lock.lockWrite();
        List<Running<Boolean>> readers = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            readers.add(Running.doing(virtual, lock::lockRead));
            int count = i;
            Running.until("they wait: " + i, () -> lock.waiting() == count);
        }
        Running<Boolean> writer = Running.start(virtual, () -> lock.tryLockWrite(LONG));
        Running.until("the writer waits", () -> lock.waiting() == 4);
        Running<Boolean> last = Running.doing(virtual, lock::lockRead);
        Running.until("the last waits", () -> lock.waiting() == 5);
        lock.unlockWrite();
        for (Running<Boolean> reader : readers) {
            reader.result();
        }
        Running.until("only the others wait", () -> lock.waiting() == 2);
        assertThat(lock.readers()).isEqualTo(3);
        assertThat(writer.isDone()).isFalse();
        for (int i = 0; i < 3; i++) {
            lock.unlockRead();
        }
        assertThat(writer.result()).isTrue();
        assertThat(last.isDone()).isFalse();
        lock.unlockWrite();
        last.result();
    }

    @Test
    void readWriteLock_firstWriterGivesUp_readersBehindGoOn() throws Exception {
        for (boolean interrupted : new boolean[] {true, false}) {
            ReadWriteLock lock = new ReadWriteLock();
            lock.lockRead();
            Running<Boolean> writer = Running.start(virtual,
                    () -> lock.tryLockWrite(interrupted ? LONG : Duration.ofMillis(100)));
            Running.until("it waits or is late", () -> lock.waiting() == 1 || writer.isDone());
            List<Running<Boolean>> readers = List.of(
                    Running.doing(virtual, lock::lockRead), Running.doing(virtual, lock::lockRead));
            if (interrupted) {
                Running.until("they wait", () -> lock.waiting() == 3);
                writer.interrupt();
                assertThat(writer.failure()).isInstanceOf(InterruptedException.class);
            } else {
                assertThat(writer.result()).isFalse();
            }
            for (Running<Boolean> reader : readers) {
                reader.result();
            }
            assertThat(lock.readers()).isEqualTo(3);
        }
    }

    @Test
    void readWriteLock_readersWithoutEnd_doNotStarveAWriter() throws Exception {
        ReadWriteLock lock = new ReadWriteLock();
        Event begun = new Event();
        Event over = new Event();
        Running<Boolean> writer = Running.doing(virtual, () -> {
            begun.await();
            try {
                for (int i = 0; i < 20; i++) {
                    try (var _ = lock.holdWrite()) {
                        assertThat(lock.readers()).isZero();
                    }
                }
            } finally {
                over.set();
            }
        });
        withoutEnd(begun, over, () -> {
            try (var _ = lock.holdRead()) {
                Thread.yield();
                assertThat(lock.isWriteLocked()).isFalse();
            }
        });
        writer.result();
        assertThat(lock.readers()).isZero();
    }

    // ---- steps

    /**
     * Four threads that do this from when one begins until another is over. That one must be there before: the scheduler of
     * virtual threads starts no new one while enough of them yield to each other.
     */
    private void withoutEnd(Event begun, Event over, Running.Steps steps) throws Exception {
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Running.doing(virtual, () -> {
                begun.set();
                while (!over.isSet()) {
                    steps.run();
                }
            }));
        }
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
    }

    private Running<Boolean> waiting(Semaphore semaphore, int many) {
        int before = semaphore.waiting();
        Running<Boolean> thread = Running.doing(virtual, () -> semaphore.acquire(many));
        Running.until("it waits", () -> semaphore.waiting() == before + 1);
        return thread;
    }
}
