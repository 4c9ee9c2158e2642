package dev.millrace.benchmarks.peers.sync;

/** What is measured of a lock or semaphore: it lets in, and keeps out. */
@FunctionalInterface
public interface Section {

    /** Enters as soon as there is room, runs the task, leaves. */
    void run(Runnable task) throws InterruptedException;
}
