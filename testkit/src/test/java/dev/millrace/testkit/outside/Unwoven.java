package dev.millrace.testkit.outside;

import dev.millrace.testkit.spec.Item;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Code that is not woven, as of a library: public, and in a file of its own. */
public final class Unwoven {

    private Unwoven() {}

    /** A number; each call is a step. */
    public static final class Cell {
        private int value;

        public synchronized int get() {
            return value;
        }

        public synchronized void set(int next) {
            value = next;
        }
    }

    /** A lock that yields until it is free. */
    public static final class YieldingLock implements AutoCloseable {
        private final AtomicBoolean held = new AtomicBoolean();

        public void lock() {
            while (!held.compareAndSet(false, true)) {
                Thread.yield();
            }
        }

        public boolean tryLock() {
            return held.compareAndSet(false, true);
        }

        @Override
        public void close() {
            held.set(false);
        }
    }

    /** Runs what it is given under its monitor. */
    public static final class Guarded {
        public synchronized void run(Runnable task) {
            task.run();
        }
    }

    /** A place for one item. */
    public static final class Slot {
        private final AtomicReference<@Nullable Item> item = new AtomicReference<>();

        public boolean offer(Item next) {
            return item.compareAndSet(null, next);
        }

        public @Nullable Item poll() {
            return item.getAndSet(null);
        }
    }
}
