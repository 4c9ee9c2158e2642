package dev.millrace.channels.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.channels.Channel;
import dev.millrace.channels.ChannelClosedException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What fails, ends the run and reaches the caller with its cause and the name of its stage. */
@Timeout(60)
class PipelineFailureTest {

    private static final List<Integer> ITEMS = IntStream.range(0, 100).boxed().toList();

    /** Throws at the fifth item, and whatever it likes. */
    private static Integer failing(int item, Throwable thrown) {
        if (item == 4) {
            throw PipelineFailureTest.<RuntimeException>any(thrown);
        }
        return item;
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E any(Throwable thrown) throws E {
        throw (E) thrown;
    }

    // ---- stages

    static Stream<Arguments> stages() {
        List<Throwable> throwables = List.of(
                new IllegalStateException("unchecked"), new IOException("checked"), new AssertionError("error"));
        return throwables.stream()
                .flatMap(thrown -> Stream.of(
                        stage("map", thrown, items -> items.map(i -> failing(i, thrown))),
                        stage("filter", thrown, items -> items.filter(i -> failing(i, thrown) >= 0)),
                        stage("flatMap", thrown, items -> items.flatMap(i -> List.of(failing(i, thrown)))),
                        stage("flatMap", thrown, items -> items.flatMap(i -> () -> {
                            failing(i, thrown);
                            return List.of(i).iterator();
                        })),
                        stage("flatMap", thrown, items -> items.flatMap(i -> () -> brokenHasNext(i, thrown))),
                        stage("flatMap", thrown, items -> items.flatMap(i -> () -> brokenNext(i, thrown))),
                        stage("tap", thrown, items -> items.tap(i -> failing(i, thrown))),
                        stage("mapParallel", thrown, items -> items.mapParallel(3, i -> failing(i, thrown))),
                        stage(
                                "mapParallelUnordered",
                                thrown,
                                items -> items.mapParallelUnordered(3, i -> failing(i, thrown)))));
    }

    private static Arguments stage(
            String name, Throwable thrown, Function<Pipeline<Integer>, Pipeline<Integer>> stage) {
        return Arguments.of(name, thrown, stage);
    }

    private static Iterator<Integer> brokenHasNext(int item, Throwable thrown) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return failing(item, thrown) > 100;
            }

