package dev.millrace.testkit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Result;
import java.time.Duration;
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
