package dev.millrace.sync;

import dev.millrace.testkit.schedule.Body;
import dev.millrace.testkit.schedule.weave.EverySchedule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waits that are refused or interrupted at every moment. */
@Timeout(120)
class SignalsScheduleTest {

    /** One waits under a mutex that another unlocks for it, while a third signals. */
    static final class RefusedWhileSignalled implements Supplier<List<Body>> {
        private final Mutex mutex = new Mutex();
        private final Condition condition = mutex.newCondition();
        private final AtomicInteger left = new AtomicInteger(3);

        @Override
        public List<Body> get() {
            mutex.lockUninterruptibly();
            return List.of(
                    new Body("waits", () -> {
                        await();
                        end();
                    }),
                    new Body("unlocks", () -> {
                        unlock();
                        end();
                    }),
                    new Body("signals", () -> {
                        signal();
                        end();
                    }));
        }

        private void await() {
            try {
                condition.await(Duration.ofSeconds(1));
                unlock();
            } catch (IllegalMonitorStateException _) {
                // it is not locked any more, and so nobody waits
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /** A mutex lets whoever finds it locked signal. */
        private void signal() {
            try {
                condition.signal();
            } catch (IllegalMonitorStateException _) {
                // unlocked by another one
            }
        }

        private void unlock() {
            try {
                mutex.unlock();
            } catch (IllegalMonitorStateException _) {
                // another one was faster
            }
        }

        private void end() {
            if (left.decrementAndGet() == 0 && mutex.waiting() != 0) {
                throw new AssertionError("nobody is left, and yet somebody stands in line: " + mutex);
            }
        }
    }

    /** One waits at depth two, while another locks and unlocks. */
    static final class DeepWait implements Supplier<List<Body>> {
        private final RLock rlock = new RLock();
        private final Condition condition = rlock.newCondition();
        private boolean isSignalled;

        @Override
        public List<Body> get() {
            return List.of(new Body("waits", this::await), new Body("signals", this::signal),
                    new Body("locks", this::lock));
        }

        private void await() {
            rlock.lockUninterruptibly();
            rlock.lockUninterruptibly();
            while (!isSignalled) {
                condition.awaitUninterruptibly();
            }
            expectDepth(2);
            rlock.unlock();
            rlock.unlock();
        }

        private void signal() {
            rlock.lockUninterruptibly();
            isSignalled = true;
            condition.signal();
            expectDepth(1);
            rlock.unlock();
        }

        private void lock() {
            rlock.lockUninterruptibly();
            expectDepth(1);
            rlock.lockUninterruptibly();
            expectDepth(2);
            rlock.unlock();
            rlock.unlock();
        }

        private void expectDepth(int depth) {
            if (rlock.holdCount() != depth) {
                throw new AssertionError("depth=" + rlock.holdCount() + " (expected: " + depth + ")");
            }
        }
    }

    /** One comes to a barrier whose generation is complete, and is interrupted. */
    static final class InterruptedBetweenGenerations implements Supplier<List<Body>> {
        private final Barrier barrier = new Barrier(1, () -> {});
        private volatile @Nullable Thread comer;
        private volatile boolean isSent;

        @Override
        public List<Body> get() {
            return List.of(new Body("before", this::pass), new Body("comes", this::come), new Body("interrupts", () -> {
                Thread thread = comer;
                if (thread != null) {
                    thread.interrupt();
                    isSent = true;
                }
            }));
        }

        private void pass() {
            try {
                barrier.await();
            } catch (BrokenBarrierException _) {
                // by the one that was interrupted
            } catch (InterruptedException | TimeoutException e) {
                throw new AssertionError(e);
            }
        }

        private void come() {
            comer = Thread.currentThread();
            try {
                barrier.await();
            } catch (BrokenBarrierException | TimeoutException e) {
                throw new AssertionError(e);
            } catch (InterruptedException e) {
                return;
            }
            if (isSent && !Thread.currentThread().isInterrupted()) {
                throw new AssertionError("the interrupt is lost");
            }
        }
    }

    @Test
    void await_unlockedByAnotherWhileSignalled_leavesNobodyInLine() {
        EverySchedule.ofUpTo(2, RefusedWhileSignalled.class, "dev.millrace.sync", "dev.millrace.core");
    }

    @Test
    void await_atDepthTwo_leavesTheLockAtDepthNoneToOthers() {
        EverySchedule.ofUpTo(2, DeepWait.class, "dev.millrace.sync", "dev.millrace.core");
    }

    @Test
    void barrier_interruptedBetweenGenerations_keepsTheInterrupt() {
        EverySchedule.ofUpTo(2, InterruptedBetweenGenerations.class, "dev.millrace.sync", "dev.millrace.core");
    }
}
