package dev.millrace.benchmarks;

import dev.millrace.benchmarks.peers.Items;
import dev.millrace.benchmarks.peers.Shape;
import dev.millrace.benchmarks.peers.ThreadKind;
import dev.millrace.benchmarks.peers.Transfer;
import dev.millrace.benchmarks.peers.Transfers;
import dev.millrace.benchmarks.peers.Workload;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One thread that puts an item in and takes it out again: nobody to wait for, and what is allocated shows exactly. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class UncontendedBenchmark {

    @Param("1024")
    int capacity;

    /** Names of {@link Transfers}; one that does not fit fails at once, and {@link Compare} leaves it out. */
    @Param("millrace")
    String implementation = "";

    private final Integer item = Items.at(0);
    private Transfer<Integer> transfer;

    @Setup
    public void setUp() {
        transfer = Transfers.ALL.named(implementation)
                .open(new Workload(ThreadKind.PLATFORM, Shape.ONE_TO_ONE, capacity));
    }

    @Benchmark
    public Integer putAndTake() throws InterruptedException {
        transfer.put(item);
        return transfer.take();
    }
}
