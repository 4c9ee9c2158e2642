package dev.millrace.channels.pipeline;

import java.util.concurrent.CancellationException;

/**
 * A pipeline with an end: ready to run, and nothing has happened yet.
 *
 * <p><b>Threads.</b> Immutable; any thread may run it. It may be run again if its source can be read again.
 *
 * @param <R> the type of the result
 */
public final class Job<R> {

    private final Blueprint<R> blueprint;

    Job(Blueprint<R> blueprint) {
        this.blueprint = blueprint;
    }

    /**
     * Runs the pipeline and waits for its result. When this method returns, normally or not, no thread of the pipeline
     * is left.
     *
     * @return the result
     * @throws PipelineException if a stage fails
     * @throws IllegalStateException if its source is an iterator, which an earlier run was given; nothing is started then,
     *     and a target stays open
     * @throws InterruptedException if the thread is interrupted; the pipeline is cancelled
     * @throws CancellationException if another thread cancels it, which can only be a stage's own doing
     */
    public R run() throws InterruptedException {
        try (Execution<R> execution = launch()) {
            return execution.await(); // an interrupt ends the wait, and then the pipeline
        }
    }

    /**
     * Starts the pipeline.
     *
     * @return the running pipeline
     * @throws IllegalStateException if its source is an iterator, which an earlier run was given; nothing is started then,
     *     and a target stays open
     */
    public RunningPipeline<R> start() {
        return launch();
    }

    private Execution<R> launch() {
        Execution<R> execution = new Execution<>(blueprint);
        execution.start();
        return execution;
    }
}
