package dev.millrace.testkit.mutants.sync;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.QueueSpec;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A slot for one item, with one condition for those that wait for it to be full and those that wait for it to be empty. The
 * mutant signals to one of them, which may be the wrong one.
 */
final class C02NotifyOne {

    private final boolean broken;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Item slot;

    C02NotifyOne(boolean broken) {
        this.broken = broken;
    }

    void put(Item item) throws InterruptedException {
        lock.lock();
        try {
            while (slot != null) {
                changed.await();
            }
            slot = item;
            signal();
        } finally {
            lock.unlock();
        }
    }

    Item take() throws InterruptedException {
        lock.lock();
        try {
            Item item = slot;
            while (item == null) {
                changed.await();
                item = slot;
            }
            slot = null;
            signal();
            return item;
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        if (broken) {
            changed.signal();
        } else {
            changed.signalAll();
        }
    }

    static Check check(boolean broken) {
        return Check.queue((QueueSpec<C02NotifyOne> queue) -> queue.create(() -> new C02NotifyOne(broken)).capacity(1)
                .put(C02NotifyOne::put).take(C02NotifyOne::take));
    }
}
