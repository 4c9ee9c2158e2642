package dev.millrace.channels.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.channels.Channel;
import dev.millrace.channels.ChannelClosedException;
import dev.millrace.channels.Sender;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run ends once, and its target ends as it does. */
@Timeout(60)
class PipelineTargetTest {

    private final CountDownLatch never = new CountDownLatch(1);
    private final CountDownLatch reached = new CountDownLatch(1);

    /** Waits for an interrupt, and tells nobody that it came. */
    private void swallowInterrupt() {
        reached.countDown();
        try {
            never.await();
        } catch (InterruptedException e) {
            // swallowed on purpose
        }
    }

    @Test
    void cancel_afterFailure_isNotSuppressedInIt() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        RunningPipeline<List<Integer>> running = Pipeline.from(List.of(0, 1))
                .mapParallelUnordered(2, i -> {
                    if (i == 0) {
                        Watchdog.await(reached);
                        throw new IllegalArgumentException("first");
                    }
                    swallowInterrupt(); // which is sent once the failure is known
                    interrupted.countDown();
                    go.await();
                    return i;
                })
                .toList()
                .start();
        Watchdog.await(interrupted);

        running.cancel();
        go.countDown();

        assertThat(Watchdog.failure(running)).hasRootCauseMessage("first").hasNoSuppressedExceptions();
    }

    @Test
    void run_targetFailThrows_allThreadsEndAndItIsSuppressed() throws Exception {
        Sender<Integer> target = Targets.around(
                Channel.<Integer>unbounded(),
                "fail",
                () -> {
                    throw new IllegalStateException("fail does not work");
                },
                () -> {});
        Channel<Integer> items = Channel.bounded(1);
        items.send(1);
        RunningPipeline<Long> running = Pipeline.from(items)
                .buffer(1)
                .map(i -> {
                    throw new IllegalArgumentException("first");
                })
                .map(i -> 1)
                .into(target)
                .start();

        try {
            Throwable failure = Watchdog.failure(running);
            assertThat(failure).hasRootCauseMessage("first");
            assertThat(failure.getSuppressed()).isNotEmpty();
            assertThat(failure.getSuppressed()[0]).hasMessage("fail does not work");
        } finally {
            items.close();
        }
    }

    @Test
    void cancel_targetIsClosed_resultStays() throws Exception {
        AtomicReference<RunningPipeline<Long>> running = new AtomicReference<>();
        CountDownLatch started = new CountDownLatch(1);
        Channel<Integer> target = Channel.unbounded();
        Sender<Integer> cancelling = Targets.around(target, "close", () -> Watchdog.await(started),
                () -> running.get().cancel());

        running.set(Pipeline.from(List.of(1, 2)).into(cancelling).start());
        started.countDown();

        assertThat(Watchdog.result(running.get())).isEqualTo(2);
        assertThat(target).containsExactly(1, 2);
    }

    @Test
    void cancel_endIsFinishing_isCancelled() throws Exception {
        CompletableFuture<RunningPipeline<Integer>> running = new CompletableFuture<>();
        running.complete(Pipeline.from(List.of(1, 2))
                .collect(Collectors.collectingAndThen(Collectors.toList(), items -> {
                    running.join().cancel();
                    return items.size();
                }))
                .start());

        assertThat(Watchdog.failure(running.join())).isInstanceOf(CancellationException.class);
    }

    @Test
    void await_cancelUnderWay_targetHasFailed() throws Exception {
        CountDownLatch asserted = new CountDownLatch(1);
        AtomicReference<Thread> canceller = new AtomicReference<>();
        Channel<Integer> target = Channel.bounded(1);
        Sender<Integer> slow = Targets.around(
                target,
                "fail",
                () -> {
                    if (Thread.currentThread() == canceller.get()) {
                        Watchdog.await(asserted);
                    }
                },
                () -> {});
        RunningPipeline<Long> running = Pipeline.from(List.of(1, 2, 3)).buffer(1).into(slow).start();
        Watchdog.until("the target is full", () -> target.size() == 1);

        FutureTask<Boolean> cancelling = Watchdog.start(() -> {
            canceller.set(Thread.currentThread());
            running.cancel();
            return true;
        });

        assertThat(Watchdog.failure(running)).isInstanceOf(CancellationException.class);
        assertThat(target.isClosed()).isTrue();
        asserted.countDown();
        Watchdog.result(cancelling);
        assertThat(target.tryReceive()).isEqualTo(1);
        assertThatThrownBy(target::receive)
                .isInstanceOf(ChannelClosedException.class)
                .hasCauseInstanceOf(CancellationException.class);
    }

    @Test
    void run_targetCloseThrows_failsTheEnd() throws Exception {
        Sender<Integer> target = Targets.around(
                Channel.<Integer>unbounded(),
                "close",
                () -> {
                    throw new IllegalStateException("close does not work");
                },
                () -> {});

        PipelineException failure = Watchdog.failure(Pipeline.from(List.of(1)).into(target));

        assertThat(failure.stage()).isEqualTo("end");
        assertThat(failure).hasRootCauseMessage("close does not work");
    }
}
