package dev.millrace.testkit.mutants.sync;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A latch that opens after two counts. The mutant reads and writes the count in two steps. */
final class C04LatchRace {

    private final boolean broken;
    private final AtomicInteger left = new AtomicInteger(2);
    private final ConcurrentLinkedQueue<Thread> waiters = new ConcurrentLinkedQueue<>();

    C04LatchRace(boolean broken) {
        this.broken = broken;
    }

    void countDown() {
        if (broken) {
            left.set(left.get() - 1);
        } else {
            left.decrementAndGet();
        }
        if (left.get() <= 0) {
            waiters.forEach(LockSupport::unpark);
        }
    }

    void await() {
        waiters.add(Thread.currentThread());
        while (left.get() > 0) {
            LockSupport.park(this);
        }
    }

    static Check check(boolean broken) {
        return Check.object((Spec<C04LatchRace, Integer> latch) -> {
            latch.create(() -> new C04LatchRace(broken)).model(2);
            latch.operation("countDown", object -> {
                object.countDown();
                return null;
            }).steps((left, _) -> Step.to(left - 1));
            latch.operation("await", object -> {
                object.await();
                return null;
            }).when((left, _) -> left <= 0).steps((left, _) -> Step.to(left));
        });
    }
}
