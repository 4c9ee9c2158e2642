package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** What nobody waits for allocates nothing, compiled or not. */
@Timeout(60)
class AllocationTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int TIMES = 2_000;

    private final Mutex mutex = new Mutex();
    private final RLock rlock = RLock.fair();
    private final Semaphore semaphore = new Semaphore(3);
    private final ReadWriteLock readWrite = new ReadWriteLock();
    private final Lock view = mutex.asLock();
    private final Event event = new Event();
    private final Latch latch = new Latch(0);

    @TestFactory
    Stream<DynamicTest> uncontended_allocatesNothing() {
        event.set();
        return Map.<String, Running.Steps>of(
                "lock", () -> {
                    mutex.lock();
                    mutex.unlock();
                },
                "lock again, in time", () -> {
                    rlock.tryLock(TIMEOUT);
                    rlock.lock();
                    rlock.unlock();
                    rlock.unlock();
                },
                "hold", () -> {
                    try (Hold _ = mutex.hold()) {
                        mutex.isLocked();
                    }
                },
                "several permits, in time", () -> {
                    semaphore.tryAcquire(2, TIMEOUT);
                    semaphore.release(2);
                },
                "read, in time", () -> {
                    readWrite.tryLockRead(TIMEOUT);
                    readWrite.unlockRead();
                },
                "write, in time", () -> {
                    readWrite.tryLockWrite(TIMEOUT);
                    readWrite.unlockWrite();
                },
                "a view, in time", () -> {
                    view.tryLock(30, TimeUnit.SECONDS);
                    view.unlock();
                },
                "an event that is set, in time", () -> event.await(TIMEOUT),
                "a latch that is open, in time", () -> latch.await(TIMEOUT))
                .entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> assertAllocatesNothing(each.getValue())));
    }

    /** Who cannot get in looks for a single holder, under the lock of the line: that must not look at all of many. */
    @Test
    void refusedByManyHolders_allocatesNoMoreThanByOne() throws Exception {
        ReadWriteLock many = Diagnosis.watch("many readers", new ReadWriteLock());
        for (int i = 0; i < 1_000; i++) {
            Running.doing(true, many::lockRead).result();
        }
        run(() -> many.tryLockWrite(Duration.ZERO));
        long before = THREADS.getCurrentThreadAllocatedBytes();
        run(() -> many.tryLockWrite(Duration.ZERO));
        long each = (THREADS.getCurrentThreadAllocatedBytes() - before) / TIMES;
        assertThat(each).as("bytes a call").isLessThan(1_000);
    }

    private static void assertAllocatesNothing(Running.Steps steps) throws Exception {
        run(steps); // links what links at first use
        long before = THREADS.getCurrentThreadAllocatedBytes();
        run(steps);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).as("bytes of %s calls", TIMES).isLessThan(TIMES);
    }

    private static void run(Running.Steps steps) throws Exception {
        for (int i = 0; i < TIMES; i++) {
            steps.run();
        }
    }
}
