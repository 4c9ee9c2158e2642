package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Threads of both kinds that crowd at a semaphore or a lock, give up after a while or are interrupted: nothing is lost, and
 * never are more of them inside than may be. Each loop has 200,000 steps, in a soak fifty times as many.
 */
@Timeout(3_600)
class GuardStressTest {

    private static final int THREADS = 6;
    private static final int STEPS = Stress.scaled(200_000) / THREADS;
    private static final int MOST_TICKETS = 2;

    @ParameterizedTest
    @MethodSource("dev.millrace.sync.SemaphoreKind#all")
    void semaphore_crowdedWithTimeoutsAndInterrupts_losesNoPermit(SemaphoreKind kind) throws Exception {
        int permits = 3;
        Semaphore semaphore = kind.create(permits);
        AtomicInteger taken = new AtomicInteger();
        crowd((random, number) -> {
            int many = 1 + random.nextInt(permits);
            if (acquire(semaphore, many, random.nextInt(6))) {
                assertThat(taken.addAndGet(many)).isBetween(many, permits);
                linger(random);
                taken.addAndGet(-many);
                semaphore.release(many);
            }
        });
        assertThat(semaphore.available()).isEqualTo(permits);
        assertThat(semaphore.waiting()).isZero();
        assertThat(semaphore.tryAcquire(permits)).isTrue();
    }

    /** Nothing but updates of the one word, as dense as they get. */
    @ParameterizedTest
    @MethodSource("dev.millrace.sync.SemaphoreKind#all")
    void semaphore_acquiredAndReleasedByAllAtOnce_countsEach(SemaphoreKind kind) throws Exception {
        int most = THREADS * 2;
        Semaphore semaphore = kind.create(most);
        List<Running<Boolean>> threads = new ArrayList<>();
        Latch all = new Latch(1);
        for (int i = 0; i < THREADS; i++) {
            threads.add(Running.doing(i % 2 == 0, () -> {
                all.await();
                for (int n = 0; n < STEPS; n++) {
                    int many = 1 + n % 2;
                    assertThat(semaphore.tryAcquire(many)).isTrue(); // there are enough for all
                    semaphore.release(many);
                }
            }));
        }
        all.countDown();
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
        assertThat(semaphore.available()).isEqualTo(most);
    }

    private static boolean acquire(Semaphore semaphore, int many, int way) throws InterruptedException {
        switch (way) {
            case 0 -> semaphore.acquire(many);
            case 1 -> semaphore.acquireUninterruptibly(many);
            case 2 -> {
                return semaphore.tryAcquire(many);
            }
            case 3 -> {
                return semaphore.tryAcquire(many, Duration.ZERO);
            }
            default -> {
                return semaphore.tryAcquire(many, Duration.ofNanos(1_000L << way));
            }
        }
        return true;
    }

    @ParameterizedTest
    @MethodSource("dev.millrace.sync.LockKind#all")
    void lock_crowdedWithTimeoutsAndInterrupts_letsInOneAtATime(LockKind kind) throws Exception {
        Lockable lock = kind.create();
        AtomicIntegerArray entries = new AtomicIntegerArray(THREADS);
        int[] plain = new int[1];
        crowd((random, number) -> {
            if (lock(lock, random.nextInt(6))) {
                int before = plain[0];
                if (kind.reentrant() && random.nextInt(4) == 0) {
                    lock.lockUninterruptibly();
                    lock.unlock();
                }
                linger(random);
                plain[0] = before + 1; // not atomic: two at once lose one
                lock.unlock();
                entries.incrementAndGet(number);
            }
        });
        int sum = 0;
        for (int i = 0; i < THREADS; i++) {
            sum += entries.get(i);
        }
        assertThat(plain[0]).isEqualTo(sum);
        assertThat(lock.isLocked()).isFalse();
        assertThat(lock.waiting()).isZero();
        assertThat(lock.tryLock()).isTrue();
    }

