package dev.millrace.benchmarks.peers.sync;

/** The monitor of an object. */
final class SynchronizedSection implements Section {

    private final Object monitor = new Object();

    @Override
    public void run(Runnable task) {
        synchronized (monitor) {
            task.run();
        }
    }
}
