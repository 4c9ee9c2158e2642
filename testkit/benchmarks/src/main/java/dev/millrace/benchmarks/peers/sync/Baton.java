package dev.millrace.benchmarks.peers.sync;

/** What is measured of a condition: two runners wake each other in turns. Runner 0 has the baton first. */
public interface Baton {

    /** Waits until this runner, 0 or 1, has the baton, and gives it to the other. */
    void pass(int runner) throws InterruptedException;
}
