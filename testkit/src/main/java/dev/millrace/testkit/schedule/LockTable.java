package dev.millrace.testkit.schedule;

import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The monitors of objects as threads see them that are not controlled: a lock beside each object, for as long as it lives. */
final class LockTable {

    private static final WeakIdentityMap<Lock> LOCKS = new WeakIdentityMap<>();

    private LockTable() {}

    static final class Lock extends ReentrantLock {
        private static final long serialVersionUID = 1;

        private final transient Condition changed = newCondition();

        @SuppressWarnings("WaitNotInLoop") // the loop is in the code that was woven, or it is not, as it pleases
        void await(long nanos) throws InterruptedException {
            if (nanos == Strand.NEVER) {
                changed.await();
            } else {
                changed.awaitNanos(nanos);
            }
        }

        void signal() {
            changed.signal();
        }

        void signalAll() {
            changed.signalAll();
        }
    }

    static Lock of(Object object) {
        return LOCKS.computeIfAbsent(Objects.requireNonNull(object, "monitor"), Lock::new);
    }
}
