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
 * A chain of virtual threads, each of which passes on what it gets from the one before (the shape is Jox's). An
 * operation is one item over one link of the chain.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(10_000_000)
public class ChainedBenchmark {

    @Param("10000")
    int links;

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
        items = params.getOpsPerInvocation() / links;
        if (items * links != params.getOpsPerInvocation()) {
            throw new IllegalArgumentException("chain: operations=" + params.getOpsPerInvocation()
                    + " (expected: a multiple of links=" + links + ")");
        }
        expected = Items.sum(items);
    }

    @Benchmark
    public long chain() throws InterruptedException {
        Crew crew = new Crew(ThreadKind.VIRTUAL);
        long[] arrived = new long[1];
        Transfer<Integer> first = peer.open(work);
        Transfer<Integer> last = first;
        for (int i = 1; i < links; i++) {
            Transfer<Integer> from = last;
            Transfer<Integer> to = peer.open(work);
            crew.start(() -> passAll(from, to));
            last = to;
        }
        Transfer<Integer> end = last;
        crew.start(() -> arrived[0] = Items.takeAll(end, items));
        crew.start(() -> Items.putAll(first, items));
        crew.join();
        return Items.checkSum(arrived[0], expected);
    }

    private void passAll(Transfer<Integer> from, Transfer<Integer> to) throws InterruptedException {
        for (int i = 0; i < items; i++) {
            to.put(from.take());
        }
    }
}
