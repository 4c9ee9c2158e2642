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

/** Items from hand to hand: one sender and one receiver, who wait for each other. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(20_000)
public class RendezvousBenchmark {

    @Param({"platform", "virtual"})
    String threads = "";

    @Param({"millrace", "sq", "ltq-transfer", "jox"})
    String implementation = "";

    private Traffic traffic;

    @Setup
    public void setUp(BenchmarkParams params) {
        Workload work = new Workload(ThreadKind.parse(threads), Shape.ONE_TO_ONE, 0);
        traffic = new Traffic(Transfers.ALL.named(implementation), work, params.getOpsPerInvocation());
    }

    @Benchmark
    public long handOver() throws InterruptedException {
        return traffic.run();
    }
}
