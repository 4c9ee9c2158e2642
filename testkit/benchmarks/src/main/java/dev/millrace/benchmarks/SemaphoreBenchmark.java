package dev.millrace.benchmarks;

import dev.millrace.benchmarks.peers.Peer;
import dev.millrace.benchmarks.peers.sync.Contest;
import dev.millrace.benchmarks.peers.sync.Section;
import dev.millrace.benchmarks.peers.sync.Semaphores;
import dev.millrace.benchmarks.peers.sync.Toil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Threads that enter a section in which only so many may be. */
public class SemaphoreBenchmark extends ContestBenchmark {

    @Param({"1", "2"})
    int permits;

    /** The work inside, see {@link Toil}. */
    @Param({"0", "110"})
    long tokens;

    /** Names of {@link Semaphores}; one that does not fit fails at once, and {@link Compare} leaves it out. */
    @Param("semaphore")
    String implementation = "";

    private Contest contest;
    private Peer<Integer, Section> peer;

    @Setup
    public void setUp(BenchmarkParams params) {
        contest = sharing(params);
        peer = Semaphores.ALL.named(implementation);
    }

    @Benchmark
    public void acquire() throws InterruptedException {
        Section section = peer.open(permits);
        Toil toil = new Toil(tokens);
        contest.run((thread, turn) -> section.run(toil));
    }
}
