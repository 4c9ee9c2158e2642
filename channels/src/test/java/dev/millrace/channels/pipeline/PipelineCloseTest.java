package dev.millrace.channels.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.channels.Channel;
import dev.millrace.channels.Sender;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a pipeline closes, and what closing a pipeline means. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipelineCloseTest {

    private final AtomicInteger closed = new AtomicInteger();

    /** Counts down to zero, and can be closed. */
    private final class Countdown implements Iterator<Integer>, AutoCloseable {
        private int left;

        Countdown(int left) {
            this.left = left;
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public Integer next() {
            return left--;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private Iterable<Integer> countdown(int from) {
        return () -> new Countdown(from);
    }

    @Test
    void flatMap_iteratorEnds_isClosed() throws Exception {
        List<Integer> items = Pipeline.from(List.of(2, 1)).flatMap(this::countdown).toList().run();

        assertThat(items).containsExactly(2, 1, 1);
        assertThat(closed).hasValue(2);
    }

    @Test
    void flatMap_laterStageFails_iteratorIsClosed() {
        Job<List<Integer>> job = Pipeline.from(List.of(3))
                .flatMap(this::countdown)
                .map(i -> {
                    throw new IOException("no");
                })
                .map(i -> 0)
                .toList();

        assertThatThrownBy(job::run).isInstanceOf(PipelineException.class).hasRootCauseMessage("no");
        assertThat(closed).hasValue(1);
    }

    @Test
    void flatMap_closeFails_isTheStagesFailure() {
        Job<List<Integer>> job = Pipeline.from(List.of(1))
                .flatMap(i -> () -> new Closeless(List.of(1).iterator()))
                .named("open")
                .toList();

        assertThatThrownBy(job::run)
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.stage()).isEqualTo("open"))
                .hasRootCauseMessage("cannot close");
    }

    private record Closeless(Iterator<Integer> items) implements Iterator<Integer>, AutoCloseable {
        @Override
        public boolean hasNext() {
            return items.hasNext();
        }

        @Override
        public Integer next() {
            return items.next();
        }

        @Override
        public void close() throws IOException {
            throw new IOException("cannot close");
        }
    }

    @Test
    void close_running_cancelsAndWaitsForTheLastThread() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        AtomicBoolean left = new AtomicBoolean();
        RunningPipeline<Long> running = Pipeline.from(List.of(1))
                .buffer(1)
                .forEach(i -> {
                    inside.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        left.set(true);
                    }
                })
                .start();
        Watchdog.await(inside);

        running.close();

        assertThat(left).isTrue();
        assertThat(running.isDone()).isTrue();
        assertThatThrownBy(running::await).isInstanceOf(CancellationException.class);
    }

    @Test
    void close_interrupted_waitsOnAndKeepsTheStatus() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        AtomicBoolean go = new AtomicBoolean();
        RunningPipeline<Long> running = Pipeline.from(List.of(1))
                .forEach(i -> {
                    inside.countDown();
                    while (!go.get()) {
                        Thread.yield(); // deaf to the interrupt
                    }
                })
                .start();
        Watchdog.await(inside);
        AtomicBoolean ended = new AtomicBoolean();
        FutureTask<Boolean> closing = new FutureTask<>(() -> {
            Thread.currentThread().interrupt();
            running.close();
            ended.set(running.isDone());
            return Thread.currentThread().isInterrupted();
        });
        Thread closer = Thread.ofPlatform().daemon().start(closing);
        Watchdog.until(
                "the closer waits or is back", () -> closer.getState() == Thread.State.WAITING || closing.isDone());
        go.set(true);

        assertThat(Watchdog.result(closing)).as("interrupt status").isTrue();
        assertThat(ended).as("no thread is left").isTrue();
    }

    @Test
    void close_done_keepsTheResult() throws Exception {
        RunningPipeline<List<Integer>> running = Pipeline.from(List.of(1, 2)).toList().start();
        List<Integer> result = running.await();

        running.close();

        assertThat(running.await()).isSameAs(result);
    }

    /** A target that throws what it is failed with. */
    @Test
    void into_targetThrowsItsCauseBack_runEnds() {
        Channel<Integer> target = Channel.unbounded();
        @SuppressWarnings("unchecked")
        Sender<Integer> throwing = (Sender<Integer>) Proxy.newProxyInstance(
                Sender.class.getClassLoader(), new Class<?>[] {Sender.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("fail")) {
                        throw (Throwable) arguments[0];
                    }
                    return method.invoke(target, arguments);
                });
        Job<Long> job = Pipeline.from(List.of(1))
                .map(i -> i < 2 ? unspeakable() : i)
                .named("source of it")
                .into(throwing);

        assertThatThrownBy(job::run)
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.stage()).isEqualTo("source of it"));
    }

    @Test
    void run_failureCannotSayWhatItIs_isToldByItsClass() {
        Job<List<Integer>> job = Pipeline.from(List.of(1))
                .map(i -> i < 2 ? unspeakable() : i)
                .toList();

        assertThatThrownBy(job::run)
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining(Unspeakable.class.getName());
    }

    private static int unspeakable() {
        throw new Unspeakable();
    }

    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("speechless");
        }
    }
}
