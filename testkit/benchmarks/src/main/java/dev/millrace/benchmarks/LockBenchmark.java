package dev.millrace.benchmarks;

import dev.millrace.benchmarks.peers.Peer;
import dev.millrace.benchmarks.peers.sync.Contest;
import dev.millrace.benchmarks.peers.sync.Fairness;
import dev.millrace.benchmarks.peers.sync.Ledger;
import dev.millrace.benchmarks.peers.sync.Locks;
import dev.millrace.benchmarks.peers.sync.Section;
import dev.millrace.benchmarks.peers.sync.Toil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Threads that enter a section in which only one may be. */
public class LockBenchmark extends ContestBenchmark {

    @Param({"barging", "fair"})
    String fairness = "";

    /** The work inside, see {@link Toil}. */
    @Param({"0", "110"})
    long tokens;

    /** Names of {@link Locks}; one that does not fit fails at once, and {@link Compare} leaves it out. */
    @Param("mutex")
    String implementation = "";

    private Contest contest;
    private Peer<Fairness, Section> peer;

    @Setup
    public void setUp(BenchmarkParams params) {
        contest = sharing(params);
        peer = Locks.ALL.named(implementation);
    }

    @Benchmark
    public long lock() throws InterruptedException {
        Section section = peer.open(Fairness.parse(fairness));
        Ledger ledger = new Ledger(new Toil(tokens));
        Runnable task = ledger::post;
        contest.run((thread, turn) -> section.run(task));
        return ledger.check((long) contest.turns() * contest.threads().count());
    }
}
