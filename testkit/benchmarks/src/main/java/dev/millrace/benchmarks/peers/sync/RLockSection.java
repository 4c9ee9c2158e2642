package dev.millrace.benchmarks.peers.sync;

import dev.millrace.sync.RLock;

/** Millrace's reentrant lock. */
final class RLockSection implements Section {

    private final RLock lock;

    RLockSection(Fairness fairness) {
        lock = fairness.isFair() ? RLock.fair() : new RLock();
    }

    @Override
    public void run(Runnable task) throws InterruptedException {
        lock.lock();
        try {
            task.run();
        } finally {
            lock.unlock();
        }
    }
}
