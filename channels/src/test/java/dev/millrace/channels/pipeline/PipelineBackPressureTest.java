package dev.millrace.channels.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.channels.Channel;
import dev.millrace.channels.ChannelStats;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How far a source is read ahead while the end takes nothing: exactly as far as there is room. */
@Timeout(60)
class PipelineBackPressureTest {

    private final AtomicInteger read = new AtomicInteger();
    private final Iterable<Integer> endless = () -> Stream.generate(read::incrementAndGet).iterator();
    private final CountDownLatch never = new CountDownLatch(1);
    private final CountDownLatch blocked = new CountDownLatch(1);

    private RunningPipeline<Long> startWithBlockedEnd(Pipeline<?> pipeline) throws InterruptedException {
        RunningPipeline<Long> running = pipeline.forEach(item -> {
            blocked.countDown();
            never.await();
        })
                .start();
        Watchdog.await(blocked);
        return running;
    }

    private void assertCancels(RunningPipeline<?> running) throws InterruptedException {
        running.cancel();
        assertThat(Watchdog.failure(running)).isInstanceOf(CancellationException.class);
    }

    static Stream<Arguments> stages() {
        return Stream.of(
                // the end's, one that waits before the channel, and those in it
                stage("buffer(5)", 1 + 1 + 5, items -> items.buffer(5)),
                // the end's, one that waits before the line, and those in line
                stage("mapParallel(3)", 1 + 1 + 6, items -> items.mapParallel(3, i -> i)),
                // the end's, those in the output, one for each worker, those in the input, and one that waits
                stage("mapParallelUnordered(3)", 1 + 6 + 3 + 6 + 1, items -> items.mapParallelUnordered(3, i -> i)),
                // the end's list, those in the channel, and one that waits
                stage("batch(4, 1 day)", 4 + 4 + 1, items -> items.batch(4, Duration.ofDays(1))),
                // three channels of two, and three threads and the end with one each
                stage("three buffers", 3 * 2 + 3 + 1, items -> items.buffer(2).buffer(2).buffer(2)),
                stage("buffer, mapParallel", (3 + 1) + (4 + 1) + 1, items -> items.buffer(3).mapParallel(2, i -> i)),
                stage("batch, buffer", 10 * (2 + 1 + 1), items -> items.batch(10).buffer(2)),
                stage("flatMap, buffer", 3, items -> items.flatMap(i -> List.of(i, i)).buffer(4)));
    }

    private static Arguments stage(String name, int ahead, Function<Pipeline<Integer>, Pipeline<?>> stage) {
        return Arguments.of(name, ahead, stage);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stages")
    void start_endTakesNothing_readsAheadAsFarAsThereIsRoom(
            String name, int ahead, Function<Pipeline<Integer>, Pipeline<?>> stage) throws Exception {
        RunningPipeline<Long> running = startWithBlockedEnd(stage.apply(Pipeline.from(endless)));

        // every place is taken, so all that could be read has been
        Watchdog.until("all has been read that there is room for", () -> read.get() >= ahead);
        Watchdog.until("the source waits", () -> sourceWaits(running));
        assertThat(read.get()).isEqualTo(ahead);

        assertCancels(running);
        assertThat(read.get()).isEqualTo(ahead);
    }

    /** Whether the thread of the source waits before the first channel, be it a stage's input or what is inside it. */
    private static boolean sourceWaits(RunningPipeline<?> running) {
        StageStats first = running.stats().stream().filter(stage -> stage.input() != null).findFirst().orElseThrow();
        ChannelStats input = first.input();
        return input != null && (input.waitingSenders() == 1 || first.name().equals("mapParallel"));
    }

    @Test
    void start_noChannelAndEndTakesNothing_readsOneItem() throws Exception {
        RunningPipeline<Long> running = startWithBlockedEnd(Pipeline.from(endless).map(i -> i).filter(i -> true));

        assertThat(read.get()).isEqualTo(1);
        assertCancels(running);
        assertThat(read.get()).isEqualTo(1);
    }

    @Test
    void start_batchAndEndTakesNothing_readsOneBatch() throws Exception {
        RunningPipeline<Long> running = startWithBlockedEnd(Pipeline.from(endless).batch(7));

        assertThat(read.get()).isEqualTo(7);
        assertCancels(running);
    }

    @Test
    void start_flatMapOfAnEndlessIterableAndEndTakesNothing_asksForOneResult() throws Exception {
        RunningPipeline<Long> running = startWithBlockedEnd(Pipeline.from(List.of(1, 2)).flatMap(i -> endless));

        assertThat(read.get()).isEqualTo(1);
        assertCancels(running);
        assertThat(read.get()).isEqualTo(1);
    }

    @Test
    void start_flatMapOfAnEndlessIterableBeforeABuffer_asksForAsManyAsThereIsRoom() throws Exception {
        RunningPipeline<Long> running = startWithBlockedEnd(
                Pipeline.from(List.of(1, 2)).flatMap(i -> endless).buffer(5));

        Watchdog.until("the flatMap waits", () -> sourceWaits(running));
        assertThat(read.get()).isEqualTo(1 + 1 + 5);
        assertCancels(running);
    }

    @Test
    void into_targetIsFull_readsOneItemMoreThanItHolds() throws Exception {
        Channel<Integer> target = Channel.bounded(3);
        RunningPipeline<Long> running = Pipeline.from(endless).into(target).start();

        Watchdog.until("the end waits", () -> target.stats().waitingSenders() == 1);
        assertThat(read.get()).isEqualTo(4);
        assertThat(target.receive()).isEqualTo(1);
        Watchdog.until("the next is read", () -> read.get() == 5 && target.stats().waitingSenders() == 1);
        assertCancels(running);
        assertThat(target.isClosed()).isTrue();
    }

    @Test
    void from_channelAndEndTakesNothing_leavesTheRestInIt() throws Exception {
        Channel<Integer> source = Channel.unbounded();
        source.sendAll(List.of(1, 2, 3, 4, 5));

        RunningPipeline<Long> running = startWithBlockedEnd(Pipeline.from(source).buffer(1));

        Watchdog.until("the source waits", () -> sourceWaits(running));
        assertThat(source.size()).isEqualTo(2);
        assertCancels(running);
        assertThat(source.closeNow()).containsExactly(4, 5);
    }

    @Test
    void from_iteratorThatNeverGives_nothingElseIsHeldUp() throws Exception {
        CountDownLatch firstIsOut = new CountDownLatch(1);
        Iterator<Integer> slow = Stream.iterate(1, i -> i + 1)
                .peek(i -> {
                    if (i == 2) {
                        awaitQuietly(never);
                    }
                })
                .iterator();
        RunningPipeline<Long> running = Pipeline.from(slow).buffer(1).forEach(i -> firstIsOut.countDown()).start();

        Watchdog.await(firstIsOut);

        assertCancels(running);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
