package dev.millrace.benchmarks.peers.sync;

/** What is measured of a read-write lock: many may read at once, and who writes is alone. */
public interface SharedSection {

    /** Enters, runs the task beside others that read, leaves. */
    void read(Runnable task) throws InterruptedException;

    /** Enters, runs the task alone, leaves. */
    void write(Runnable task) throws InterruptedException;
}
