package dev.millrace.sync;

import dev.millrace.core.internal.Checks;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells who holds what, who waits, and who waits for each other, while a program runs.
 *
 * <pre>{@code
 * Mutex accounts = Diagnosis.watch("accounts", new Mutex());
 * Semaphore connections = Diagnosis.watch("connections", new Semaphore(10));
 * ...
 * log.warn(Diagnosis.dump());
 * // Mutex accounts: locked, waiting=1; held by worker-3 for 12 ms; waiting worker-7 for 11 ms (lock)
 * // Semaphore connections: available=9, waiting=0; held by worker-7 for 80 ms
 * }</pre>
 *
 * <p>To watch a primitive names it, and has it remember who takes it: that costs a fraction of a microsecond each time. What is
 * not watched does nothing for this class until a thread waits there.
 *
 * <p>The tools of the JVM see it too: a thread dump names the owner that a platform thread waits for, and {@code
 * ThreadMXBean.findDeadlockedThreads} finds cycles of {@link RLock RLocks} and of the JDK's locks. Waits of 20 milliseconds and
 * more are events of the flight recorder, {@code dev.millrace.sync.Wait}; its settings change the time.
 *
 * <p><b>Threads.</b> Any may call any method.
 *
 * <p><b>Limits.</b> What is watched is held weakly: it leaves the dump when nobody else refers to it. Threads that have taken it
 * and not given it back are held as long as it lives.
 */
public final class Diagnosis {

    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final ReferenceQueue<Watchable> GONE = new ReferenceQueue<>();
    /** In the order of naming; emptied of what is gone whenever something is added. */
    static final Map<Long, Entry> WATCHED = new ConcurrentSkipListMap<>();

    static final class Entry extends WeakReference<Watchable> {
        private final long number = NUMBERS.getAndIncrement();

        Entry(Watchable watched) {
            super(watched, GONE);
        }
    }

    private Diagnosis() {}

    /**
     * Names a primitive, and watches it from now on. Do so when it is made: who holds it already is not known.
     *
     * @param <P>       its type
     * @param name      what it goes by in reports; need not be the only one of this name
     * @param primitive what to watch
     * @return the primitive
     * @throws IllegalArgumentException if the name is blank
     * @throws IllegalStateException    if the primitive is watched already
     */
    public static <P extends Primitive> P watch(String name, P primitive) {
        Watch watch = new Watch(name);
        switch ((Primitive) Checks.notNull("diagnosis", "primitive", primitive)) {
            case Watchable watchable -> {
                if (!watchable.watch(watch)) {
                    throw new IllegalStateException(
                            "diagnosis: primitive=" + watchable + " (expected: not watched); watch it once");
                }
                forget();
                Entry entry = new Entry(watchable);
                WATCHED.put(entry.number, entry);
            }
        }
        return primitive;
    }

    private static void forget() {
        for (Reference<?> gone = GONE.poll(); gone != null; gone = GONE.poll()) {
            WATCHED.remove(((Entry) gone).number);
        }
    }

    /**
     * How everything is that is watched, in the order in which it was named.
     *
     * @return a snapshot, each report by itself
     */
    public static List<Report> reports() {
        return watched().map(Primitive::report).toList();
    }

    private static Stream<Watchable> watched() {
        return WATCHED.values().stream().map(Entry::get).filter(Objects::nonNull);
    }

    /**
     * The threads that wait for each other at locks, read-write locks and semaphores; at other primitives anybody may let
     * them go on. Looked at are all platform threads, and the virtual ones that wait at what is watched, and whoever they wait for.
     * An {@link RLock} knows its owner; any other primitive must be watched to be part of a cycle. A semaphore to which a thread has
     * given what it had not taken signals, and is part of none.
     *
     * @return the cycles, each once
     */
    public static List<Deadlock> deadlocks() {
        Stream<Thread> waiting = watched().flatMap(each -> each.waiters().stream()).map(Report.Waiter::thread);
        return WaitGraph.deadlocks(Stream.concat(platformThreads(), waiting).toList());
    }

    /** Not as keys of {@link Thread#getAllStackTraces}: it asks each for its hash code, which may be a user's. */
    private static Stream<Thread> platformThreads() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] threads = new Thread[root.activeCount() + 16];
        int count = root.enumerate(threads);
        while (count == threads.length) { // there may be more than found room
            threads = new Thread[2 * count];
            count = root.enumerate(threads);
        }
        return Arrays.stream(threads, 0, count);
    }

    /**
     * All {@linkplain #reports reports} and {@linkplain #deadlocks deadlocks} as text.
     *
     * @return a line for each primitive that is watched, and then a paragraph for each deadlock
     */
    public static String dump() {
        return Stream.concat(reports().stream(), deadlocks().stream())
                .map(Object::toString)
                .collect(Collectors.joining("\n"));
    }
}
