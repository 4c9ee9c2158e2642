package dev.millrace.testkit.schedule;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The monitors of objects as threads see them that are not controlled: a lock beside each object, for as long as it lives. */
final class LockTable {

    private static final ConcurrentHashMap<Key, Lock> LOCKS = new ConcurrentHashMap<>();
    private static final ReferenceQueue<Object> DEAD = new ReferenceQueue<>();

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

    /** Equal to a key of the same object, and, when the object is gone, to itself. */
    private static final class Key extends WeakReference<Object> {
        private final int hash;

        Key(Object object, @Nullable ReferenceQueue<Object> queue) {
            super(object, queue);
            hash = System.identityHashCode(object);
        }

        @Override
        public boolean equals(Object other) {
            Object own = get();
            return this == other || (other instanceof Key key && own != null && key.refersTo(own));
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    static Lock of(Object object) {
        Objects.requireNonNull(object, "monitor");
        Lock lock = LOCKS.get(new Key(object, null));
        if (lock != null) {
            return lock;
        }
        for (Reference<?> dead = DEAD.poll(); dead != null; dead = DEAD.poll()) {
            LOCKS.remove(dead);
        }
        return LOCKS.computeIfAbsent(new Key(object, DEAD), ignored -> new Lock());
    }
}
