package dev.millrace.channels.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.channels.Channel;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code in a stage that ignores an interrupt does not keep a run from ending. */
@Timeout(60)
class PipelineInterruptTest {

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
    void cancel_stagesNeverWait_ends() throws Exception {
        AtomicBoolean given = new AtomicBoolean();
        Iterator<Integer> endless = Stream.generate(() -> 1).takeWhile(i -> !given.get()).iterator();
        RunningPipeline<Long> running = Pipeline.from(endless).forEach(i -> reached.countDown()).start();
        Watchdog.await(reached);

        running.cancel();

        try {
            assertThat(Watchdog.failure(running)).isInstanceOf(CancellationException.class);
        } finally {
            given.set(true);
        }
    }

    @Test
    void cancel_flatMapWithoutEnd_ends() throws Exception {
        AtomicBoolean given = new AtomicBoolean();
        Iterable<Integer> endless = () -> Stream.generate(() -> 1).takeWhile(i -> !given.get()).iterator();
        RunningPipeline<Long> running = Pipeline.from(List.of(1)).flatMap(i -> endless)
                .forEach(i -> reached.countDown()).start();
        Watchdog.await(reached);

        running.cancel();

        try {
            assertThat(Watchdog.failure(running)).isInstanceOf(CancellationException.class);
        } finally {
            given.set(true);
        }
    }

    @Test
    void cancel_interruptSwallowedBehindOrderedStage_ends() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        RunningPipeline<List<Integer>> running = Pipeline.from(List.of(0, 1))
                .mapParallel(2, i -> {
                    if (i == 1) {
                        working.countDown();
                        never.await();
                    }
                    return i;
                })
                .tap(i -> swallowInterrupt())
                .toList()
                .start();
        Watchdog.await(reached);
        Watchdog.await(working);

        running.cancel();

        assertThat(Watchdog.failure(running)).isInstanceOf(CancellationException.class);
    }

    @Test
    void cancel_interruptSwallowedBeforeNextReceive_ends() throws Exception {
        Channel<Integer> items = Channel.bounded(1);
        items.send(1);
        RunningPipeline<List<Integer>> running = Pipeline.from(items)
                .filter(i -> {
                    swallowInterrupt();
                    return false;
                })
                .toList()
                .start();
        Watchdog.await(reached);

        running.cancel();

        try {
            assertThat(Watchdog.failure(running)).isInstanceOf(CancellationException.class);
        } finally {
            items.close();
        }
    }
}
