package dev.millrace.benchmarks;

import dev.millrace.benchmarks.peers.Peer;
import dev.millrace.benchmarks.peers.Threads;
import dev.millrace.benchmarks.peers.sync.Contest;
import dev.millrace.benchmarks.peers.sync.Ledger;
import dev.millrace.benchmarks.peers.sync.SharedSection;
import dev.millrace.benchmarks.peers.sync.SharedSections;
import dev.millrace.benchmarks.peers.sync.Toil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Threads that read nine times out of ten, and write once. */
public class ReadersBenchmark extends ContestBenchmark {

    private static final int CYCLE = 10;

    /** The work inside, see {@link Toil}. */
    @Param({"0", "110"})
    long tokens;

    /** Names of {@link SharedSections}; one that does not fit fails at once, and {@link Compare} leaves it out. */
    @Param("read-write")
    String implementation = "";

    private Contest contest;
    private Peer<Threads, SharedSection> peer;

    @Setup
    public void setUp(BenchmarkParams params) {
        contest = sharing(params);
        peer = SharedSections.ALL.named(implementation);
        if (contest.turns() % CYCLE != 0) {
            throw new IllegalArgumentException(
                    "readers: turns=" + contest.turns() + " (expected: a multiple of " + CYCLE + ")");
        }
    }

    @Benchmark
    public long readOrWrite() throws InterruptedException {
        SharedSection section = peer.open(contest.threads());
        Ledger ledger = new Ledger(new Toil(tokens));
        Runnable read = ledger::read;
        Runnable post = ledger::post;
        contest.run((thread, turn) -> {
            if ((thread + turn) % CYCLE == 0) {
                section.write(post);
            } else {
                section.read(read);
            }
        });
        return ledger.check((long) contest.turns() / CYCLE * contest.threads().count());
    }
}
