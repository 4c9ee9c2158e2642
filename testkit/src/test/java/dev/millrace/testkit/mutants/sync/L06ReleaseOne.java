package dev.millrace.testkit.mutants.sync;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.spec.SemaphoreSpec;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A semaphore. The mutant wakes one waiter, however many permits come back. */
final class L06ReleaseOne {

    private final boolean broken;
    private final AtomicInteger permits;
    private final ConcurrentLinkedQueue<Thread> waiters = new ConcurrentLinkedQueue<>();

    L06ReleaseOne(int permits, boolean broken) {
        this.permits = new AtomicInteger(permits);
        this.broken = broken;
    }

    void acquire(int many) {
        if (tryAcquire(many)) {
            return;
        }
        waiters.add(Thread.currentThread());
        while (!tryAcquire(many)) {
            LockSupport.park(this);
        }
        waiters.remove(Thread.currentThread());
    }

    private boolean tryAcquire(int many) {
        for (int left = permits.get(); left >= many; left = permits.get()) {
            if (permits.compareAndSet(left, left - many)) {
                return true;
            }
        }
        return false;
    }

    void release(int many) {
        permits.addAndGet(many);
        for (Thread waiter : waiters) {
            LockSupport.unpark(waiter);
            if (broken) {
                return;
            }
        }
    }

    static Check check(boolean broken) {
        return Check.semaphore((SemaphoreSpec<L06ReleaseOne> semaphore) -> semaphore
                .create(permits -> new L06ReleaseOne(permits, broken)).permits(2)
                .acquire(L06ReleaseOne::acquire).release(L06ReleaseOne::release));
    }
}
