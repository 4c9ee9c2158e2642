package dev.millrace.benchmarks;

import dev.millrace.benchmarks.peers.Shape;
import dev.millrace.benchmarks.peers.ThreadKind;
import dev.millrace.benchmarks.peers.Traffic;
import dev.millrace.benchmarks.peers.Transfers;
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
 * Items from senders to receivers over a bounded buffer. One invocation opens a new buffer, starts the threads and
 * moves as many items as JMH counts operations ({@code -opi}).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(1_000_000)
public class TransferBenchmark {

    @Param({"platform", "virtual"})
    String threads = "";

    @Param({"1to1", "2to1", "2to2"})
    String shape = "";

    @Param({"16", "1024"})
    int capacity;

    /** Names of {@link Transfers}; one that does not fit fails at once, and {@link Compare} leaves it out. */
    @Param("millrace")
    String implementation = "";

    private Traffic traffic;

    @Setup
    public void setUp(BenchmarkParams params) {
        Workload work = new Workload(ThreadKind.parse(threads), Shape.parse(shape), capacity);
        traffic = new Traffic(Transfers.ALL.named(implementation), work, params.getOpsPerInvocation());
    }

    @Benchmark
    public long transfer() throws InterruptedException {
        return traffic.run();
    }
}
