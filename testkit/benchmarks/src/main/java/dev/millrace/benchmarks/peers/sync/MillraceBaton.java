package dev.millrace.benchmarks.peers.sync;

import dev.millrace.sync.Condition;
import dev.millrace.sync.Lockable;

/** A Millrace lock and its condition. */
final class MillraceBaton implements Baton {

    private final Lockable lock;
    private final Condition passed;
    private int owner; // guarded by the lock

    MillraceBaton(Lockable lock) {
        this.lock = lock;
        passed = lock.newCondition();
    }

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
