package dev.millrace.testkit.schedule.weave;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;

/** Code that uses java.util.concurrent. */
final class JdkSamples {

    private JdkSamples() {}

    static Class<? extends Callable<?>> queue(String name) {
        return switch (name) {
            case "ArrayBlockingQueue" -> ArrayBlocking.class;
            case "LinkedBlockingQueue" -> LinkedBlocking.class;
            case "LinkedBlockingDeque" -> LinkedBlockingEnds.class;
            case "SynchronousQueue" -> Synchronous.class;
            case "LinkedTransferQueue" -> LinkedTransfer.class;
            case "PriorityBlockingQueue" -> Priority.class;
            default -> throw new IllegalArgumentException(name);
        };
    }

    static final class ArrayBlocking extends Transfer {
        ArrayBlocking() {
            super(() -> new ArrayBlockingQueue<>(2));
        }
    }

    static final class LinkedBlocking extends Transfer {
        LinkedBlocking() {
            super(() -> new LinkedBlockingQueue<>(2));
        }
    }

    static final class LinkedBlockingEnds extends Transfer {
        LinkedBlockingEnds() {
            super(() -> new LinkedBlockingDeque<>(2));
        }
    }

    static final class Synchronous extends Transfer {
        Synchronous() {
            super(SynchronousQueue::new);
        }
    }

    static final class LinkedTransfer extends Transfer {
        LinkedTransfer() {
            super(LinkedTransferQueue::new);
        }
    }

    static final class Priority extends Transfer {
        Priority() {
            super(() -> new PriorityBlockingQueue<>(2, Comparator.naturalOrder()));
        }
    }

    /** Puts and takes between two threads. */
    abstract static class Transfer implements Callable<Object> {
        private final BlockingQueue<Integer> queue;

        Transfer(Supplier<BlockingQueue<Integer>> queue) {
            this.queue = queue.get();
        }

        @Override
        public Object call() throws Exception {
            Thread producer = new Thread(() -> {
                for (int i = 0; i < 10; i++) {
                    try {
                        queue.put(i);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
            });
            producer.start();
            var taken = new StringBuilder();
            for (int i = 0; i < 10; i++) {
                taken.append(queue.take());
            }
            producer.join();
            return taken + " " + queue.poll() + " " + queue.isEmpty();
        }
    }

    static final class Locks implements Callable<Object> {
        private final ReentrantLock lock = new ReentrantLock(true);
        private final Condition changed = lock.newCondition();
        private final ReentrantReadWriteLock readWrite = new ReentrantReadWriteLock();
        private final StampedLock stamped = new StampedLock();
        private int value;

        @Override
        public Object call() throws Exception {
            Thread other = new Thread(() -> locked(lock, () -> {
                value = 1;
                changed.signalAll();
            }));
            lock.lock();
            try {
                other.start();
                while (value == 0) {
                    changed.await();
                }
            } finally {
                lock.unlock();
            }
            other.join();
            locked(readWrite.writeLock(), () -> locked(readWrite.readLock(), () -> value++));
            long stamp = stamped.tryOptimisticRead();
            boolean valid = stamped.validate(stamp);
            locked(stamped.asWriteLock(), () -> value++);
            return value + " " + valid + stamped.validate(stamp) + lock.isLocked() + lock.isFair()
                    + readWrite.getReadLockCount();
        }

        private static void locked(Lock lock, Runnable body) {
            lock.lock();
            try {
                body.run();
            } finally {
                lock.unlock();
            }
        }
    }

    static final class Synchronizers implements Callable<Object> {
        private final Semaphore permits = new Semaphore(0);
        private final CountDownLatch latch = new CountDownLatch(2);
        private final CyclicBarrier barrier = new CyclicBarrier(2);
        private final Phaser phaser = new Phaser(2);
        private final Exchanger<String> exchanger = new Exchanger<>();
        private String received = "";

        @Override
        public Object call() throws Exception {
            Thread other = new Thread(() -> {
                try {
                    permits.acquire(2);
                    latch.countDown();
                    barrier.await();
                    phaser.arriveAndAwaitAdvance();
                    received = exchanger.exchange("from other");
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            other.start();
            permits.release(3);
            latch.countDown();
            latch.await();
            barrier.await();
            int phase = phaser.arriveAndAwaitAdvance();
            String mine = exchanger.exchange("from caller");
            other.join();
            return mine + received + phase + permits.availablePermits() + latch.getCount();
        }
    }

    static final class Queues implements Callable<Object> {
        @Override
        public Object call() {
            List<Object> seen = new ArrayList<>();
            for (Queue<Integer> queue : List.of(new ConcurrentLinkedQueue<Integer>(),
                    new ConcurrentLinkedDeque<Integer>())) {
                queue.add(1);
                queue.add(2);
                queue.add(3);
                queue.remove(2);
                seen.add(queue.toString());
                seen.add(queue.stream().mapToInt(each -> each).sum());
                seen.add(queue.poll());
                seen.addAll(queue);
            }
            return seen.toString();
        }
    }

    static final class Futures implements Callable<Object> {
        @Override
        public Object call() throws Exception {
            var task = new FutureTask<>(() -> "result");
            Thread runner = new Thread(task);
            runner.start();
            String result = task.get();
            runner.join();
            var cancelled = new FutureTask<>(() -> "never");
            cancelled.cancel(true);
            cancelled.run();
            return result + task.state() + cancelled.state();
        }
    }

    static final class TimedWaits implements Callable<Object> {
        @Override
        public Object call() throws Exception {
            Thread waiter = new Thread(() -> {
                try {
                    new Semaphore(0).tryAcquire(1, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    return;
                }
            });
            waiter.start();
            while (waiter.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            waiter.interrupt();
            waiter.join();
            return "interrupted";
        }
    }

    static final class Names implements Callable<Object> {
        @Override
        public Object call() {
            BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
            return Semaphore.class.getName() + " " + new ConcurrentHashMap<>().getClass().getName() + " "
                    + queue.offer(1);
        }
    }
}
