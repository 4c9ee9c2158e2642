package dev.millrace.benchmarks;

import dev.millrace.benchmarks.peers.Peer;
import dev.millrace.benchmarks.peers.Threads;
import dev.millrace.benchmarks.peers.sync.Contest;
import dev.millrace.benchmarks.peers.sync.Meeting;
import dev.millrace.benchmarks.peers.sync.Meetings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Threads that wait for each other at a barrier. An operation is one round of them all. */
public class BarrierBenchmark extends ContestBenchmark {

    /** Names of {@link Meetings}; one that does not fit fails at once, and {@link Compare} leaves it out. */
    @Param("barrier")
    String implementation = "";

    private Contest contest;
    private Peer<Threads, Meeting> peer;

    @Setup
    public void setUp(BenchmarkParams params) {
        contest = new Contest(threads(), params.getOpsPerInvocation());
        peer = Meetings.ALL.named(implementation);
    }

    @Benchmark
    public void meet() throws InterruptedException {
        Meeting meeting = peer.open(contest.threads());
        contest.run((thread, turn) -> meeting.meet());
    }
}
