package dev.millrace.benchmarks.peers.sync;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The JDK's reentrant read-write lock, barging. */
final class ReentrantSharedSection implements SharedSection {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    @Override
    public void read(Runnable task) {
        lock.readLock().lock();
        try {
            task.run();
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void write(Runnable task) {
        lock.writeLock().lock();
        try {
            task.run();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
