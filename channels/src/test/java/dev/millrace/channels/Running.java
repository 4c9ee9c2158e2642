package dev.millrace.channels;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** A thread of a test, and its result; whoever waits for it in vain fails with all stacks. */
final class Running<T> {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final FutureTask<T> task;
    private final Thread thread;

    private Running(boolean virtual, Callable<T> body) {
        task = new FutureTask<>(body);
        thread = virtual ? Thread.ofVirtual().unstarted(task) : Thread.ofPlatform().daemon().unstarted(task);
    }

    static <T> Running<T> start(boolean virtual, Callable<T> body) {
        Running<T> running = new Running<>(virtual, body);
        running.thread.start();
        return running;
    }

    /** Waits until a condition holds, and fails after a long time. */
    static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LONG.toNanos()) {
                throw new AssertionError("waited in vain until " + what + stacks());
            }
            Thread.yield();
        }
    }

    /** What all platform threads are doing. */
    static String stacks() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
            text.append('\n').append(entry.getKey());
            for (StackTraceElement frame : entry.getValue()) {
                text.append("\n    at ").append(frame);
            }
        }
        return text.toString();
    }

    Thread thread() {
        return thread;
    }

    boolean isDone() {
        return task.isDone();
    }

    /** Waits until the thread is parked; ask only where nothing unparks it meanwhile. */
    void awaitParked() {
        until("the thread is parked", () -> {
            Thread.State state = thread.getState();
            return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
        });
    }

    void interrupt() {
        thread.interrupt();
    }

    T result() throws Exception {
        try {
            return task.get(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            StringBuilder own = new StringBuilder();
            for (StackTraceElement frame : thread.getStackTrace()) {
                own.append("\n    at ").append(frame);
            }
            throw new AssertionError("the thread does not end: " + thread + own + stacks(), e);
        }
    }

    /** What the thread died of. */
    Throwable failure() throws Exception {
        try {
            throw new AssertionError("expected a failure, got " + result());
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }
}
