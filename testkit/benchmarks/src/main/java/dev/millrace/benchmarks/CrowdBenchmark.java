package dev.millrace.benchmarks;

import dev.millrace.benchmarks.peers.Peer;
import dev.millrace.benchmarks.peers.Shape;
import dev.millrace.benchmarks.peers.ThreadKind;
import dev.millrace.benchmarks.peers.Transfer;
import dev.millrace.benchmarks.peers.Transfers;
import dev.millrace.benchmarks.peers.Workload;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Very many virtual threads and as many buffers, each between two of them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(10_000_000)
public abstract class CrowdBenchmark {

    /** How many buffers. */
    @Param("10000")
    int crowd;

    @Param({"0", "1", "16", "100"})
    int capacity;

    /** Names of {@link Transfers}; one that does not fit fails at once, and {@link Compare} leaves it out. */
    @Param("millrace")
    String implementation = "";

    /** How many items go through each buffer. */
    int items;

    private Peer<Workload, Transfer<Integer>> peer;
    private Workload work;

    @Setup
    public void setUp(BenchmarkParams params) {
        peer = Transfers.ALL.named(implementation);
        work = new Workload(ThreadKind.VIRTUAL, Shape.ONE_TO_ONE, capacity);
        items = params.getOpsPerInvocation() / crowd;
        if (items * crowd != params.getOpsPerInvocation()) {
            throw new IllegalArgumentException("crowd: operations=" + params.getOpsPerInvocation()
                    + " (expected: a multiple of crowd=" + crowd + ")");
        }
    }

    /** A new buffer. */
    final Transfer<Integer> open() {
        return peer.open(work);
    }
}
