package dev.millrace.testkit.schedule.weave;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Code that waits in every way, and takes monitors. */
final class WaitSamples {

    private WaitSamples() {}

    static final class Parks implements Callable<Object> {
        @Override
        public Object call() {
            LockSupport.unpark(Thread.currentThread());
            LockSupport.park();
            LockSupport.unpark(Thread.currentThread());
            LockSupport.park(this);
            LockSupport.parkNanos(1);
            LockSupport.parkNanos(this, 1);
            LockSupport.parkUntil(1);
            LockSupport.parkUntil(this, 1);
            return "done";
        }
    }

    static final class Sleeps implements Callable<Object> {
        @Override
        public Object call() throws InterruptedException {
            Thread.sleep(1);
            Thread.sleep(2, 3);
            Thread.sleep(Duration.ofSeconds(4));
            TimeUnit.HOURS.sleep(5);
            Thread.onSpinWait();
            Thread.yield();
            return System.nanoTime() + System.currentTimeMillis();
        }
    }

    static final class Threads implements Callable<Object> {
        private int ran;

        private final class Worker extends Thread {
            @Override
            public synchronized void start() {
                super.start();
            }

            @Override
            public void run() {
                try {
                    sleep(6);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                ran++;
            }
        }

        @Override
        public Object call() throws InterruptedException {
            var worker = new Worker();
            worker.start();
            worker.join();
            worker.join(7);
            worker.join(8, 9);
            worker.join(Duration.ofSeconds(10));
            worker.interrupt();
            Thread virtual = Thread.startVirtualThread(() -> {});
            virtual.join();
            Thread.ofVirtual().start(() -> {}).join();
            return ran + " " + worker.isAlive() + worker.isInterrupted() + worker.getState();
        }
    }

    static final class Methods implements Callable<Object> {
        private static boolean heldStatically;
        private boolean held;

        private synchronized long add(int one, long two) {
            held = Thread.holdsLock(this);
            if (one == 0) {
                throw new IllegalStateException("zero");
            }
            return one + two;
        }

        private static synchronized String find(String text) {
            heldStatically = Thread.holdsLock(Methods.class);
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) == 'x') {
                    return "found";
                }
            }
            return "missing";
        }

        private synchronized void notifying() {
            notify();
            notifyAll();
        }

        @Override
        public Object call() {
            String thrown = "none";
            try {
                add(0, 0);
            } catch (IllegalStateException e) {
                thrown = e.getMessage();
            }
            notifying();
            return add(1, 2L) + find("axb") + find("abc") + thrown + held + heldStatically + Recorded.isFree(this)
                    + Recorded.isFree(Methods.class);
        }
    }

    static final class Blocks implements Callable<Object> {
        private final Object monitor = new Object();
        private final Object other = new Object();
        private int depth;

        private String nested(int how) {
            synchronized (monitor) {
                try {
                    synchronized (other) {
                        depth++;
                        switch (how) {
                            case 0 -> {
                                return "returned";
                            }
                            case 1 -> throw new IllegalStateException("thrown");
                            default -> monitor.notifyAll();
                        }
                    }
                } catch (IllegalStateException e) {
                    return e.getMessage();
                } finally {
                    depth--;
                }
                return "fell";
            }
        }

        @Override
        public Object call() {
            return nested(0) + nested(1) + nested(2) + depth + Recorded.isFree(monitor) + Recorded.isFree(other);
        }
    }

    static final class Waits implements Callable<Object> {
        private @Nullable String letter;

        @Override
        public Object call() throws InterruptedException {
            Thread writer = new Thread(() -> {
                synchronized (this) {
                    letter = "hello";
                    this.notify();
                }
            });
            synchronized (this) {
                this.wait(1);
                this.wait(2, 3);
                writer.start();
                while (letter == null) {
                    this.wait();
                }
            }
            writer.join();
            return letter;
        }
    }
}
