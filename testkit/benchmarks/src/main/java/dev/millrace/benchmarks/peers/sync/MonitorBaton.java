package dev.millrace.benchmarks.peers.sync;

/** The monitor of an object, with wait and notify. */
final class MonitorBaton implements Baton {

    private final Object monitor = new Object();
    private int owner; // guarded by the monitor

    @Override
    public void pass(int runner) throws InterruptedException {
        synchronized (monitor) {
            while (owner != runner) {
                monitor.wait();
            }
            owner = 1 - runner;
            monitor.notify();
        }
    }
}
