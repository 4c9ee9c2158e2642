package dev.millrace.benchmarks.peers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Threads that do one invocation of a benchmark: started one by one, waited for together. The first that fails ends
 * the others by interrupting them, so that a broken peer gives an error and no hang.
 */
public final class Crew {

    /** What one thread does. */
    @FunctionalInterface
    public interface Work {

        void run() throws InterruptedException;
    }

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ThreadKind kind;
    private final Thread owner = Thread.currentThread();
    private final List<Thread> members = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** A crew of the calling thread, with nobody in it. */
    public Crew(ThreadKind kind) {
        this.kind = kind;
    }

    /** Starts one more thread. */
    public void start(Work work) {
        members.add(kind.start(() -> run(work)));
    }

    /**
     * Waits for all threads.
     *
     * @throws IllegalStateException if one of them failed
     */
    public void join() throws InterruptedException {
        try {
            for (Thread member : members) {
                member.join();
            }
        } catch (InterruptedException e) {
            abandon();
            if (failure.getAcquire() == null) {
                throw e;
            }
        }
        Throwable cause = failure.getAcquire();
        if (cause != null) {
            Thread.interrupted(); // the failed thread set it
            throw new IllegalStateException("crew: a " + kind + " thread failed (expected: none)", cause);
        }
    }

    private void run(Work work) {
        try {
            work.run();
        } catch (Throwable e) {
            if (failure.compareAndSet(null, e)) {
                owner.interrupt();
            }
        }
    }

    private void abandon() throws InterruptedException {
        members.forEach(Thread::interrupt);
        // Some peers ignore an interrupt: all together get one patience, then they are left behind.
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (Thread member : members) {
            member.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
    }
}
