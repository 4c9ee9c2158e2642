package dev.millrace.benchmarks.peers.sync;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The JDK's reentrant lock and its condition. */
final class ReentrantLockBaton implements Baton {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition passed = lock.newCondition();
    private int owner; // guarded by the lock

    @Override
    public void pass(int runner) throws InterruptedException {
        lock.lock();
        try {
            while (owner != runner) {
                passed.await();
            }
            owner = 1 - runner;
            passed.signal();
        } finally {
            lock.unlock();
        }
    }
}
