package dev.millrace.core.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Threads that start together and whose first failure fails the test. */
enum Crew {
    PLATFORM(Thread.ofPlatform().daemon().factory()),
    VIRTUAL(Thread.ofVirtual().factory());

    private static final int SECONDS = 60;

    private final ThreadFactory threads;

    Crew(ThreadFactory threads) {
        this.threads = threads;
    }

    /** Runs the tasks, each in a thread of its own, and gives their results in the same order. */
    <T> List<T> run(List<Callable<T>> tasks) throws Exception {
        CyclicBarrier start = new CyclicBarrier(tasks.size());
        ExecutorService executor = Executors.newThreadPerTaskExecutor(threads);
        List<Future<T>> futures = new ArrayList<>();
        for (Callable<T> task : tasks) {
            futures.add(executor.submit(() -> {
                start.await();
                return task.call();
            }));
        }
        // Not closed: that would wait for ever for a thread that a broken queue keeps spinning.
        executor.shutdown();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(end - System.nanoTime(), TimeUnit.NANOSECONDS));
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }

    /** Lets others run, in a loop that waits for them; ends the loop when the test has failed. */
    static void pause() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the test is over");
        }
        if (Thread.currentThread().isVirtual()) {
            // Many virtual threads that only yield can keep a few others from ever getting a carrier.
            LockSupport.parkNanos(1_000);
        } else {
            Thread.yield();
        }
    }
}
