package dev.millrace.examples.words;

import dev.millrace.channels.pipeline.RunningPipeline;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * While it is open, Ctrl-C (or SIGTERM) stops a pipeline instead of killing it: the JVM waits until what is under way
 * has been counted and this is closed, which its owner does once everything is said.
 */
final class StopOnSignal implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Thread hook = new Thread(this::stop, "stop-on-signal");
    private final CountDownLatch closed = new CountDownLatch(1);
    private final TextReader reader;
    private final RunningPipeline<?> running;
    private volatile boolean stopped;

    StopOnSignal(TextReader reader, RunningPipeline<?> running) {
        this.reader = reader;
        this.running = running;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether a signal has come. */
    boolean stopped() {
        return stopped;
    }

    private void stop() {
        stopped = true;
        reader.stop(); // the pipeline's own stop comes only between two files
        try {
            running.stop(PATIENCE);
            closed.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the JVM ends all the same
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is at work, and ends now.
        }
    }
}
