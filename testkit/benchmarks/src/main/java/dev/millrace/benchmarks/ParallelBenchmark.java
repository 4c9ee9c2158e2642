package dev.millrace.benchmarks;

import dev.millrace.benchmarks.peers.Crew;
import dev.millrace.benchmarks.peers.Items;
import dev.millrace.benchmarks.peers.Peer;
import dev.millrace.benchmarks.peers.Peers;
import dev.millrace.benchmarks.peers.Shape;
import dev.millrace.benchmarks.peers.ThreadKind;
import dev.millrace.benchmarks.peers.Transfer;
import dev.millrace.benchmarks.peers.Workload;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Many pairs of virtual threads, each with a buffer of its own (the shape is Jox's).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(10_000_000)
public class ParallelBenchmark {

    @Param("10000")
    int pairs;

    @Param({"0", "1", "16", "100"})
    int capacity;

    /** Names of {@link Peers}; one that does not fit fails at once, and {@link Compare} leaves it out. */
    @Param("millrace")
    String implementation = "";

    private Peer peer;
    private Workload work;
    private int items;
    private long expected;

    @Setup
    public void setUp(BenchmarkParams params) {
        peer = Peers.named(implementation);
        work = new Workload(ThreadKind.VIRTUAL, Shape.ONE_TO_ONE, capacity);
        items = params.getOpsPerInvocation() / pairs;
        if (items * pairs != params.getOpsPerInvocation()) {
            throw new IllegalArgumentException("pairs: operations=" + params.getOpsPerInvocation()
                    + " (expected: a multiple of pairs=" + pairs + ")");
        }
        expected = pairs * Items.sum(items);
    }

    @Benchmark
    public long exchange() throws InterruptedException {
        Crew crew = new Crew(ThreadKind.VIRTUAL);
        long[] arrived = new long[pairs];
        for (int i = 0; i < pairs; i++) {
            int pair = i;
            Transfer<Integer> transfer = peer.open(work);
            crew.start(() -> arrived[pair] = Items.takeAll(transfer, items));
            crew.start(() -> Items.putAll(transfer, items));
        }
        crew.join();
        long sum = 0;
        for (long part : arrived) {
            sum += part;
        }
        return Items.checkSum(sum, expected);
    }
}
