package dev.millrace.core.time;

import java.util.concurrent.locks.LockSupport;

/** The time of the machine. */
enum SystemTime implements TimeSource {
    INSTANCE;

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void parkUntil(Object blocker, long nanoTime) {
        long remaining = nanoTime - System.nanoTime();
        if (remaining > 0) {
            LockSupport.parkNanos(blocker, remaining);
        }
    }
}
