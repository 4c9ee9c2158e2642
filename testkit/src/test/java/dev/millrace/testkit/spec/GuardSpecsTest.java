package dev.millrace.testkit.spec;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Result;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the presets of locks and semaphores try, and what they leave out. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuardSpecsTest {

    /** A textbook's lock; who unlocks wakes all that wait, or one of them, who wakes the next only when it unlocks. */
    static final class WakingLock {
        private final boolean all;
        private int readers;
        private boolean written;

        WakingLock(boolean all) {
            this.all = all;
        }

        synchronized void lockRead() throws InterruptedException {
            while (written) {
                wait();
            }
            readers++;
        }

        synchronized void unlockRead() {
            readers--;
            wake();
        }

        synchronized void lockWrite() throws InterruptedException {
            while (written || readers > 0) {
                wait();
            }
            written = true;
        }

        synchronized void unlockWrite() {
            written = false;
            wake();
        }

        private void wake() {
            if (all) {
                notifyAll();
            } else {
                notify();
            }
        }
    }

    private static Result check(boolean all) {
        return Check.readWriteLock((ReadWriteLockSpec<WakingLock> spec) -> spec.create(() -> new WakingLock(all))
                .lockRead(WakingLock::lockRead).unlockRead(WakingLock::unlockRead)
                .lockWrite(WakingLock::lockWrite).unlockWrite(WakingLock::unlockWrite))
                .engines(Engine.CONTROLLED).seed(1).budget(Duration.ofSeconds(all ? 1 : 60)).run();
    }

    @Test
    void readWriteLock_wakesOneReaderOfTwo_isFound() {
        assertThat(check(false)).isInstanceOf(Result.Failed.class).asString().contains("lockRead() waits");
        check(true).orThrow();
    }

    /** Readers stand back behind a writer that waits, and one who gives up need not tell them. */
    static final class WritersFirst {
        private final boolean tells;
        private int readers;
        private int waitingWriters;
        private boolean written;

        WritersFirst(boolean tells) {
            this.tells = tells;
        }

        synchronized void lockRead() throws InterruptedException {
            while (written || waitingWriters > 0) {
                wait();
            }
            readers++;
        }

        synchronized void unlockRead() {
            readers--;
            notifyAll();
        }

        synchronized boolean tryLockWrite(Duration timeout) throws InterruptedException {
            long end = System.nanoTime() + timeout.toNanos();
            waitingWriters++;
            try {
                while (written || readers > 0) {
                    long left = end - System.nanoTime();
                    if (left <= 0) {
                        return false;
                    }
                    wait(left / 1_000_000 + 1);
                }
                written = true;
                return true;
            } finally {
                waitingWriters--;
                if (tells) {
                    notifyAll();
                }
            }
        }

        synchronized void unlockWrite() {
            written = false;
            notifyAll();
        }
    }

    private static Result checkWritersFirst(boolean tells) {
        return Check.readWriteLock((ReadWriteLockSpec<WritersFirst> spec) -> spec.create(() -> new WritersFirst(tells))
                .lockReadInterruptibly(WritersFirst::lockRead).unlockRead(WritersFirst::unlockRead)
                .tryLockWriteFor(WritersFirst::tryLockWrite).unlockWrite(WritersFirst::unlockWrite))
                .engines(Engine.CONTROLLED).seed(1).budget(Duration.ofSeconds(tells ? 1 : 60)).run();
    }

    @Test
    void readWriteLock_lateWriterThatTellsNoReader_isFound() {
        assertThat(checkWritersFirst(false)).isInstanceOf(Result.Failed.class).asString()
                .contains("lockReadInterruptibly() waits");
        checkWritersFirst(true).orThrow();
    }

    /** Who stands in line behind others may be late though there is something left: that nobody said it is fair, is no promise. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void semaphoreThatIsFair_notSaidToBe_passes(Engine engine) {
        Check.semaphore((SemaphoreSpec<Semaphore> spec) -> spec.create(permits -> new Semaphore(permits, true))
                .permits(2).acquire(Semaphore::acquire)
                .tryAcquireFor((semaphore, many, wait) -> semaphore.tryAcquire(many, wait.toNanos(), NANOSECONDS))
                .release(Semaphore::release)).weaveJdk()
                .engines(engine).seed(1).budget(Duration.ofSeconds(2)).run().orThrow();
    }

    @Test
    void lockThatIsFair_notSaidToBe_passes() {
        Check.lock((LockSpec<ReentrantLock> spec) -> spec.create(() -> new ReentrantLock(true))
                .lock(ReentrantLock::lock).unlock(ReentrantLock::unlock)
                .tryLockFor((lock, wait) -> lock.tryLock(wait.toNanos(), NANOSECONDS)).interrupts()).weaveJdk()
                .engines(Engine.CONTROLLED).seed(1).budget(Duration.ofSeconds(4)).run().orThrow();
    }

    /** Knows of one permit, whatever it is asked for. */
    static final class OnePermit {
        private boolean taken;

        synchronized void acquire(int permits) throws InterruptedException {
            if (permits != 1) {
                throw new IllegalArgumentException("permits=" + permits + " (expected: 1)");
            }
            while (taken) {
                wait();
            }
            taken = true;
        }

        synchronized void release() {
            taken = false;
            notifyAll();
        }
    }

    @Test
    void semaphore_atOnceSaidLast_countsForWhatWasSaidBefore() {
        Check.semaphore((SemaphoreSpec<OnePermit> spec) -> spec.create(_ -> new OnePermit()).acquire(OnePermit::acquire)
                .release((semaphore, _) -> semaphore.release()).permits(1).atOnce(1))
                .engines(Engine.CONTROLLED).seed(1).budget(Duration.ofMillis(400)).run().orThrow();
    }

    /** Knows single permits only. */
    static final class OneByOne {
        private int left;

        OneByOne(int permits) {
            left = permits;
        }

        synchronized void acquire() throws InterruptedException {
            while (left == 0) {
                wait();
            }
            left--;
        }

        synchronized boolean tryAcquire() {
            if (left == 0) {
                return false;
            }
            left--;
            return true;
        }

        synchronized void release() {
            left++;
            notify();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void semaphore_oneAtOnce_isGivenBackOneByOne(Engine engine) {
        Check.semaphore((SemaphoreSpec<OneByOne> spec) -> spec.create(OneByOne::new).permits(2).atOnce(1)
                .acquire((semaphore, _) -> semaphore.acquire()).tryAcquire((semaphore, _) -> semaphore.tryAcquire())
                .release((semaphore, _) -> semaphore.release()))
                .engines(engine).seed(1).budget(Duration.ofMillis(400)).run().orThrow();
    }
}
