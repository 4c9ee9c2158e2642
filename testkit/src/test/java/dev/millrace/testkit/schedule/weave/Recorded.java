package dev.millrace.testkit.schedule.weave;

import dev.millrace.testkit.schedule.Hooks;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What woven code of a test has called, in the order in which it did; and monitors that work. */
public final class Recorded {

    private static final ReentrantLock GUARD = new ReentrantLock();
    private static final IdentityHashMap<Object, Monitor> MONITORS = new IdentityHashMap<>(); // guarded by GUARD

    /** Points as numbers, other calls as names. */
    public static final Queue<Object> EVENTS = new ConcurrentLinkedQueue<>();

    /** What orders memory, apart from the points, such as {@code acquire Object[3]} and {@code loop}. */
    public static final Queue<String> ORDERS = new ConcurrentLinkedQueue<>();

    private static final List<String> NAMES = List.of("nothing", "acquire", "release", "both");

    public record Monitor(ReentrantLock lock, Condition condition) {}

    private Recorded() {}

    public static void call(Object event) {
        EVENTS.add(event);
    }

    /** An order at an object, an element of one, or everywhere. */
    public static void order(@Nullable Object object, long index, int order) {
        String name = order == Hooks.STORE ? "store" : NAMES.get(order & (Hooks.ACQUIRE + Hooks.RELEASE));
        ORDERS.add(name + ((order & Hooks.COMPARE) == 0 ? " " : " if ") + (object == null
                ? "static"
                : object instanceof String place ? place : object.getClass().getSimpleName())
                + (index == 0 ? "" : " " + index));
    }

    /** How many initialisers have begun, less those that have ended. */
    public static final AtomicInteger INITIALIZERS = new AtomicInteger();

    public static void initialize(boolean begins) {
        INITIALIZERS.addAndGet(begins ? 1 : -1);
    }

    public static void loop() {
        ORDERS.add("loop");
    }

    static void clear() {
        EVENTS.clear();
        ORDERS.clear();
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
