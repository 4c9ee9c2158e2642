package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** What readers and writers are to each other, by the views of the JDK's locks, on both kinds of thread. */
@ParameterizedClass(name = "fair: {0}, virtual threads: {1}")
@CsvSource({"false, false", "false, true", "true, false", "true, true"})
@Timeout(120)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // here it is the locks and the waits that are tested
class ReadWriteLockTest {

    private final boolean virtual;
    private final ReadWriteLock lock;
    private final Lock read;
    private final Lock write;

    ReadWriteLockTest(boolean fair, boolean virtual) {
        this.virtual = virtual;
        this.lock = fair ? ReadWriteLock.fair() : new ReadWriteLock();
        java.util.concurrent.locks.ReadWriteLock view = lock.asReadWriteLock();
        this.read = view.readLock();
        this.write = view.writeLock();
    }

    @Test
    void readLock_manyReaders_togetherWithoutAWriter() throws Exception {
        Latch allRead = new Latch(4);
        List<Running<Boolean>> readers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            readers.add(Running.doing(virtual, () -> {
                read.lockInterruptibly();
                allRead.countDown();
                allRead.await(); // only together do they come behind this
                assertThat(write.tryLock()).isFalse();
                allRead.await();
            }));
        }
        for (Running<Boolean> reader : readers) {
            reader.result();
        }
        assertThat(lock.readers()).isEqualTo(4);
        Running<Boolean> writer = Running.doing(virtual, write::lock);
        untilWaiting(1);
        for (int left = 4; left > 0; left--) {
            assertThat(write.tryLock()).isFalse();
            assertThat(writer.isDone()).isFalse();
            read.unlock();
        }
        writer.result();
        assertThat(lock.isWriteLocked()).isTrue();
    }

    @Test
    void writeLock_held_keepsReadersAndWritersOut() throws Exception {
        write.lock();
        for (Lock each : List.of(read, write)) {
            assertThat(Running.start(virtual, each::tryLock).result()).isFalse();
            assertThat(Running.start(virtual, () -> each.tryLock(2, TimeUnit.MILLISECONDS)).result()).isFalse();
        }
        Running<Boolean> writer = Running.doing(virtual, write::lock);
        untilWaiting(1);
        Running<Boolean> reader = Running.doing(virtual, read::lock);
        untilWaiting(2);
        write.unlock();
        writer.result();
        assertThat(reader.isDone()).isFalse();
        assertThat(lock.isWriteLocked()).isTrue();
        write.unlock();
        reader.result();
        assertThat(lock.readers()).isEqualTo(1);
    }

    @Test
    void writeLock_byAReader_neverUntilNobodyReads() throws Exception {
        Running.doing(virtual, () -> {
            read.lock();
            assertThat(write.tryLock()).isFalse();
            assertThat(write.tryLock(2, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(lock.readers()).as("it reads still").isEqualTo(1);
            assertThat(lock.isWriteLocked()).isFalse();
            read.unlock();
            assertThat(write.tryLock()).isTrue();
            write.unlock();
        }).result();
        Running<Boolean> itself = Running.doing(virtual, () -> {
            read.lock();
            assertThat(catchThrowable(write::lockInterruptibly)).isInstanceOf(InterruptedException.class);
            read.unlock();
        });
        untilWaiting(1); // for itself
        itself.awaitParked();
        assertThat(itself.isDone()).isFalse();
        itself.interrupt();
        itself.result();
        assertThat(lock.readers()).isZero();
    }

    /** There are no owners, so who writes is to itself as anybody else. */
    @Test
    void readLock_byTheWriter_notBeforeItHasUnlocked() throws Exception {
        Running.doing(virtual, () -> {
            write.lock();
            assertThat(read.tryLock()).isFalse();
            assertThat(read.tryLock(2, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(write.tryLock()).isFalse();
            assertThat(lock.isWriteLocked()).as("it writes still").isTrue();
            write.unlock();
            assertThat(read.tryLock()).isTrue();
            assertThat(read.tryLock()).as("once more, as another reader").isTrue();
            assertThat(lock.readers()).isEqualTo(2);
        }).result();
    }

    @Test
    void readLock_writerIsFirst_onlyATryPassesIt() throws Exception {
        read.lock();
        Running<Boolean> writer = Running.doing(virtual, write::lock);
        untilWaiting(1);
        for (long time : new long[] {0, -1, 1}) {
            assertThat(Running.start(virtual, () -> read.tryLock(time, TimeUnit.MILLISECONDS)).result()).isFalse();
        }
        Running<Boolean> reader = Running.doing(virtual, read::lock);
        untilWaiting(2);
        assertThat(read.tryLock()).isTrue();
        assertThat(lock.readers()).isEqualTo(2);
        read.unlock();
        read.unlock();
        writer.result();
        assertThat(reader.isDone()).isFalse();
        write.unlock();
        reader.result();
    }

    @Test
    void line_readersAndWriters_servedInOrderReadersTogether() throws Exception {
        write.lock();
        List<Running<Boolean>> line = new ArrayList<>();
        for (Lock each : List.of(read, read, write, read, write)) {
            line.add(Running.doing(virtual, each::lock));
            untilWaiting(line.size());
        }
        write.unlock();
        ended(line.subList(0, 2));
        stands(2, false, line.subList(2, 5));
        read.unlock();
        stands(1, false, line.subList(2, 5));
        read.unlock();
        ended(line.subList(2, 3));
        stands(0, true, line.subList(3, 5));
        write.unlock();
        ended(line.subList(3, 4));
        stands(1, false, line.subList(4, 5));
        read.unlock();
        ended(line.subList(4, 5));
        stands(0, true, List.of());
    }

    private static void ended(List<Running<Boolean>> threads) throws Exception {
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
    }

    private void stands(int readers, boolean written, List<Running<Boolean>> waiting) {
        untilWaiting(waiting.size());
        assertThat(lock.readers()).isEqualTo(readers);
        assertThat(lock.isWriteLocked()).isEqualTo(written);
        assertThat(waiting).noneMatch(Running::isDone);
    }

    @Test
    void unlock_ofTheOtherKind_refusedAndNothingChanges() {
        read.lock();
        assertThat(catchThrowable(write::unlock)).isInstanceOf(IllegalMonitorStateException.class);
        assertThat(lock.readers()).isEqualTo(1);
        read.unlock();
        assertThat(catchThrowable(read::unlock)).isInstanceOf(IllegalMonitorStateException.class);
        write.lock();
        assertThat(catchThrowable(read::unlock)).isInstanceOf(IllegalMonitorStateException.class);
        assertThat(lock.isWriteLocked()).isTrue();
        write.unlock();
        assertThat(catchThrowable(write::unlock)).isInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    void condition_onlyRead_refused() throws Exception {
        Condition condition = write.newCondition();
        read.lock();
        for (Running.Steps call : List.<Running.Steps>of(condition::await, condition::awaitUninterruptibly,
                condition::signal, condition::signalAll, () -> condition.awaitNanos(0))) {
            assertThat(catchThrowable(call::run)).isInstanceOf(IllegalMonitorStateException.class);
        }
        assertThat(lock.readers()).isEqualTo(1);
    }

    /** Who was signalled stands in the line of the lock, between readers and writers. */
    @Test
    void condition_signalled_writesAgainAfterWhoCameBefore() throws Exception {
        Condition condition = write.newCondition();
        Running<Boolean> waiter = Running.doing(virtual, () -> {
            write.lock();
            condition.await();
            assertThat(lock.isWriteLocked()).isTrue();
            write.unlock();
        });
        Running.until("it awaits",
                () -> ((ConditionView) condition).signals().awaiting() == 1 && !lock.isWriteLocked());
        write.lock();
        Running<Boolean> before = Running.doing(virtual, read::lock);
        untilWaiting(1);
        condition.signal();
        write.unlock();
        before.result();
        assertThat(waiter.isDone()).isFalse();
        read.unlock();
        waiter.result();
        assertThat(lock.isWriteLocked()).isFalse();
    }

    @Test
    void readLock_asManyReadersAsCanBe_theNextWaitsForOneToLeave() throws Exception {
        MethodHandles.privateLookupIn(ReadWriteLock.class, MethodHandles.lookup())
                .findVarHandle(ReadWriteLock.class, "state", int.class)
                .setVolatile(lock, Integer.MAX_VALUE);
        assertThat(read.tryLock()).isFalse();
        assertThat(Running.start(virtual, () -> read.tryLock(0, TimeUnit.DAYS)).result()).isFalse();
        assertThat(lock.readers()).isEqualTo(Integer.MAX_VALUE);
        Running<Boolean> reader = Running.doing(virtual, read::lock);
        untilWaiting(1);
        reader.awaitParked();
        read.unlock();
        reader.result();
        assertThat(lock.readers()).isEqualTo(Integer.MAX_VALUE);
        assertThat(lock.isWriteLocked()).isFalse();
    }

    @Test
    void locks_readersAndWriters_neverTogether() throws Exception {
        AtomicInteger reading = new AtomicInteger();
        int[] plain = new int[2];
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(Running.doing(virtual, () -> {
                for (int turn = 0; turn < 300; turn++) {
                    write.lock();
                    assertThat(reading.get()).isZero();
                    plain[0]++;
                    if (turn % 8 == 0) {
                        Thread.yield();
                    }
                    plain[1]++;
                    write.unlock();
                }
            }));
            threads.add(Running.doing(virtual, () -> {
                for (int turn = 0; turn < 300; turn++) {
                    read.lock();
                    reading.incrementAndGet();
                    assertThat(plain[0]).isEqualTo(plain[1]);
                    if (turn % 8 == 0) {
                        Thread.yield();
                    }
                    reading.decrementAndGet();
                    read.unlock();
                }
            }));
        }
        ended(threads);
        assertThat(plain).containsExactly(600, 600);
    }

    private void untilWaiting(int count) {
        Running.until("they wait: " + count, () -> lock.waiting() == count);
    }
}
