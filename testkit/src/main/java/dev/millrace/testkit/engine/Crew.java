package dev.millrace.testkit.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads of the stress engine. They are kept from one run to the next; one that hangs is left behind, and another takes
 * its place.
 *
 * <p>One thread, the owner, uses the crew. It hands a task to a worker through a volatile field, and learns of its end
 * through a counter.
 */
final class Crew {

    private static final int SPINS = 2_000;

    private final Thread.Builder factory;
    private final List<Worker> all = new ArrayList<>();
    private final List<Worker> idle = new ArrayList<>();
    /** Those that hung, with what they hung in; an interrupt may have freed them. */
    private final Map<Part, Worker> lost = new LinkedHashMap<>();
    private volatile boolean closed;

    Crew(Thread.Builder factory) {
        this.factory = factory;
    }

    /**
     * How long to spin before parking. A virtual thread does not: it would keep a carrier busy, and one that is not yet
     * mounted might never be.
     */
    private static int spins() {
        return Thread.currentThread().isVirtual() ? 0 : SPINS;
    }

    /**
     * Parks, and forgets an interrupt that was meant for a call and came after it: a park would return at once, the loop around
     * it would spin, and a virtual thread that spins keeps its carrier from all others.
     */
    private static void parkUninterrupted(Object blocker) {
        Thread.interrupted();
        LockSupport.park(blocker);
    }

    /** A thread that takes one task after the other. */
    private final class Worker implements Runnable {

        /** Volatile: what the owner wrote before it gave the task is seen by the worker. */
        private volatile @Nullable Part part;
        private final Thread thread = factory.unstarted(this);

        @Override
        public void run() {
            while (!closed) {
                Part next = await();
                if (next == null) {
                    return;
                }
                next.play();
                part = null;
                next.over();
            }
        }

        /** Waits for a task. */
        private @Nullable Part await() {
            int most = spins();
            for (int spins = 0; !closed; spins++) {
                Part next = part;
                if (next != null) {
                    return next;
                }
                if (spins < most) {
                    Thread.onSpinWait();
                } else {
                    parkUninterrupted(this);
                }
            }
            return null;
        }

        void give(Part next) {
            part = next;
            LockSupport.unpark(thread);
        }
    }

    /** What one worker does in one run. */
    private static final class Part {
        private final Runnable task;
        private final Performance performance;
        private volatile boolean ended;
        private volatile boolean gone;

        Part(Runnable task, Performance performance) {
            this.task = task;
            this.performance = performance;
        }

        void play() {
            try {
                task.run();
            } finally {
                ended = true;
            }
        }

        void over() {
            gone = true;
            performance.gone();
        }
    }

    private Worker newWorker() {
        Worker worker = new Worker();
        all.add(worker);
        return worker;
    }

    /** Prepares a run of so many threads. */
    Performance performance(int threads) {
        lost.entrySet().removeIf(entry -> entry.getKey().gone && idle.add(entry.getValue()));
        return new Performance(threads);
    }

    /** One run: the workers that take part in it. */
    final class Performance {

        private final int size;
        private final Worker[] workers;
        private final Part[] parts;
        private final AtomicInteger present = new AtomicInteger();
        private final Thread owner = Thread.currentThread();

        Performance(int size) {
            this.size = size;
            workers = new Worker[size];
            parts = new Part[size];
            present.set(size);
        }

        void assign(int thread, Runnable task) {
            Worker worker = idle.isEmpty() ? newWorker() : idle.removeLast();
            workers[thread] = worker;
            parts[thread] = new Part(task, this);
        }

        void begin() {
            for (int i = 0; i < size; i++) {
                Worker worker = workers[i];
                worker.give(parts[i]);
                if (worker.thread.getState() == Thread.State.NEW) {
                    worker.thread.start();
                }
            }
        }

        private void gone() {
            if (present.decrementAndGet() == 0) {
                LockSupport.unpark(owner);
            }
        }

        /** Interrupts a thread that is still at it; the number counts round. Returns which, or -1 if there is none. */
        int interrupt(int number) {
            if (size == 0) {
                return -1;
            }
            int victim = number % size;
            if (!parts[victim].ended) {
                workers[victim].thread.interrupt();
            }
            return victim;
        }

        /** Whether all have ended, after waiting for that long at the most. */
        boolean awaitEnd(long nanos) {
            long deadline = System.nanoTime() + nanos;
            for (int spins = 0; present.get() > 0; spins++) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(this, left);
                }
            }
            release();
            return true;
        }

        private boolean released;

        private void release() {
            if (!released) {
                released = true;
                idle.addAll(List.of(workers));
            }
        }

        /** Whether each that has not ended waits, without a time limit, as far as one can see. */
        boolean allWait() {
            return unfinished().values().stream().allMatch(Crew::waits);
        }

        /** Whether each that has not ended waits, with or without a time limit. */
        boolean allRest() {
            return unfinished().values().stream().allMatch(Crew::rests);
        }

        /** The threads that have not ended, by number. */
        Map<Integer, Thread> unfinished() {
            Map<Integer, Thread> unfinished = new TreeMap<>();
            for (int i = 0; i < size; i++) {
                if (!parts[i].ended) {
                    unfinished.put(i, workers[i].thread);
                }
            }
            return unfinished;
        }

        /** Interrupts those that have not ended, and leaves them to themselves; the others are used again. */
        void dismiss() {
            if (released) {
                return; // all have ended
            }
            released = true;
            for (int i = 0; i < size; i++) {
                if (parts[i].gone) {
                    idle.add(workers[i]);
                } else {
                    workers[i].thread.interrupt();
                    lost.put(parts[i], workers[i]);
                }
            }
        }
    }

    static boolean rests(Thread thread) {
        return waits(thread) || thread.getState() == Thread.State.TIMED_WAITING;
    }

    static boolean waits(Thread thread) {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.BLOCKED || state == Thread.State.TERMINATED;
    }

    /** Prepares an executor for one run. */
    Tasks tasks() {
        return new Tasks();
    }

    /** Runs each task on a thread of its own, and knows which of them have not ended. */
    final class Tasks implements Executor {

        private final Set<Thread> running = ConcurrentHashMap.newKeySet();

        @Override
        public void execute(Runnable task) {
            Thread thread = factory.unstarted(() -> {
                try {
                    task.run();
                } finally {
                    running.remove(Thread.currentThread());
                }
            });
            running.add(thread);
            thread.start();
        }

        boolean awaitEnd(long nanos) {
            long deadline = System.nanoTime() + nanos;
            for (int spins = 0; !running.isEmpty(); spins++) {
                if (System.nanoTime() > deadline) {
                    return false;
                }
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(this, 50_000);
                }
            }
            return true;
        }

        boolean allWait() {
            return running.stream().allMatch(Crew::waits);
        }

        boolean allRest() {
            return running.stream().allMatch(Crew::rests);
        }

        List<Thread> unfinished() {
            return List.copyOf(running);
        }
    }

    void close() {
        closed = true;
        all.forEach(worker -> LockSupport.unpark(worker.thread));
        idle.clear();
    }
}
