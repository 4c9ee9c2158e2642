package dev.millrace.benchmarks.peers.sync;

import dev.millrace.sync.Mutex;

/** Millrace's lock without an owner. */
final class MutexSection implements Section {

    private final Mutex mutex;

    MutexSection(Fairness fairness) {
        mutex = fairness.isFair() ? Mutex.fair() : new Mutex();
    }

    @Override
    public void run(Runnable task) throws InterruptedException {
        mutex.lock();
        try {
            task.run();
        } finally {
            mutex.unlock();
        }
    }
}
