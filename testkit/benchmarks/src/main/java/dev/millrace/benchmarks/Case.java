package dev.millrace.benchmarks;

import dev.millrace.benchmarks.peers.Peer;
import dev.millrace.benchmarks.peers.Shape;
import dev.millrace.benchmarks.peers.ThreadKind;
import dev.millrace.benchmarks.peers.Workload;
import java.util.Map;

/**
 * One set of circumstances in which all peers that fit are measured side by side.
 *
 * @param title how the table calls it
 * @param benchmark the class with the one benchmark
 * @param work what a peer has to fit
 * @param items how many items an invocation moves, small enough that the slowest peer takes about a second
 * @param params the parameters of the benchmark but the implementation
 */
record Case(String title, Class<?> benchmark, Workload work, int items, Map<String, String> params) {

    static Case transfer(ThreadKind threads, String shape, int capacity) {
        return new Case(
                threads + " " + shape + ", capacity " + capacity,
                TransferBenchmark.class,
                new Workload(threads, Shape.parse(shape), capacity),
                capacity <= 1 ? 20_000 : 1_000_000,
                Map.of("threads", threads.toString(), "shape", shape, "capacity", Integer.toString(capacity)));
    }

    static Case rendezvous(ThreadKind threads) {
        return new Case(
                threads + " 1to1, rendezvous",
                RendezvousBenchmark.class,
                new Workload(threads, Shape.ONE_TO_ONE, 0),
                20_000,
                Map.of("threads", threads.toString()));
    }

    static Case chained(int crowd, int capacity) {
        return manyThreads("chain of " + crowd, ChainedBenchmark.class, crowd, capacity);
    }

    static Case parallel(int crowd, int capacity) {
        return manyThreads(crowd + " pairs", ParallelBenchmark.class, crowd, capacity);
    }

    static Case uncontended() {
        return new Case(
                "one thread, capacity 1024",
                UncontendedBenchmark.class,
                new Workload(ThreadKind.PLATFORM, Shape.ONE_TO_ONE, 1024),
                1,
                Map.of("capacity", "1024"));
    }

    boolean fits(Peer peer) {
        return peer.fits().test(work);
    }

    private static Case manyThreads(String title, Class<? extends CrowdBenchmark> benchmark, int crowd, int capacity) {
        return new Case(
                title + ", capacity " + capacity,
                benchmark,
                new Workload(ThreadKind.VIRTUAL, Shape.ONE_TO_ONE, capacity),
                crowd * (capacity <= 1 ? 50 : 1000),
                Map.of("crowd", Integer.toString(crowd), "capacity", Integer.toString(capacity)));
    }
}
