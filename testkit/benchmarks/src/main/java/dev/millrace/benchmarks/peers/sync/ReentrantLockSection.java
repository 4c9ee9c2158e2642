package dev.millrace.benchmarks.peers.sync;

import java.util.concurrent.locks.ReentrantLock;

/** The JDK's reentrant lock. */
final class ReentrantLockSection implements Section {

    private final ReentrantLock lock;

    ReentrantLockSection(Fairness fairness) {
        lock = new ReentrantLock(fairness.isFair());
    }

    @Override
    public void run(Runnable task) {
        lock.lock();
        try {
            task.run();
        } finally {
            lock.unlock();
        }
    }
}
