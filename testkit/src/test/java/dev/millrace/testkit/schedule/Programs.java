package dev.millrace.testkit.schedule;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Small programs with points placed by hand. */
final class Programs {

    static final int MANY = 5_000;

    private Programs() {}

    static Body body(String name, Runnable task) {
        return new Body(name, task);
    }

    /** Code that may be interrupted. */
    interface Waiting {
        void run() throws InterruptedException;
    }

    /** A body to which an interrupt is a failure. */
    static Body waiting(String name, Waiting task) {
        return new Body(name, () -> {
            try {
                task.run();
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        });
    }

    static void points(int count) {
        for (int i = 0; i < count; i++) {
            Hooks.point(i);
        }
    }

    /** Two threads that increment without an atomic step; the last one to finish checks. */
    static final class LostUpdate {
        private int value;
        private int finished;

        List<Body> bodies() {
            return List.of(body("a", this::increment), body("b", this::increment));
        }

        private void increment() {
            Hooks.point(1);
            int seen = value;
            Hooks.point(2);
            value = seen + 1;
            if (++finished == 2 && value != 2) {
                throw new AssertionError("value=" + value);
            }
        }
    }

    /** Two locks, taken in opposite order. */
    static List<Body> crossedLocks() {
        ReentrantLock first = new ReentrantLock();
        ReentrantLock second = new ReentrantLock();
        return List.of(body("a", () -> takeBoth(first, second)), body("b", () -> takeBoth(second, first)));
    }

    private static void takeBoth(ReentrantLock outer, ReentrantLock inner) {
        Hooks.point(1);
        outer.lock();
        try {
            Hooks.point(2);
            inner.lock();
            try {
                Hooks.point(3);
            } finally {
                inner.unlock();
            }
        } finally {
            outer.unlock();
        }
    }

    /** The waiter announces itself only after its check, and parks without another look. */
    static final class LostWakeUp {
        private boolean done;
        private Thread waiter;

        List<Body> bodies() {
            return List.of(body("waiter", this::await), body("waker", this::complete));
        }

        private void await() {
            Hooks.point(1);
            if (!done) {
                Hooks.point(2);
                waiter = Thread.currentThread();
                Hooks.park(this);
            }
        }

        private void complete() {
            Hooks.point(3);
            done = true;
            Hooks.point(4);
            Hooks.unpark(waiter);
        }
    }

    /** Spins until the other has set a flag that it never sets. */
    static final class Spin {
        private boolean stop;
        private final boolean ever;

        Spin(boolean ever) {
            this.ever = ever;
        }

        List<Body> bodies() {
            return List.of(body("spinner", this::spin), body("setter", this::set));
        }

        private void spin() {
            do {
                Hooks.point(1);
            } while (!stop);
        }

        private void set() {
            Hooks.point(2);
            stop = ever;
        }
    }

    /** Fails only if a is stopped in its window, then b between its two reads, and a ends in between: three ordered events. */
    static final class DepthThree {
        private boolean window;
        private boolean done;

        List<Body> bodies() {
            return List.of(body("a", this::open), body("b", this::look));
        }

        private void open() {
            points(6);
            window = true;
            Hooks.point(1);
            window = false;
            points(6);
            done = true;
        }

        private void look() {
            points(6);
            if (window) {
                points(6);
                if (done) {
                    throw new AssertionError("found");
                }
            }
        }
    }
}