            @Override
            public Integer next() {
                throw new NoSuchElementException();
            }
        };
    }

    private static Iterator<Integer> brokenNext(int item, Throwable thrown) {
        return new Iterator<>() {
            private boolean given;

            @Override
            public boolean hasNext() {
                return !given;
            }

            @Override
            public Integer next() {
                given = true;
                return failing(item, thrown);
            }
        };
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("stages")
    void run_stageThrows_reachesTheCallerAndAllChannels(
            String name, Throwable thrown, Function<Pipeline<Integer>, Pipeline<Integer>> stage) throws Exception {
        Channel<Integer> target = Channel.unbounded();
        RunningPipeline<Long> running = stage.apply(Pipeline.from(ITEMS).map(i -> i).named("before").buffer(2))
                .buffer(2).into(target).start();

        Throwable failure = Watchdog.failure(running);

        assertThat(failure)
                .isInstanceOf(PipelineException.class)
                .hasMessage("pipeline stage " + name + " failed: " + thrown)
                .hasCause(thrown)
                .hasNoSuppressedExceptions();
        assertThat(((PipelineException) failure).stage()).isEqualTo(name);
        assertThat(running.isDone()).isTrue();
        assertThat(running.stats()).allMatch(stats -> stats.input() == null || stats.input().closed());
        assertThat(target.closeNow()).isSubsetOf(ITEMS);
        assertThatThrownBy(target::receive).isInstanceOf(ChannelClosedException.class).hasCause(failure);
        assertThatThrownBy(running::await).isSameAs(failure);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("stages")
    void run_namedStageThrows_hasItsName(
            String name, Throwable thrown, Function<Pipeline<Integer>, Pipeline<Integer>> stage) throws Exception {
        PipelineException failure = Watchdog.failure(
                stage.apply(Pipeline.from(ITEMS).map(i -> i)).named("mine").map(i -> i).toList());

        assertThat(failure.stage()).isEqualTo("mine");
        assertThat(failure).hasCause(thrown);
    }

    @Test
    void run_secondStageOfAKindThrows_hasItsNumber() throws Exception {
        IOException thrown = new IOException();

        PipelineException failure = Watchdog.failure(
                Pipeline.from(ITEMS).map(i -> i).map(i -> failing(i, thrown)).map(i -> i).toList());

        assertThat(failure.stage()).isEqualTo("map-2");
    }

    static Stream<Arguments> nullStages() {
        return Stream.of(
                stage("map", new Error(), items -> items.map(i -> nothing())),
                stage("flatMap", new Error(), items -> items.flatMap(i -> Arrays.asList(i, null))),
                stage("mapParallel", new Error(), items -> items.mapParallel(2, i -> nothing())),
                stage("mapParallelUnordered", new Error(), items -> items.mapParallelUnordered(2, i -> nothing())));
    }

    private static <T> T nothing() {
        return null;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nullStages")
    void run_stageGivesNull_failsThatStage(
            String name, Throwable unused, Function<Pipeline<Integer>, Pipeline<Integer>> stage) throws Exception {
        PipelineException failure = Watchdog.failure(stage.apply(Pipeline.from(ITEMS).buffer(1)).buffer(1).toList());

        assertThat(failure.stage()).isEqualTo(name);
        assertThat(failure.getCause())
                .isInstanceOf(NullPointerException.class)
                .hasMessage(name + ": result=null (expected: not null)");
    }

    // ---- sources

    static Stream<Arguments> sources() {
        IllegalStateException thrown = new IllegalStateException("broken");
        Iterable<Integer> noIterator = () -> {
            throw thrown;
        };
        return Stream.of(
                Arguments.of("iterator()", thrown, noIterator),
                Arguments.of("hasNext()", thrown, (Iterable<Integer>) () -> brokenHasNext(4, thrown)),
                Arguments.of("next()", thrown, (Iterable<Integer>) () -> brokenNext(4, thrown)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sources")
    void run_sourceThrows_isNamedSource(String name, Throwable thrown, Iterable<Integer> source) throws Exception {
        PipelineException failure = Watchdog.failure(Pipeline.from(source).mapParallel(2, i -> i).toList());

        assertThat(failure.stage()).isEqualTo("source");
        assertThat(failure).hasCause(thrown);
    }

    @Test
    void run_sourceGivesNull_isNamedSource() throws Exception {
        PipelineException failure = Watchdog.failure(Pipeline.from(Arrays.asList(1, null)).map(i -> i).toList());

        assertThat(failure.stage()).isEqualTo("source");
        assertThat(failure.getCause()).isInstanceOf(NullPointerException.class);
    }

    @Test
    void run_sourceChannelHasFailed_failsAfterItsItems() throws Exception {
        IOException thrown = new IOException();
        Channel<Integer> source = Channel.unbounded();
        source.sendAll(List.of(1, 2));
        source.fail(thrown);
        AtomicInteger seen = new AtomicInteger();

        PipelineException failure = Watchdog.failure(Pipeline.from(source).forEach(i -> seen.incrementAndGet()));

        assertThat(failure.stage()).isEqualTo("source");
        assertThat(failure).hasCause(thrown);
        assertThat(seen.get()).isEqualTo(2);
    }

    @Test
    void run_stageThrows_sourceChannelStaysOpen() throws Exception {
        Channel<Integer> source = Channel.unbounded();
        source.sendAll(ITEMS);

        Watchdog.failure(Pipeline.from(source).map(i -> failing(i, new IOException())).toList());

        assertThat(source.isClosed()).isFalse();
        assertThat(source.closeNow()).isEqualTo(ITEMS.subList(5, 100));
    }

    @Test
    void run_stageThrowsWhileTheSourceWaits_endsTheWait() throws Exception {
        Channel<Integer> source = Channel.bounded(5);
        source.sendAll(ITEMS.subList(0, 5));

        PipelineException failure = Watchdog.failure(
                Pipeline.from(source).mapParallel(1, i -> failing(i, new IOException())).toList());

        assertThat(failure.stage()).isEqualTo("mapParallel");
        assertThat(source.stats().waitingReceivers()).isZero();
    }

    // ---- ends

    static Stream<Arguments> ends() {
        IllegalStateException thrown = new IllegalStateException("broken");
        return Stream.of(
                end("forEach", thrown, items -> items.forEach(i -> failing(i, thrown))),
                end("fold", thrown, items -> items.fold(0, (sum, i) -> failing(i, thrown))),
                end("accumulator", thrown, items -> items.collect(Collector.of(
                        AtomicInteger::new, (sum, i) -> failing(i, thrown), (a, b) -> a))),
                end("finisher", thrown, items -> items.collect(Collector.of(
                        AtomicInteger::new, AtomicInteger::set, (a, b) -> a, sum -> failing(4, thrown)))));
    }

    private static Arguments end(String name, Throwable thrown, Function<Pipeline<Integer>, Job<?>> end) {
        return Arguments.of(name, thrown, end);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void run_endThrows_isNamedEnd(String name, Throwable thrown, Function<Pipeline<Integer>, Job<?>> end)
            throws Exception {
        PipelineException failure = Watchdog.failure(end.apply(Pipeline.from(ITEMS).buffer(2)));

        assertThat(failure.stage()).isEqualTo("end");
        assertThat(failure).hasCause(thrown);
    }

    @Test
    void into_targetClosedByItsReader_failsTheEnd() throws Exception {
        Channel<Integer> target = Channel.bounded(1);
        target.close();

        PipelineException failure = Watchdog.failure(Pipeline.from(ITEMS).buffer(2).into(target));

        assertThat(failure.stage()).isEqualTo("end");
        assertThat(failure).hasCauseInstanceOf(ChannelClosedException.class);
    }

    @Test
    void into_sourceEnds_closesTheTargetWithoutCause() throws Exception {
        Channel<Integer> target = Channel.unbounded();

        assertThat(Watchdog.run(Pipeline.from(ITEMS).into(target))).isEqualTo(100);

        assertThat(target.isClosed()).isTrue();
        assertThat(target).containsExactlyElementsOf(ITEMS);
    }

    @Test
    void into_targetIsSourceOfAnother_failureGoesOn() throws Exception {
        IOException thrown = new IOException();
        Channel<Integer> between = Channel.bounded(1);
        RunningPipeline<Long> first = Pipeline.from(ITEMS).map(i -> failing(i, thrown)).into(between).start();

        PipelineException second = Watchdog.failure(Pipeline.from(between).toList());

        assertThat(second.stage()).isEqualTo("source");
        assertThat(second).hasCause(Watchdog.failure(first)).hasRootCause(thrown);
    }

    // ---- several failures, and the other threads

    @Test
    void run_twoWorkersThrow_secondIsSuppressedInFirst() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);

        PipelineException failure = Watchdog.failure(Pipeline.from(List.of(0, 1))
                .mapParallel(2, i -> {
                    both.await(20, TimeUnit.SECONDS);
                    throw new IOException("worker " + i);
                })
                .toList());

        assertThat(failure.getSuppressed()).hasSize(1);
        assertThat(failure.getSuppressed()[0]).isInstanceOf(PipelineException.class);
        assertThat(List.of(failure.getCause().getMessage(), failure.getSuppressed()[0].getCause().getMessage()))
                .containsExactlyInAnyOrder("worker 0", "worker 1");
    }

    @Test
    void run_stageThrows_othersAreInterruptedAndHaveReturned() throws Exception {
        CountDownLatch blocked = new CountDownLatch(3);
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger inside = new AtomicInteger();

        PipelineException failure = Watchdog.failure(Pipeline.from(ITEMS)
                .mapParallel(4, i -> {
                    if (i == 3) {
                        Watchdog.await(blocked);
                        throw new IOException();
                    }
                    inside.incrementAndGet();
                    try {
                        blocked.countDown();
                        never.await();
                        return i;
                    } finally {
                        inside.decrementAndGet();
                    }
                })
                .toList());

        assertThat(inside.get()).isZero();
        assertThat(failure).hasNoSuppressedExceptions();
    }

    @Test
    void run_stageThrows_nothingIsCalledAnyMore() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        AtomicInteger called = new AtomicInteger();
        RunningPipeline<List<Integer>> running = Pipeline.from(ITEMS)
                .buffer(100)
                .map(i -> {
                    if (i == 0) {
                        // an interrupt that is swallowed, with 99 items waiting in the channel
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            failed.countDown();
                        }
                    }
                    called.incrementAndGet();
                    return i;
                })
                .toList()
                .start();
        Watchdog.until("the source has ended", () -> running.stats().getFirst().emitted() == 100);
        running.cancel();
        Watchdog.await(failed);

        Watchdog.failure(running);
        assertThat(called.get()).isEqualTo(1);
    }
}
