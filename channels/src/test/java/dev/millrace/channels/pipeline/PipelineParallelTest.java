package dev.millrace.channels.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many calls a parallel stage makes at once, and what overtakes what. */
@Timeout(60)
class PipelineParallelTest {

    private static final List<Integer> ITEMS = IntStream.range(0, 300).boxed().toList();

    /** A function that sees how many calls of it there are at once; the first {@code n} wait for each other. */
    private static final class Counting implements StageFunction<Integer, Integer> {
        private final CountDownLatch all;
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        Counting(int n) {
            all = new CountDownLatch(n);
        }

        @Override
        public Integer apply(Integer item) throws InterruptedException {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            all.countDown();
            Watchdog.await(all);
            Thread.yield();
            now.decrementAndGet();
            return item;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void mapParallel_nWorkers_makesNCallsAtOnceAndNoMore(int n) throws Exception {
        Counting counting = new Counting(n);

        assertThat(Watchdog.run(Pipeline.from(ITEMS).mapParallel(n, counting).toList())).isEqualTo(ITEMS);

        assertThat(counting.most.get()).isEqualTo(n);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void mapParallelUnordered_nWorkers_makesNCallsAtOnceAndNoMore(int n) throws Exception {
        Counting counting = new Counting(n);

        assertThat(Watchdog.run(Pipeline.from(ITEMS).mapParallelUnordered(n, counting).toList()))
                .containsExactlyInAnyOrderElementsOf(ITEMS);

        assertThat(counting.most.get()).isEqualTo(n);
    }

    @Test
    void mapParallelUnordered_firstItemSlow_othersOvertakeIt() throws Exception {
        CountDownLatch fourthIsOut = new CountDownLatch(4);

        List<Integer> results = Watchdog.run(Pipeline.from(List.of(0, 1, 2, 3, 4))
                .mapParallelUnordered(2, i -> {
                    if (i == 0) {
                        Watchdog.await(fourthIsOut);
                    }
                    return i;
                })
                .tap(i -> fourthIsOut.countDown())
                .toList());

        assertThat(results).containsExactly(1, 2, 3, 4, 0);
    }

    @Test
    void mapParallel_firstItemSlow_othersAreWorkedOnMeanwhile() throws Exception {
        CountDownLatch othersDone = new CountDownLatch(4);

        List<Integer> results = Watchdog.run(Pipeline.from(List.of(0, 1, 2, 3, 4))
                .mapParallel(2, i -> {
                    if (i == 0) {
                        Watchdog.await(othersDone);
                    }
                    othersDone.countDown();
                    return i;
                })
                .toList());

        assertThat(results).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void run_aMillionItemsThroughFiveStages_arriveIntact() throws Exception {
        int n = 1_000_000;

        long sum = Watchdog.run(Pipeline.from((Iterable<Integer>) IntStream.range(0, n).boxed()::iterator)
                .map(i -> i * 2L)
                .buffer(1024)
                .filter(i -> i % 4 == 0)
                .batch(100)
                .mapParallel(2, batch -> batch.stream().mapToLong(i -> i).sum())
                .fold(0L, Long::sum));

        assertThat(sum).isEqualTo(IntStream.range(0, n).mapToLong(i -> i * 2L).filter(i -> i % 4 == 0).sum());
    }
}
