package dev.millrace.channels.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.channels.Channel;
import dev.millrace.channels.pipeline.Chain.Kind;
import dev.millrace.channels.pipeline.Chain.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A pipeline gives what a stream of the same stages gives. */
class PipelinePropertyTest {

    @Provide
    Arbitrary<Chain> ordered() {
        return chain(Arbitraries.of(Kind.class).filter(kind -> kind != Kind.UNORDERED));
    }

    @Provide
    Arbitrary<Chain> any() {
        return chain(Arbitraries.of(Kind.class));
    }

    private static Arbitrary<Chain> chain(Arbitrary<Kind> kinds) {
        Arbitrary<Integer> numbers = Arbitraries.integers().between(1, 8);
        return Combinators.combine(kinds, numbers).as(Link::new).list().ofMaxSize(6).map(Chain::new);
    }

    @Property(tries = 150)
    void run_orderedStages_givesWhatAStreamGives(
            @ForAll @Size(max = 80) List<Integer> items, @ForAll("ordered") Chain chain) throws Exception {
        assertThat(Watchdog.run(chain.behind(Pipeline.from(items)).toList())).isEqualTo(chain.model(items));
    }

    @Property(tries = 100)
    void run_unorderedStages_givesWhatAStreamGivesInAnyOrder(
            @ForAll @Size(max = 80) List<Integer> items, @ForAll("any") Chain chain) throws Exception {
        assertThat(Watchdog.run(chain.behind(Pipeline.from(items)).toList()))
                .containsExactlyInAnyOrderElementsOf(chain.model(items));
    }

    @Property(tries = 60)
    void run_anySourceAndEnd_givesTheSame(@ForAll @Size(max = 40) List<Integer> items, @ForAll("ordered") Chain chain)
            throws Exception {
        List<Integer> expected = chain.model(items);
        Channel<Integer> source = Channel.unbounded();
        source.sendAll(items);
        source.close();
        Channel<Integer> target = Channel.unbounded();

        assertThat(Watchdog.run(chain.behind(Pipeline.<Integer>from(items.iterator()))
                .fold(List.<Integer>of(), PipelinePropertyTest::plus)))
                .isEqualTo(expected);
        assertThat(Watchdog.run(chain.behind(Pipeline.<Integer>from(source)).into(target)))
                .isEqualTo(expected.size());
        assertThat(target).containsExactlyElementsOf(expected);
        List<Integer> seen = new ArrayList<>();
        assertThat(Watchdog.run(chain.behind(Pipeline.from(items)).forEach(seen::add))).isEqualTo(expected.size());
        assertThat(seen).isEqualTo(expected);
        assertThat(Watchdog.run(
                chain.behind(Pipeline.from(items)).collect(Collectors.groupingBy(i -> Math.floorMod(i, 3)))))
                .isEqualTo(expected.stream().collect(Collectors.groupingBy(i -> Math.floorMod(i, 3))));
    }

    private static List<Integer> plus(List<Integer> items, Integer item) {
        List<Integer> longer = new ArrayList<>(items);
        longer.add(item);
        return longer;
    }

    @Property(tries = 60)
    void run_sameJobTwice_givesTheSame(@ForAll @Size(max = 40) List<Integer> items, @ForAll("ordered") Chain chain)
            throws Exception {
        Job<List<Integer>> job = chain.behind(Pipeline.from(items)).toList();

        RunningPipeline<List<Integer>> first = job.start();
        RunningPipeline<List<Integer>> atTheSameTime = job.start();

        assertThat(Watchdog.result(first)).isEqualTo(chain.model(items));
        assertThat(Watchdog.result(atTheSameTime)).isEqualTo(chain.model(items));
        assertThat(job.run()).isEqualTo(chain.model(items));
    }

    @Property(tries = 60)
    void batch_anySize_cutsTheItemsInto(
            @ForAll @Size(max = 60) List<Integer> items, @ForAll @IntRange(min = 1, max = 20) int size)
            throws Exception {
        List<List<Integer>> expected = IntStream.range(0, (items.size() + size - 1) / size)
                .mapToObj(i -> items.subList(i * size, Math.min(items.size(), (i + 1) * size)))
                .toList();

        assertThat(Watchdog.run(Pipeline.from(items).batch(size).toList())).isEqualTo(expected);
        // with this linger only the size and the end can end a list
        assertThat(Watchdog.run(Pipeline.from(items).batch(size, Duration.ofDays(1)).toList())).isEqualTo(expected);
    }

    @Property(tries = 30)
    void mapParallel_functionTakesAnyTime_keepsOrder(@ForAll @IntRange(min = 1, max = 8) int workers, @ForAll long seed)
            throws Exception {
        List<Integer> items = IntStream.range(0, 200).boxed().toList();
        List<Integer> delays = new Random(seed).ints(200, 0, 300).boxed().toList();

        List<Integer> results = Watchdog.run(Pipeline.from(items)
                .mapParallel(workers, i -> {
                    LockSupport.parkNanos(1_000L * delays.get(i)); // any time at all
                    return i;
                })
                .toList());

        assertThat(results).isEqualTo(items);
    }
}