    private static boolean lock(Lockable lock, int way) throws InterruptedException {
        switch (way) {
            case 0 -> lock.lock();
            case 1 -> lock.lockUninterruptibly();
            case 2 -> {
                return lock.tryLock();
            }
            case 3 -> {
                return lock.tryLock(Duration.ZERO);
            }
            default -> {
                return lock.tryLock(Duration.ofNanos(1_000L << way));
            }
        }
        return true;
    }

    /** A condition's waits end by signals, by the clock and by interrupts; each signal ends one wait, or finds nobody. */
    @Test
    void condition_crowdedWithTimeoutsAndInterrupts_losesNoSignal() throws Exception {
        Condition condition = new Condition();
        int[] tickets = new int[1];
        AtomicInteger made = new AtomicInteger();
        AtomicInteger used = new AtomicInteger();
        crowd((random, number) -> {
            if (random.nextBoolean()) {
                try (var _ = condition.hold()) {
                    if (tickets[0] < MOST_TICKETS) { // so that there is often none, and threads really wait
                        tickets[0]++;
                        made.incrementAndGet();
                        condition.signal();
                    }
                }
            } else {
                try (var _ = condition.hold()) {
                    boolean so = condition.awaitUntil(() -> tickets[0] > 0, Duration.ofNanos(random.nextInt(100_000)));
                    if (so) {
                        tickets[0]--;
                        used.incrementAndGet();
                    }
                }
            }
        });
        assertThat(tickets[0]).isEqualTo(made.get() - used.get()).isNotNegative();
        assertThat(condition.awaiting()).isZero();
        assertThat(condition.isLocked()).isFalse();
    }

    @Test
    void readWriteLock_crowdedWithTimeoutsAndInterrupts_keepsReadersAndWritersApart() throws Exception {
        for (ReadWriteLock lock : List.of(new ReadWriteLock(), ReadWriteLock.fair())) {
            AtomicInteger readers = new AtomicInteger();
            AtomicInteger writers = new AtomicInteger();
            crowd((random, number) -> {
                Duration timeout = Duration.ofNanos(random.nextInt(100_000));
                if (random.nextInt(4) == 0) {
                    if (lock.tryLockWrite(timeout)) {
                        assertThat(writers.incrementAndGet()).isEqualTo(1);
                        assertThat(readers.get()).isZero();
                        linger(random);
                        writers.decrementAndGet();
                        lock.unlockWrite();
                    }
                } else {
                    boolean read = random.nextBoolean() ? lock.tryLockRead(timeout) : lockRead(lock);
                    if (read) {
                        readers.incrementAndGet();
                        assertThat(writers.get()).isZero();
                        linger(random);
                        readers.decrementAndGet();
                        lock.unlockRead();
                    }
                }
            });
            assertThat(lock.readers()).isZero();
            assertThat(lock.waiting()).isZero();
            assertThat(lock.tryLockWrite()).isTrue();
        }
    }

    private static boolean lockRead(ReadWriteLock lock) throws InterruptedException {
        lock.lockRead();
        return true;
    }

    @FunctionalInterface
    private interface Step {
        void run(SplittableRandom random, int number) throws Exception;
    }

    /** Threads of both kinds, each of which takes its steps and sometimes interrupts another one. */
    private static void crowd(Step step) throws Exception {
        List<Running<Integer>> threads = new ArrayList<>();
        Latch all = new Latch(1);
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads.add(Running.start(i % 2 == 0, () -> {
                Running.until("all are there", all::isOpen); // one that is there may interrupt already
                SplittableRandom random = new SplittableRandom(number);
                int interrupted = 0;
                for (int n = 0; n < STEPS; n++) {
                    if (random.nextInt(16) == 0) {
                        threads.get(random.nextInt(THREADS)).interrupt();
                    }
                    try {
                        step.run(random, number);
                    } catch (InterruptedException e) {
                        interrupted++;
                    }
                }
                return interrupted;
            }));
        }
        all.countDown();
        for (Running<Integer> thread : threads) {
            thread.result();
        }
    }

    private static void linger(SplittableRandom random) {
        if (random.nextInt(8) == 0) {
            Thread.yield();
        }
    }
}
