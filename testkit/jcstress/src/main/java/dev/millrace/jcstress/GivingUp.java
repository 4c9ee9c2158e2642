package dev.millrace.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.millrace.sync.Condition;
import dev.millrace.sync.Mutex;
import dev.millrace.sync.Semaphore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** Who gives up while somebody lets him in takes nothing with him: what he was given is used, or left for the next. */
public final class GivingUp {

    private static final Duration MOMENT = Duration.ofNanos(500);

    private GivingUp() {}

    /** One permit, and two that want it: one gives it, and would like to have it back at once. */
    @JCStressTest
    @Outcome(id = {"true, false, 0", "false, true, 0"}, expect = ACCEPTABLE, desc = "one got it")
    @Outcome(expect = FORBIDDEN, desc = "a permit lost or made, or overlooked by both")
    @State
    public static class AtASemaphore {
        private final Semaphore semaphore = new Semaphore(0);

        @Actor
        public void giver(ZZI_Result result) {
            semaphore.release();
            result.r1 = Uninterrupted.get(() -> semaphore.tryAcquire(MOMENT));
        }

        @Actor
        public void taker(ZZI_Result result) {
            result.r2 = Uninterrupted.get(() -> semaphore.tryAcquire(MOMENT));
        }

        @Arbiter
        public void left(ZZI_Result result) {
            result.r3 = semaphore.waiting() == 0 ? semaphore.available() : -1;
        }
    }

    /** One waits for a moment, and the one that unlocks comes again and waits for as long as it takes. */
    @JCStressTest
    @Outcome(id = "2, false", expect = ACCEPTABLE, desc = "two got in, one after the other")
    @Outcome(id = "1, false", expect = ACCEPTABLE, desc = "one was late")
    @Outcome(expect = FORBIDDEN, desc = "two inside at once, or a lock that nobody holds")
    @State
    public static class AtAMutex {
        private final Mutex mutex = new Mutex();
        private int plain;

        /** A mutex that is held at first. */
        public AtAMutex() {
            mutex.tryLock();
        }

        @Actor
        public void patient() {
            mutex.unlock();
            mutex.lockUninterruptibly();
            plain++;
            mutex.unlock();
        }

        @Actor
        public void hasty() {
            if (Uninterrupted.get(() -> mutex.tryLock(MOMENT))) {
                plain++;
                mutex.unlock();
            }
        }

        @Arbiter
        public void sum(IZ_Result result) {
            result.r1 = plain;
            result.r2 = mutex.isLocked();
        }
    }

    /** A signal meets a wait that ends by itself: it is told as the one or as the other, and the lock is free afterwards. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "signalled")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "late, or not there yet")
    @Outcome(id = "0, 1", expect = FORBIDDEN, desc = "late, and the signal was used up")
    @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "signalled by nobody")
    @Outcome(expect = FORBIDDEN, desc = "a lock that nobody holds")
    @State
    public static class AtACondition {
        private final Condition condition = new Condition();

        @Actor
        public void waiter(II_Result result) {
            condition.lockUninterruptibly();
            result.r1 = Uninterrupted.get(() -> condition.await(MOMENT)) ? 1 : 0;
            condition.unlock();
        }

        @Actor
        public void signaller(II_Result result) {
            condition.lockUninterruptibly();
            result.r2 = condition.signal(1);
            condition.unlock();
        }

        @Arbiter
        public void free(II_Result result) {
            if (condition.isLocked() || condition.awaiting() != 0) {
                result.r1 = -1;
            }
        }
    }

    /** An interrupt meets the permit: the one or the other ends the wait, and the permit is used or left. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "interrupted, the permit is left")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "let in, whether interrupted afterwards or not")
    @Outcome(expect = FORBIDDEN, desc = "a permit lost or made")
    @State
    public static class ByAnInterrupt {
        private final Semaphore semaphore = new Semaphore(0);
        private volatile @Nullable Thread waiting;
        private volatile boolean interrupted;

        @Actor
        public void waiter(II_Result result) {
            waiting = Thread.currentThread();
            try {
                semaphore.acquire();
                result.r1 = 1;
            } catch (InterruptedException e) {
                result.r1 = 0;
            }
            while (!interrupted) {
                Thread.yield();
            }
            Thread.interrupted(); // for whatever this thread does next
        }

        @Actor
        public void giver() {
            Thread thread = waiting;
            while (thread == null) {
                Thread.onSpinWait();
                thread = waiting;
            }
            thread.interrupt();
            semaphore.release();
            interrupted = true;
        }

        @Arbiter
        public void left(II_Result result) {
            result.r2 = semaphore.available();
        }
    }
}
