package dev.millrace.channels.pipeline;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits for what must come, and fails with the stacks of all threads, virtual ones too, if it does not. */
final class Watchdog {

    static final Duration LONG = Duration.ofSeconds(20);

    private Watchdog() {}

    /** The pipeline's result, or what it failed with. */
    static <R> R result(RunningPipeline<R> running) throws InterruptedException {
        try {
            return running.await(LONG);
        } catch (TimeoutException e) {
            throw new AssertionError("the pipeline does not end: " + running.stats() + stacks(), e);
        }
    }

    /** Runs a job, whose threads must all end. */
    static <R> R run(Job<R> job) throws InterruptedException {
        return result(job.start());
    }

    /** What the pipeline failed with. */
    static Throwable failure(RunningPipeline<?> running) throws InterruptedException {
        try {
            throw new AssertionError("expected a failure, got " + result(running));
        } catch (RuntimeException e) {
            return e;
        }
    }

    /** What the job's stage failed with. */
    static PipelineException failure(Job<?> job) throws InterruptedException {
        return (PipelineException) failure(job.start());
    }

    static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(LONG.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("waited in vain for a latch" + stacks());
        }
    }

    /** Waits until a condition holds that other threads are about to make true. */
    static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LONG.toNanos()) {
                throw new AssertionError("waited in vain until " + what + stacks());
            }
            Thread.yield();
        }
    }

    /** Waits until a thread is parked; ask only where nothing unparks it meanwhile. */
    static void untilParked(Thread thread) {
        until(thread + " is parked", () -> thread.getState() == Thread.State.WAITING);
    }

    /** Starts a thread whose result is waited for by {@link #result(FutureTask)}. */
    static <T> FutureTask<T> start(Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread.ofVirtual().start(task);
        return task;
    }

    static <T> T result(FutureTask<T> task) throws Exception {
        try {
            return task.get(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the thread does not end" + stacks(), e);
        }
    }

    private static String stacks() {
        try {
            Path directory = Files.createTempDirectory("stacks");
            Path file = directory.resolve("threads.txt");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
            String text = Files.readString(file);
            Files.delete(file);
            Files.delete(directory);
            return "\n" + text;
        } catch (IOException e) {
            return " (no stacks: " + e + ")";
        }
    }
}
