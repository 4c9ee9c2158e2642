package dev.millrace.channels.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.channels.Channel;
import dev.millrace.channels.Received;
import dev.millrace.channels.Receiver;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stopping keeps all that the source has given; cancelling drops it; in both cases no thread is left. */
@Timeout(60)
class PipelineStopTest {

    private final CountDownLatch never = new CountDownLatch(1);
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger read = new AtomicInteger();
    private final Iterable<Integer> endless = () -> Stream.generate(read::getAndIncrement).iterator();

    private static List<Integer> upTo(int n) {
        return IntStream.range(0, n).boxed().toList();
    }

    // ---- stop, with an iterator

    @Test
    void stop_endlessIterator_givesAllThatWasReadAndNothingAfter() throws Exception {
        RunningPipeline<List<Integer>> running = Pipeline.from(endless)
                .buffer(10)
                .mapParallel(3, i -> i)
                .batch(7)
                .flatMap(batch -> batch)
                .tap(i -> reached.countDown())
                .toList()
                .start();
        Watchdog.await(reached);

        running.stop();

        assertThat(Watchdog.result(running)).isEqualTo(upTo(read.get()));
    }

    @Test
    void stop_iteratorIsAsked_keepsTheItemUnderWay() throws Exception {
        Iterator<Integer> slow = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                reached.countDown();
                try {
                    Watchdog.await(go);
                } catch (InterruptedException e) {
                    throw new AssertionError("stop interrupts nothing but a receive", e);
                }
                return read.getAndIncrement();
            }
        };
        RunningPipeline<List<Integer>> running = Pipeline.from(slow).toList().start();
        Watchdog.await(reached);

        running.stop();
        running.stop();
        go.countDown();

        assertThat(Watchdog.result(running)).containsExactly(0);
        assertThat(read.get()).isEqualTo(1);
    }

    @Test
    void stop_atOnce_endsWithWhatWasRead() throws Exception {
        RunningPipeline<List<Integer>> running = Pipeline.from(endless).toList().start();
        running.stop();

        assertThat(Watchdog.result(running)).isEqualTo(upTo(read.get()));
    }

    @Test
    void stop_beforeThePumpRuns_readsNothing() throws Exception {
        Channel<Integer> channel = Channel.bounded(1);
        channel.send(1);
        Sink<Integer> sink = new Sink<>() {
            @Override
            public void accept(Integer item) {
                throw new AssertionError("an item after the stop");
            }

            @Override
            public void end() {
                throw new AssertionError("the pump does not end its sink");
            }
        };
        StageRun self = new StageRun("source", (Execution<?>) Pipeline.from(List.of()).toList().start());
        for (Source<Integer> source : List.of(new ReceiverSource<>(channel), new IterableSource<>(endless))) {
            Source.Pump<Integer> pump = source.open();
            pump.stop();
            pump.run(self, sink);
            pump.stop();
        }

        assertThat(channel.size()).isEqualTo(1);
        assertThat(read.get()).isZero();
    }

    @Test
    void stop_afterTheEnd_changesNothing() throws Exception {
        RunningPipeline<List<Integer>> running = Pipeline.from(upTo(5)).toList().start();
        Watchdog.result(running);

        running.stop();

        assertThat(running.stop(Duration.ZERO)).isTrue();
        assertThat(running.await()).isEqualTo(upTo(5));
    }

    @Test
    void stop_byAStage_drains() throws Exception {
        AtomicReference<RunningPipeline<List<Integer>>> running = new AtomicReference<>();
        running.set(Pipeline.from(endless)
                .tap(i -> {
                    Watchdog.await(go);
                    if (i == 9) {
                        running.get().stop();
                    }
                })
                .buffer(2)
                .toList()
                .start());
        go.countDown();

        assertThat(Watchdog.result(running.get())).isEqualTo(upTo(10));
    }

    // ---- stop, with a channel

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void stop_sourceWaitsForItsChannel_endsTheWaitAndLeavesTheChannel(int times) throws Exception {
        Channel<Integer> source = Channel.bounded(4);
        RunningPipeline<List<Integer>> running = Pipeline.from(source).mapParallel(2, i -> i).toList().start();
        source.sendAll(List.of(0, 1, 2));
        Watchdog.until("the source waits", () -> running.stats().getFirst().received() == 3
                && source.stats().waitingReceivers() == 1);

        for (int i = 0; i < times; i++) {
            running.stop();
        }

        assertThat(Watchdog.result(running)).containsExactly(0, 1, 2);
        assertThat(source.isClosed()).isFalse();
        source.send(3);
        assertThat(source.receive()).isEqualTo(3);
    }

    @Test
    void stop_itemOfAChannelUnderWay_isNotInterruptedAndComesOut() throws Exception {
        Channel<Integer> source = Channel.bounded(4);
        source.sendAll(List.of(0, 1, 2));
        RunningPipeline<List<Integer>> running = Pipeline.from(source)
                .tap(i -> {
                    reached.countDown();
                    go.await();
                })
                .toList()
                .start();
        Watchdog.await(reached);

        running.stop();
        go.countDown();

        assertThat(Watchdog.result(running)).containsExactly(0);
        assertThat(source.closeNow()).containsExactly(1, 2);
    }

    @Test
    void stop_itemReceivedAtThatMoment_comesOut() throws Exception {
        Channel<Integer> source = Channel.bounded(1);
        source.send(0);
        RunningPipeline<List<Integer>> running = Pipeline.from(afterReceive(source, () -> {
            reached.countDown();
            // the item is in hand, and stop() thinks that the pump still waits
            Watchdog.until("stop interrupts", () -> Thread.currentThread().isInterrupted());
        }))
                .tap(i -> {
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                })
                .toList()
                .start();
        Watchdog.await(reached);

        running.stop();

        assertThat(Watchdog.result(running)).containsExactly(0);
    }

    /** A channel's receiver that does something with an item in its hand. */
    @SuppressWarnings("unchecked")
    private static <T> Receiver<T> afterReceive(Channel<T> channel, Runnable after) {
        return (Receiver<T>) Proxy.newProxyInstance(
                Receiver.class.getClassLoader(), new Class<?>[] {Receiver.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(channel, arguments);
                        if (result instanceof Received.Item<?>) {
                            after.run();
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @RepeatedTest(50)
    void stop_anyMomentBySeveral_nothingIsLostBetweenResultAndChannel() throws Exception {
        Channel<Integer> source = Channel.bounded(3);
        RunningPipeline<List<Integer>> running = Pipeline.from(source).map(i -> i).mapParallel(2, i -> i).toList()
                .start();
        FutureTask<Boolean> sending = Watchdog.start(() -> {
            for (int i = 0; i < 200; i++) {
                source.send(i);
            }
            source.close();
            return true;
        });
        List<FutureTask<Boolean>> stopping = Stream.of(1, 2)
                .map(i -> Watchdog.start(() -> {
                    Watchdog.until("some have come", () -> running.stats().getFirst().received() > 20);
                    running.stop();
                    return true;
                }))
                .toList();

        List<Integer> all = new ArrayList<>(Watchdog.result(running));
        source.forEach(all::add);

        assertThat(all).isEqualTo(upTo(200));
        Watchdog.result(sending);
        for (FutureTask<Boolean> stop : stopping) {
            Watchdog.result(stop);
        }
    }

    // ---- stop in time, and not

    @Test
    void stopInTime_drains_isTrue() throws Exception {
        RunningPipeline<List<Integer>> running = Pipeline.from(endless).buffer(5).tap(i -> reached.countDown()).toList()
                .start();
        Watchdog.await(reached);

        assertThat(running.stop(Watchdog.LONG)).isTrue();

        assertThat(running.isDone()).isTrue();
        assertThat(running.await()).isEqualTo(upTo(read.get()));
    }

    @Test
    void stopInTime_endTakesNothing_cancels() throws Exception {
        Channel<Integer> target = Channel.bounded(1);
        RunningPipeline<Long> running = Pipeline.from(endless).buffer(5).into(target).start();
        Watchdog.until("the end waits", () -> target.stats().waitingSenders() == 1);

        assertThat(running.stop(Duration.ofMillis(2))).isFalse();

        assertThat(Watchdog.failure(running)).isInstanceOf(CancellationException.class);
        assertThat(target.isClosed()).isTrue();
    }

    @Test
    void stopInTime_interrupted_drainsOn() throws Exception {
        RunningPipeline<List<Integer>> running = Pipeline.from(endless)
                .tap(i -> {
                    reached.countDown();
                    go.await();
                })
                .toList()
                .start();
        Watchdog.await(reached);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> running.stop(Duration.ofDays(1))).isInstanceOf(InterruptedException.class);

        go.countDown();
        assertThat(Watchdog.result(running)).containsExactly(0);
    }

    // ---- cancel

    @Test
    void cancel_stageWaits_interruptsIt() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        RunningPipeline<Long> running = Pipeline.from(endless)
                .buffer(1)
                .forEach(i -> {
                    reached.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        seen.set(e);
                        throw e;
                    }
                })
                .start();
        Watchdog.await(reached);
        assertThat(running.isDone()).isFalse();

        running.cancel();
        running.cancel();

        assertThat(Watchdog.failure(running))
                .isInstanceOf(CancellationException.class)
                .hasMessage("pipeline: state=cancelled (expected: done)");
        assertThat(seen.get()).isNotNull();
        assertThat(running.isDone()).isTrue();
        assertThatThrownBy(running::await).isInstanceOf(CancellationException.class);
    }

    @Test
    void cancel_sourceWaitsForItsChannel_endsTheWait() throws Exception {
        Channel<Integer> source = Channel.bounded(1);
        RunningPipeline<List<Integer>> running = Pipeline.from(source).toList().start();
        Watchdog.until("the source waits", () -> source.stats().waitingReceivers() == 1);

        running.cancel();

        assertThat(Watchdog.failure(running)).isInstanceOf(CancellationException.class);
        assertThat(source.isClosed()).isFalse();
    }

    @Test
    void cancel_afterTheEnd_resultStays() throws Exception {
        RunningPipeline<List<Integer>> running = Pipeline.from(upTo(5)).toList().start();
        Watchdog.result(running);

        running.cancel();

        assertThat(running.await()).isEqualTo(upTo(5));
    }

    @Test
    void cancel_whileStopDrains_cancels() throws Exception {
        RunningPipeline<Long> running = Pipeline.from(endless)
                .forEach(i -> {
                    reached.countDown();
                    never.await();
                })
                .start();
        Watchdog.await(reached);

        running.stop();
        running.cancel();

        assertThat(Watchdog.failure(running)).isInstanceOf(CancellationException.class);
    }

    // ---- who waits

    @Test
    void run_callerInterrupted_waitsForAllThreadsAndThrows() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch bothInside = new CountDownLatch(2);
        Job<List<Integer>> job = Pipeline.from(endless)
                .mapParallel(2, i -> {
                    inside.incrementAndGet();
                    bothInside.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        go.await(); // a slow farewell
                    } finally {
                        inside.decrementAndGet();
                    }
                    return i;
                })
                .toList();
        AtomicReference<Thread> caller = new AtomicReference<>();
        FutureTask<Integer> running = Watchdog.start(() -> {
            caller.set(Thread.currentThread());
            try {
                throw new AssertionError("expected an interrupt, got " + job.run());
            } catch (InterruptedException e) {
                return inside.get();
            }
        });
        Watchdog.await(bothInside);

        caller.get().interrupt();
        Watchdog.await(interrupted);
        Watchdog.untilParked(caller.get());
        assertThat(running.isDone()).isFalse();
        go.countDown();

        assertThat(Watchdog.result(running)).isZero();
        int readByThen = read.get();
        Thread.yield();
        assertThat(read.get()).isEqualTo(readByThen);
    }

    @Test
    void run_callerInterruptedBefore_throwsAndFailsTheTarget() {
        Channel<Integer> target = Channel.bounded(1);
        Job<Long> job = Pipeline.from(endless).into(target);
        Thread.currentThread().interrupt();

        assertThatThrownBy(job::run).isInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted()).isFalse();
        assertThat(target.isClosed()).isTrue();
    }

    @Test
    void await_interrupted_pipelineRunsOn() throws Exception {
        RunningPipeline<Long> running = Pipeline.from(List.of(1)).forEach(i -> go.await()).start();
        Thread.currentThread().interrupt();

        assertThatThrownBy(running::await).isInstanceOf(InterruptedException.class);

        go.countDown();
        assertThat(Watchdog.result(running)).isEqualTo(1);
    }

    @Test
    void await_notDoneInTime_throwsAndPipelineRunsOn() throws Exception {
        RunningPipeline<Long> running = Pipeline.from(List.of(1)).forEach(i -> go.await()).start();

        assertThatThrownBy(() -> running.await(Duration.ofMillis(1)))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("await pipeline: timeout=PT0.001S (expected: done in time)");

        go.countDown();
        assertThat(Watchdog.result(running)).isEqualTo(1);
        assertThat(running.await(Duration.ZERO)).isEqualTo(1);
    }
}
