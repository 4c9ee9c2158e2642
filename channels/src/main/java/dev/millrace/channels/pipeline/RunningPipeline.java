package dev.millrace.channels.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

/**
 * A pipeline at work.
 *
 * <p><b>Threads.</b> Any thread may call any method.
 *
 * <p><b>Memory.</b> What the stages did <i>happens-before</i> the return of {@code await}.
 *
 * @param <R> the type of the result
 */
public sealed interface RunningPipeline<R> extends AutoCloseable permits Execution {

    /**
     * Waits for the result. When it returns normally or throws anything but {@link InterruptedException}, no thread of
     * the pipeline is left.
     *
     * @return the result
     * @throws PipelineException if a stage failed
     * @throws CancellationException if the pipeline was cancelled
     * @throws InterruptedException if the calling thread is interrupted; the pipeline runs on
     */
    R await() throws InterruptedException;

    /**
     * Waits for the result for a limited time.
     *
     * @param timeout how long to wait at the most
     * @return the result
     * @throws IllegalArgumentException if {@code timeout} is negative
     * @throws TimeoutException if the pipeline is not done in time; it runs on
     * @throws PipelineException if a stage failed
     * @throws CancellationException if the pipeline was cancelled
     * @throws InterruptedException if the calling thread is interrupted; the pipeline runs on
     */
    R await(Duration timeout) throws InterruptedException, TimeoutException;

    /**
     * Stops the source and lets everything that it has given flow through to the end. Returns at once; {@code await}
     * gives the result of what was processed. A source that is a channel is left as it is, with what it still holds; a
     * source that is an iterator is asked for nothing more once the call that is under way returns.
     */
    void stop();

    /**
     * Stops as {@link #stop()} does, waits for the end, and cancels what is not done in time.
     *
     * @param timeout how long to wait at the most before cancelling
     * @return whether the pipeline had drained in time
     * @throws IllegalArgumentException if {@code timeout} is negative
     * @throws InterruptedException if the calling thread is interrupted; the pipeline drains on
     */
    boolean stop(Duration timeout) throws InterruptedException;

    /**
     * Ends the pipeline now: interrupts its threads and drops what is under way. {@code await} then throws, unless the
     * last stage was done before.
     */
    void cancel();

    /**
     * Cancels the pipeline if it has not ended, and waits until no thread of it is left. An interrupt does not shorten the
     * wait; the interrupt status stays set. A function that ignores interrupts holds it up.
     */
    @Override
    void close();

    /**
     * Whether the pipeline has ended, one way or another.
     *
     * @return true once no thread of it is left
     */
    boolean isDone();

    /**
     * What each stage has done, from the source to the end.
     *
     * @return a snapshot
     */
    List<StageStats> stats();
}
