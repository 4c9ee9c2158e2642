package dev.millrace.benchmarks;

import dev.millrace.benchmarks.peers.Peer;
import dev.millrace.benchmarks.peers.Shape;
import dev.millrace.benchmarks.peers.ThreadKind;
import dev.millrace.benchmarks.peers.Transfer;
import dev.millrace.benchmarks.peers.Transfers;
import dev.millrace.benchmarks.peers.Workload;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What is asked of channels. */
final class ChannelCases {

    private static final Set<String> MANY_THREADS_PEERS = Set.of("millrace", "millrace-one", "abq", "sq", "jox");

    private ChannelCases() {}

    /** Few senders and receivers of these kinds. */
    static List<Case> transfers(Extent extent, String shape, ThreadKind... kinds) {
        List<Integer> capacities = extent.quick() ? extent.capacities(1024) : extent.capacities(1, 16, 1024);
        return Stream.of(kinds)
                .flatMap(kind -> capacities.stream().map(capacity -> transfer(kind, shape, capacity)))
                .toList();
    }

    /** The chain, then the pairs. */
    static List<Case> manyThreads(Extent extent) {
        List<Integer> capacities = extent.capacities(0, 1, 16, 100);
        int crowd = extent.crowd();
        return Stream.concat(
                capacities.stream()
                        .map(capacity -> crowd("chain of " + crowd, ChainedBenchmark.class, crowd, capacity)),
                capacities.stream()
                        .map(capacity -> crowd(crowd + " pairs", ParallelBenchmark.class, crowd, capacity)))
                .toList();
    }

    static List<Case> rendezvous() {
        return Stream.of(ThreadKind.values())
                .map(threads -> new Case(
                        threads + " 1to1, rendezvous",
                        RendezvousBenchmark.class,
                        Transfers.ALL.fitting(new Workload(threads, Shape.ONE_TO_ONE, 0)),
                        20_000,
                        Map.of("threads", threads.toString())))
                .toList();
    }

    static List<Case> uncontended() {
        return List.of(new Case(
                "one thread, capacity 1024",
                UncontendedBenchmark.class,
                Transfers.ALL.fitting(new Workload(ThreadKind.PLATFORM, Shape.ONE_TO_ONE, 1024)),
                1,
                Map.of("capacity", "1024")));
    }

    private static Case transfer(ThreadKind threads, String shape, int capacity) {
        return new Case(
                threads + " " + shape + ", capacity " + capacity,
                TransferBenchmark.class,
                Transfers.ALL.fitting(new Workload(threads, Shape.parse(shape), capacity)),
                capacity <= 1 ? 20_000 : 1_000_000,
                Map.of("threads", threads.toString(), "shape", shape, "capacity", Integer.toString(capacity)));
    }

    private static Case crowd(String title, Class<? extends CrowdBenchmark> benchmark, int crowd, int capacity) {
        List<Peer<Workload, Transfer<Integer>>> asked = Transfers.ALL
                .fitting(new Workload(ThreadKind.VIRTUAL, Shape.ONE_TO_ONE, capacity)).stream()
                .filter(peer -> MANY_THREADS_PEERS.contains(peer.name()))
                .toList();
        return new Case(
                title + ", capacity " + capacity,
                benchmark,
                asked,
                crowd * (capacity <= 1 ? 50 : 1000),
                Map.of("crowd", Integer.toString(crowd), "capacity", Integer.toString(capacity)));
    }
}
