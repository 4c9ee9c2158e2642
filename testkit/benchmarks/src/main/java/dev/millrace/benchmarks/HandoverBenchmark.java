package dev.millrace.benchmarks;

import dev.millrace.benchmarks.peers.Peer;
import dev.millrace.benchmarks.peers.Threads;
import dev.millrace.benchmarks.peers.sync.Baton;
import dev.millrace.benchmarks.peers.sync.Batons;
import dev.millrace.benchmarks.peers.sync.Contest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Two threads that wake each other through a condition. An operation is one of these wake-ups. */
public class HandoverBenchmark extends ContestBenchmark {

    /** Names of {@link Batons}; one that does not fit fails at once, and {@link Compare} leaves it out. */
    @Param("mutex-condition")
    String implementation = "";

    private Contest contest;
    private Peer<Threads, Baton> peer;

    @Setup
    public void setUp(BenchmarkParams params) {
        contest = sharing(params);
        peer = Batons.ALL.named(implementation);
    }

    @Benchmark
    public void handOver() throws InterruptedException {
        Baton baton = peer.open(contest.threads());
        contest.run((thread, turn) -> baton.pass(thread));
    }
}
