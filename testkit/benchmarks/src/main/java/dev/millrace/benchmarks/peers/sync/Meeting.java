package dev.millrace.benchmarks.peers.sync;

/** What is measured of a barrier: nobody goes on before all have come, round after round. */
@FunctionalInterface
public interface Meeting {

    /** Comes, and waits for the others of this round. */
    void meet() throws InterruptedException;
}
