package dev.millrace.benchmarks.peers.sync;

import dev.millrace.sync.ReadWriteLock;

/** Millrace's read-write lock, barging. */
final class MillraceSharedSection implements SharedSection {

    private final ReadWriteLock lock = new ReadWriteLock();

    @Override
    public void read(Runnable task) throws InterruptedException {
        lock.lockRead();
        try {
            task.run();
        } finally {
            lock.unlockRead();
        }
    }

    @Override
    public void write(Runnable task) throws InterruptedException {
        lock.lockWrite();
        try {
            task.run();
        } finally {
            lock.unlockWrite();
        }
    }
}
