package dev.millrace.core.wait;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A thread of a test, and its result. */
public final class Running<T> {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final FutureTask<T> task;
    private final Thread thread;

    private Running(FutureTask<T> task, Thread thread) {
        this.task = task;
        this.thread = thread;
    }

    public static <T> Running<T> platform(Callable<T> body) {
        return start(false, body);
    }

    public static <T> Running<T> start(boolean virtual, Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread thread = virtual
                ? Thread.ofVirtual().unstarted(task)
                : Thread.ofPlatform().daemon().unstarted(task);
        thread.start();
        return new Running<>(task, thread);
    }

    /** Runs the body on another thread, to its end. Neither reads nor clears the interrupt status of the caller. */
    public static void elsewhere(Runnable body) {
        Running<Boolean> other = platform(() -> {
            body.run();
            return true;
        });
        until("the other thread has ended", other::isDone);
        assertThat(other.task.state()).isEqualTo(FutureTask.State.SUCCESS);
    }

    /** Waits until a condition holds, and fails after a long time. It takes no permit of LockSupport. */
    public static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).as("waited in vain until %s", what).isLessThan(LONG.toNanos());
            Thread.yield();
        }
    }

    public Thread thread() {
        return thread;
    }

    public boolean isDone() {
        return task.isDone();
    }

    /** True once the thread is parked; ask only where nothing has unparked it since it last ran. */
    public boolean isParked() {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    public void interrupt() {
        thread.interrupt();
    }

    public T result() throws Exception {
        return task.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    /** What the thread died of. */
    public Throwable failure() throws Exception {
        try {
            throw new AssertionError("expected a failure, got " + result());
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }
}
