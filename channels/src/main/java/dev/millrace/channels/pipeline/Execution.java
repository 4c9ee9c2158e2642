package dev.millrace.channels.pipeline;

import dev.millrace.channels.Channel;
import dev.millrace.channels.ChannelClosedException;
import dev.millrace.core.internal.Checks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One run of a pipeline: its threads, its channels, and how it ends.
 *
 * <p>A run ends in one of two ways. Either the source ends, and the end travels through the stages: each closes its
 * channel, whose readers drain it and pass the end on, until the last stage has the result. Or something fails, the first
 * failure is kept, all channels fail with it and all threads are interrupted. Which of the two it is, is decided by one
 * compare-and-set of the outcome; what hangs on it, such as the closing of a target, comes after. In both cases the run is
 * over when its last thread is.
 */
final class Execution<R> implements RunningPipeline<R> {

    /** How a run ends. */
    private sealed interface Outcome<R> {}

    private record Done<R>(R result) implements Outcome<R> {}

    private record Failed<R>(Throwable cause) implements Outcome<R> {}

    private final Source.Pump<?> pump;
    private final Blueprint.End<?, R> end;
    private final List<StageRun> stages = new ArrayList<>();
    private final List<Channel<?>> channels = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable Outcome<R>> outcome = new AtomicReference<>();
    private final CountDownLatch running;
    private final long startedNanos = System.nanoTime();
    private volatile long endedNanos;

    Execution(Blueprint<R> blueprint) {
        this.pump = blueprint.source().open();
        this.end = blueprint.result().get();
        stages.add(new StageRun("source", this));
        blueprint.stages().forEach(stage -> stages.add(new StageRun(stage.name(), this)));
        stages.add(new StageRun("end", this));
        Sink<Object> first = blueprint.connect(stages, end, this::complete);
        StageRun source = stages.getFirst();
        source.countWorkers(1);
        addThread(source, () -> feed(source, first));
        this.running = new CountDownLatch(threads.size());
    }

    /** Starts all threads. Everything is connected by then and the lists change no more. */
    void start() {
        threads.forEach(Thread::start);
    }

    // ---- while it is built

    <T> Channel<T> channel(String name, int capacity) {
        Channel<T> channel = Channel.builder().name(name).bounded(capacity).build();
        channels.add(channel);
        return channel;
    }

    void addThread(StageRun stage, StageRun.Body body) {
        String name = "pipeline-" + stage.name() + "-" + threads.size();
        threads.add(Thread.ofVirtual().name(name).unstarted(() -> work(stage, body)));
    }

    // ---- while it runs

    @SuppressWarnings("unchecked")
    private void feed(StageRun source, Sink<Object> first) throws Exception {
        ((Source.Pump<Object>) pump).run(source, first);
        first.end();
    }

    /** The whole life of a thread: whatever ends it, the run knows. */
    private void work(StageRun stage, StageRun.Body body) {
        try {
            body.run();
        } catch (Throwable e) {
            fail(e instanceof PipelineException ? e : stage.failure(e));
        } finally {
            failEnd(); // the thread that failed the run may not have come to it yet
            endedNanos = System.nanoTime(); // the last thread's stays
            running.countDown();
        }
    }

    /** Ends the run because of the first failure; what other threads throw while they are being stopped is no news. */
    private void fail(Throwable cause) {
        if (outcome.compareAndSet(null, new Failed<>(cause))) {
            channels.forEach(channel -> channel.fail(cause));
            threads.forEach(Thread::interrupt);
            failEnd();
        } else if (outcome.get() instanceof Failed<R>(Throwable first) && isNews(cause)) {
            suppress(first, cause);
        }
    }

    /** Keeps a later failure with the first; a failure cannot be kept with itself. */
    @SuppressWarnings("ReferenceEquality") // the same failure, not an equal one
    private static void suppress(Throwable first, Throwable later) {
        if (first != later) {
            first.addSuppressed(later);
        }
    }

    /** Lets the end know of a failure. Every thread does so before it goes: whoever has awaited the run finds it done. */
    private void failEnd() {
        if (outcome.get() instanceof Failed<R>(Throwable cause)) {
            try {
                end.fail(cause);
            } catch (Throwable e) {
                suppress(cause, e);
            }
        }
    }

    /** Ends the run with its result, unless it has failed. */
    private void complete(R result) {
        if (outcome.compareAndSet(null, new Done<>(result))) {
            try {
                end.close();
            } catch (Throwable e) {
                outcome.set(new Failed<>(stages.getLast().failure(e))); // nobody else sets it once the run is done
            }
        }
    }

    /**
     * Ends the thread if the run has failed. An interrupt is no sure sign of that: a user's code may have swallowed it.
     * The failure is known before any thread is interrupted, so whoever asks before it waits, waits only where an
     * interrupt is still to come.
     */
    void checkRunning() {
        if (outcome.get() instanceof Failed) {
            throw new CancellationException();
        }
    }

    /** Whether a later failure tells more than that the run has ended: an interrupt or a failed channel does not. */
    private static boolean isNews(Throwable later) {
        Throwable cause = later.getCause();
        return !(later instanceof CancellationException
                || cause instanceof InterruptedException
                || cause instanceof CancellationException
                || cause instanceof ChannelClosedException);
    }

    @Override
    public R await() throws InterruptedException {
        running.await();
        return outcome();
    }

    @Override
    public R await(Duration timeout) throws InterruptedException, TimeoutException {
        Checks.notNegative("await pipeline", "timeout", timeout);
        if (!running.await(toNanos(timeout), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException("await pipeline: timeout=" + timeout + " (expected: done in time)");
        }
        return outcome();
    }

    private R outcome() {
        return switch (outcome.get()) {
            case Done<R>(R result) -> result;
            case Failed<R>(PipelineException e) -> throw e;
            case Failed<R>(Throwable cause) ->
                throw new CancellationException("pipeline: state=cancelled (expected: done)");
            case null -> throw new AssertionError("pipeline: outcome=null (expected: one, once no thread is left)");
        };
    }

    @Override
    public void stop() {
        pump.stop();
    }

    @Override
    public boolean stop(Duration timeout) throws InterruptedException {
        Checks.notNegative("stop pipeline", "timeout", timeout);
        stop();
        boolean drained = running.await(toNanos(timeout), TimeUnit.NANOSECONDS);
        if (!drained) {
            cancel();
        }
        return drained;
    }

    @Override
    public void cancel() {
        if (!isDone()) {
            fail(new CancellationException("pipeline cancelled"));
        }
    }

    @Override
    public void close() {
        cancel();
        awaitTermination();
    }

    /** Waits until the last thread is gone, and keeps an interrupt for later. */
    private void awaitTermination() {
        boolean interrupted = false;
        while (true) {
            try {
                running.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isDone() {
        return running.getCount() == 0;
    }

    @Override
    public List<StageStats> stats() {
        long until = isDone() ? endedNanos : System.nanoTime();
        Duration elapsed = Duration.ofNanos(until - startedNanos);
        return stages.stream().map(stage -> stage.stats(elapsed)).toList();
    }

    private static long toNanos(Duration timeout) {
        return TimeUnit.NANOSECONDS.convert(timeout); // saturates
    }
}
