package dev.millrace.benchmarks;

import dev.millrace.sync.Mutex;
import dev.millrace.sync.RLock;
import dev.millrace.sync.ReadWriteLock;
import dev.millrace.sync.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Threads that enter a section, work there, and leave it: all the time, or after as much work outside. How many threads there
 * are is up to JMH ({@code -t}).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GuardBenchmark {

    /** What guards the section. */
    @Param({"mutex", "rlock", "semaphore", "write", "reentrant", "jdk-semaphore", "stamped", "jdk-write",
            "synchronized"})
    String guard = "";

    /** Work inside, in units of {@link Blackhole#consumeCPU}, of a nanosecond or two. */
    @Param({"0", "100"})
    int work;

    private Section section;
    private long entered; // guarded by the section

    /** Enters, runs, leaves. */
    private interface Section {
        void run(Runnable task) throws InterruptedException;
    }

    @Setup
    public void setUp() {
        section = switch (guard) {
            case "mutex" -> {
                Mutex mutex = new Mutex();
                yield between(mutex::lock, mutex::unlock);
            }
            case "rlock" -> {
                RLock lock = new RLock();
                yield between(lock::lock, lock::unlock);
            }
            case "semaphore" -> {
                Semaphore semaphore = new Semaphore(1);
                yield between(semaphore::acquire, semaphore::release);
            }
            case "write" -> {
                ReadWriteLock lock = new ReadWriteLock();
                yield between(lock::lockWrite, lock::unlockWrite);
            }
            case "reentrant" -> {
                ReentrantLock lock = new ReentrantLock();
                yield between(lock::lock, lock::unlock);
            }
            case "jdk-semaphore" -> {
                java.util.concurrent.Semaphore semaphore = new java.util.concurrent.Semaphore(1);
                yield between(semaphore::acquire, semaphore::release);
            }
            case "stamped" -> {
                StampedLock lock = new StampedLock();
                yield task -> {
                    long stamp = lock.writeLock();
                    try {
                        task.run();
                    } finally {
                        lock.unlockWrite(stamp);
                    }
                };
            }
            case "jdk-write" -> {
                var lock = new ReentrantReadWriteLock().writeLock();
                yield between(lock::lock, lock::unlock);
            }
            case "synchronized" -> {
                Object monitor = new Object();
                yield task -> {
                    synchronized (monitor) { // the peer
                        task.run();
                    }
                };
            }
            default ->
                throw new IllegalArgumentException("guard: name=" + guard + " (expected: one of the parameters)");
        };
    }

    /** Waits to be let in. */
    private interface Entry {
        void enter() throws InterruptedException;
    }

    private static Section between(Entry entry, Runnable exit) {
        return task -> {
            entry.enter();
            try {
                task.run();
            } finally {
                exit.run();
            }
        };
    }

    @Benchmark
    public long section() throws InterruptedException {
        section.run(this::work);
        return entered;
    }

    private void work() {
        entered++;
        if (work > 0) {
            Blackhole.consumeCPU(work);
        }
    }
}
