package dev.millrace.testkit.schedule.weave;

import java.util.IdentityHashMap;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What woven code of a test has called, in the order in which it did; and monitors that work. */
public final class Recorded {

    private static final ReentrantLock GUARD = new ReentrantLock();
    private static final IdentityHashMap<Object, Monitor> MONITORS = new IdentityHashMap<>(); // guarded by GUARD

    /** Points as numbers, other calls as names. */
    public static final Queue<Object> EVENTS = new ConcurrentLinkedQueue<>();

    public record Monitor(ReentrantLock lock, Condition condition) {}

    private Recorded() {}

    public static void call(Object event) {
        EVENTS.add(event);
    }

    static void clear() {
        EVENTS.clear();
    }

    public static Monitor monitor(Object object) {
        GUARD.lock();
        try {
            return MONITORS.computeIfAbsent(object, _ -> {
                var lock = new ReentrantLock();
                return new Monitor(lock, lock.newCondition());
            });
        } finally {
            GUARD.unlock();
        }
    }

    /** Whether nobody holds the monitor, nor will the next to come wait. */
    public static boolean isFree(Object object) {
        return !monitor(object).lock.isLocked();
    }
}
