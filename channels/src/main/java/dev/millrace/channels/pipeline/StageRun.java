package dev.millrace.channels.pipeline;

import dev.millrace.channels.Channel;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** One stage in one run: its name, its counters, the channel in front of it, and the threads that it is given. */
final class StageRun {

    /** What a stage's thread does. */
    interface Body {
        void run() throws Exception;
    }

    private final String name;
    private final Execution<?> execution;
    private final LongAdder received = new LongAdder();
    private final LongAdder emitted = new LongAdder();
    private @Nullable Channel<?> input;
    private int workers;

    StageRun(String name, Execution<?> execution) {
        this.name = name;
        this.execution = execution;
    }

    String name() {
        return name;
    }

    // ---- while the stages are connected

    /** The channel in front of this stage. */
    <T> Channel<T> input(int capacity) {
        Channel<T> channel = channel("input", capacity);
        input = channel;
        return channel;
    }

    /** A channel inside this stage. It fails when the run does. */
    <T> Channel<T> channel(String role, int capacity) {
        return execution.channel(name + "-" + role, capacity);
    }

    /** Threads of this stage, which start once all stages are connected. A failure of one ends the run. */
    void threads(int count, Body body) {
        for (int i = 0; i < count; i++) {
            execution.addThread(this, body);
        }
    }

    void countWorkers(int count) {
        workers += count;
    }

    // ---- while it runs

    /** Counts an item that has come. */
    void received() {
        received.increment();
    }

    /** Sends an item on and counts it. */
    <T> void emit(T item, Sink<T> next) throws Exception {
        next.accept(nonNull(item));
        emitted.increment();
    }

    <T> T nonNull(T item) {
        if (item == null) {
            throw failure(new NullPointerException(name + ": result=null (expected: not null)"));
        }
        return item;
    }

    /** Ends the thread if the run has failed. To be asked before a wait for what does not fail with the run. */
    void checkRunning() {
        execution.checkRunning();
    }

    /** Calls a user's code, whose failure is this stage's. */
    <R> R call(Callable<R> code) {
        checkRunning();
        try {
            return code.call();
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Calls a user's function, whose failure is this stage's. */
    <T, R> R apply(StageFunction<? super T, ? extends R> function, T item) {
        checkRunning();
        try {
            return function.apply(item);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Closes a user's object if it can be closed, also when the run has failed; a failure to do so is this stage's. */
    AutoCloseable closing(Object object) {
        return () -> {
            if (object instanceof AutoCloseable open) {
                try {
                    open.close();
                } catch (Throwable e) {
                    throw failure(e);
                }
            }
        };
    }

    PipelineException failure(Throwable cause) {
        return new PipelineException(name, cause);
    }

    StageStats stats(Duration elapsed) {
        Channel<?> channel = input;
        return new StageStats(
                name, workers, received.sum(), emitted.sum(), elapsed, channel == null ? null : channel.stats());
    }
}
