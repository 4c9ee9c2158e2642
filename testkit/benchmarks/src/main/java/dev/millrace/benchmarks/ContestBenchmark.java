package dev.millrace.benchmarks;

import dev.millrace.benchmarks.peers.Threads;
import dev.millrace.benchmarks.peers.sync.Contest;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Threads that meet at one object of {@code sync}. One invocation makes a new object, starts the threads, and lets all of
 * them together do as many operations as JMH counts ({@code -opi}).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(16_000)
public abstract class ContestBenchmark {

    @Param({"2 platform", "1000 virtual"})
    String threads = "";

    final Threads threads() {
        return Threads.parse(threads);
    }

    /** The contest in which the threads share the operations. */
    final Contest sharing(BenchmarkParams params) {
        return Contest.sharing(threads(), params.getOpsPerInvocation());
    }
}
