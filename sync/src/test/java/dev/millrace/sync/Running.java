package dev.millrace.sync;

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

    /** What a thread does that has no result. */
    @FunctionalInterface
    interface Steps {
        void run() throws Exception;
    }

    private static final Duration LONG = Duration.ofSeconds(Stress.scaled(40));

    private final FutureTask<T> task;
    private final Thread thread;

    private Running(boolean virtual, String name, Callable<T> body) {
        task = new FutureTask<>(body);
        thread = virtual
                ? Thread.ofVirtual().name(name).unstarted(task)
                : Thread.ofPlatform().name(name).daemon().unstarted(task);
    }

    static <T> Running<T> start(boolean virtual, Callable<T> body) {
        return start(virtual, "", body);
    }

    static <T> Running<T> start(boolean virtual, String name, Callable<T> body) {
        Running<T> running = new Running<>(virtual, name, body);
        running.thread.start();
        return running;
    }

    /** Starts a thread whose result is true, once it has done its steps. */
    static Running<Boolean> doing(boolean virtual, Steps steps) {
        return start(virtual, () -> {
            steps.run();
            return true;
        });
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
    private static String stacks() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
            append(text, entry.getKey(), entry.getValue());
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Thread thread, StackTraceElement[] stack) {
        text.append('\n').append(thread);
        for (StackTraceElement frame : stack) {
            text.append("\n    at ").append(frame);
        }
    }

    Thread thread() {
        return thread;
    }

    boolean isDone() {
        return task.isDone();
    }

    void interrupt() {
        thread.interrupt();
    }

    /** Waits until the thread is parked; ask only where nothing unparks it meanwhile. */
    void awaitParked() {
        until("the thread is parked", () -> {
            Thread.State state = thread.getState();
            return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
        });
    }

    T result() throws Exception {
        try {
            return task.get(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            StringBuilder own = new StringBuilder();
            append(own, thread, thread.getStackTrace());
            throw new AssertionError("the thread does not end: " + own + stacks(), e);
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
