package dev.millrace.testkit.mutants.sync;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.spec.LockSpec;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** A fair lock: the first in the queue takes it. The mutant lets a newcomer try before it joins the queue. */
final class L08Barging {

    private final boolean broken;
    private final AtomicBoolean held = new AtomicBoolean();
    private final ConcurrentLinkedQueue<Thread> queue = new ConcurrentLinkedQueue<>();

    L08Barging(boolean broken) {
        this.broken = broken;
    }

    void lock() {
        if (broken && held.compareAndSet(false, true)) {
            return;
        }
        Thread me = Thread.currentThread();
        queue.add(me);
        while (queue.peek() != me || !held.compareAndSet(false, true)) {
            LockSupport.park(this);
        }
        queue.remove();
    }

    void unlock() {
        held.set(false);
        LockSupport.unpark(queue.peek());
    }

    static Check check(boolean broken) {
        return Check.lock((LockSpec<L08Barging> lock) -> lock.create(() -> new L08Barging(broken))
                .lock(L08Barging::lock).unlock(L08Barging::unlock).fair());
    }
}
