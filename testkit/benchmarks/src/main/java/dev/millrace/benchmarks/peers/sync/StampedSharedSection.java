package dev.millrace.benchmarks.peers.sync;

import java.util.concurrent.locks.StampedLock;

/** The JDK's stamped lock, with readers that do lock. */
final class StampedSharedSection implements SharedSection {

    private final StampedLock lock = new StampedLock();

    @Override
    public void read(Runnable task) {
        long stamp = lock.readLock();
        try {
            task.run();
        } finally {
            lock.unlockRead(stamp);
        }
    }

    @Override
    public void write(Runnable task) {
        long stamp = lock.writeLock();
        try {
            task.run();
        } finally {
            lock.unlockWrite(stamp);
        }
    }
}
