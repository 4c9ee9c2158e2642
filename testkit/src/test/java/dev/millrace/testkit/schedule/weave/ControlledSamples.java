package dev.millrace.testkit.schedule.weave;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;

/** Small programs for two threads; the number says which thread calls. */
final class ControlledSamples {

    private ControlledSamples() {}

    /** Counts in four ways, and tells what it has counted. */
    static final class Counters implements IntFunction<Object> {
        private int plain;
        private int monitored;
        private static int monitoredStatically;
        private int locked;
        private final ReentrantLock lock = new ReentrantLock();

        @Override
        public Object apply(int which) {
            return switch (which) {
                case 0 -> plain++;
                case 1 -> monitor();
                case 2 -> monitorStatically();
                case 3 -> lock();
                case 10 -> plain;
                case 11 -> monitored;
                case 12 -> monitoredStatically;
                case 13 -> locked;
                default -> throw new IllegalArgumentException("which=" + which);
            };
        }

        private synchronized int monitor() {
            return monitored++;
        }

        private static synchronized int monitorStatically() {
            return monitoredStatically++;
        }

        private int lock() {
            lock.lock();
            try {
                return locked++;
            } finally {
                lock.unlock();
            }
        }
    }

    /** Takes two locks, each thread in another order. */
    @SuppressWarnings("LockNotBeforeTry") // what is wrong here is on purpose
    static final class TwoLocks implements IntFunction<Object> {
        private final ReentrantLock[] locks = {new ReentrantLock(), new ReentrantLock()};

        @Override
        public Object apply(int first) {
            locks[first].lock();
            locks[1 - first].lock();
            locks[1 - first].unlock();
            locks[first].unlock();
            return first;
        }
    }

    /** Looks before it waits, but not under the lock that the signal takes: a wake-up can get lost. */
    @SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // on purpose
    static final class LateWait implements IntFunction<Object> {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private volatile boolean ready;

        @Override
        public Object apply(int which) {
            if (which == 0) {
                lock.lock();
                ready = true;
                changed.signal();
                lock.unlock();
            } else if (!ready) {
                lock.lock();
                changed.awaitUninterruptibly();
                lock.unlock();
            }
            return which;
        }
    }

    static final class Handover implements IntFunction<Object> {
        private final BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);

        @Override
        public Object apply(int which) {
            try {
                if (which == 0) {
                    queue.put(1);
                    queue.put(2);
                    queue.put(3);
                    return 0;
                }
                return queue.take() * 100 + queue.take() * 10 + queue.take();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Waits an hour for nothing. */
    static final class LongWait implements IntFunction<Object> {
        private final BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);

        @Override
        public Object apply(int which) {
            try {
                long before = System.nanoTime();
                Integer none = queue.poll(1, TimeUnit.HOURS);
                return none + " after " + TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - before);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
