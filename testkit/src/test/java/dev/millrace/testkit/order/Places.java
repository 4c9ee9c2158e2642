package dev.millrace.testkit.order;

import dev.millrace.testkit.spec.Item;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Places for one item between two threads, which are written and read in every way that Java has. */
final class Places {

    private Places() {}

    /** A queue of one item, if every thread sees each access at once. */
    abstract static class Place {

        abstract void write(@Nullable Item item);

        abstract @Nullable Item read();

        final boolean offer(Item item) {
            if (read() != null) {
                return false;
            }
            write(item);
            return true;
        }

        final @Nullable Item poll() {
            Item item = read();
            if (item != null) {
                write(null);
            }
            return item;
        }
    }

    // Ordered.

    static final class VolatileField extends Place {
        private volatile @Nullable Item item;

        @Override
        void write(@Nullable Item next) {
            item = next;
        }

        @Override
        @Nullable Item read() {
            return item;
        }
    }

    static final class StaticVolatileField extends Place {
        private static volatile @Nullable Item item;

        static StaticVolatileField empty() {
            item = null;
            return new StaticVolatileField();
        }

        @Override
        void write(@Nullable Item next) {
            item = next;
        }

        @Override
        @Nullable Item read() {
            return item;
        }
    }

    /** The item lies in a plain field; a long that is volatile says so. */
    static final class VolatileLong extends Place {
        private @Nullable Item item;
        private volatile long written;

        @Override
        void write(@Nullable Item next) {
            if (next != null) {
                item = next;
            }
            written = next == null ? 0 : next.id();
        }

        @Override
        @Nullable Item read() {
            return written == 0 ? null : item;
        }
    }

    static final VarHandle FIELD = field();
    static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(Item[].class);

    private static VarHandle field() {
        try {
            return MethodHandles.lookup().findVarHandle(Handle.class, "item", Item.class);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("item", e);
        }
    }

    abstract static class Handle extends Place {
        @Nullable Item item;
    }

    static final class ReleaseAcquire extends Handle {
        @Override
        void write(@Nullable Item next) {
            FIELD.setRelease(this, next);
        }

        @Override
        @Nullable Item read() {
            return (Item) FIELD.getAcquire(this);
        }
    }

    static final class CompareAndSet extends Handle {
        @Override
        void write(@Nullable Item next) {
            FIELD.compareAndSet(this, (Item) FIELD.getOpaque(this), next);
        }

        @Override
        @Nullable Item read() {
            return (Item) FIELD.getVolatile(this);
        }
    }

    /** A handle and a volatile field are the same place. */
    static final class HandleOfVolatileField extends Place {
        private static final VarHandle SAME = same();
        private volatile @Nullable Item item;

        private static VarHandle same() {
            try {
                return MethodHandles.lookup().findVarHandle(HandleOfVolatileField.class, "item", Item.class);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("item", e);
            }
        }

        @Override
        void write(@Nullable Item next) {
            SAME.setRelease(this, next);
        }

        @Override
        @Nullable Item read() {
            return item;
        }
    }

    static final class ElementReleaseAcquire extends Place {
        private final @Nullable Item[] items = new Item[2];

        @Override
        void write(@Nullable Item next) {
            ELEMENT.setRelease(items, 1, next);
        }

        @Override
        @Nullable Item read() {
            return (Item) ELEMENT.getAcquire(items, 1);
        }
    }

    static final class Fences extends Handle {
        @Override
        void write(@Nullable Item next) {
            VarHandle.releaseFence();
            FIELD.setOpaque(this, next);
        }

        @Override
        @Nullable Item read() {
            Item found = (Item) FIELD.getOpaque(this);
            VarHandle.acquireFence();
            return found;
        }
    }

    /** The fence comes too late: others may see the item before it. */
    static final class FenceAfterTheWrite extends Handle {
        @Override
        void write(@Nullable Item next) {
            FIELD.setOpaque(this, next);
            VarHandle.releaseFence();
        }

        @Override
        @Nullable Item read() {
            Item found = (Item) FIELD.getOpaque(this);
            VarHandle.acquireFence();
            return found;
        }
    }

    static final class AtomicLazySet extends Place {
        private final AtomicReference<@Nullable Item> item = new AtomicReference<>();

        @Override
        void write(@Nullable Item next) {
            item.lazySet(next);
        }

        @Override
        @Nullable Item read() {
            return item.get();
        }
    }

    static final class AtomicArray extends Place {
        private final AtomicReferenceArray<@Nullable Item> items = new AtomicReferenceArray<>(2);

        @Override
        void write(@Nullable Item next) {
            items.getAndSet(1, next);
        }

        @Override
        @Nullable Item read() {
            return items.getAcquire(1);
        }
    }

    static final class Updater extends Place {
        private static final AtomicReferenceFieldUpdater<Updater, Item> ITEM = AtomicReferenceFieldUpdater
                .newUpdater(Updater.class, Item.class, "item");
        private volatile @Nullable Item item;

        @Override
        void write(@Nullable Item next) {
            ITEM.lazySet(this, next);
        }

        @Override
        @Nullable Item read() {
            return ITEM.get(this);
        }
    }

    static final class Monitor extends Place {
        private @Nullable Item item;

        @Override
        synchronized void write(@Nullable Item next) {
            item = next;
        }

        @Override
        synchronized @Nullable Item read() {
            return item;
        }
    }

    static final class Lock extends Place {
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable Item item;

        @Override
        void write(@Nullable Item next) {
            lock.lock();
            try {
                item = next;
            } finally {
                lock.unlock();
            }
        }

        @Override
        @Nullable Item read() {
            lock.lock();
            try {
                return item;
            } finally {
                lock.unlock();
            }
        }
    }

    /** Woven or not, the queue within orders what goes through it. */
    static final class QueueOfTheJdk extends Place {
        private final ArrayBlockingQueue<Item> queue = new ArrayBlockingQueue<>(1);

        @Override
        void write(@Nullable Item next) {
            if (next == null) {
                queue.poll();
            } else {
                queue.offer(next);
            }
        }

        @Override
        @Nullable Item read() {
            return queue.peek();
        }
    }

    // Not ordered.

    static final class PlainField extends Place {
        private @Nullable Item item;

        @Override
        void write(@Nullable Item next) {
            item = next;
        }

        @Override
        @Nullable Item read() {
            return item;
        }
    }

    static final class Opaque extends Handle {
        @Override
        void write(@Nullable Item next) {
            FIELD.setOpaque(this, next);
        }

        @Override
        @Nullable Item read() {
            return (Item) FIELD.getOpaque(this);
        }
    }

    static final class ReleaseOnly extends Handle {
        @Override
        void write(@Nullable Item next) {
            FIELD.setRelease(this, next);
        }

        @Override
        @Nullable Item read() {
            return (Item) FIELD.getOpaque(this);
        }
    }

    static final class AcquireOnly extends Handle {
        @Override
        void write(@Nullable Item next) {
            FIELD.set(this, next);
        }

        @Override
        @Nullable Item read() {
            return (Item) FIELD.getAcquire(this);
        }
    }

    static final class AtomicPlain extends Place {
        private final AtomicReference<@Nullable Item> item = new AtomicReference<>();

        @Override
        void write(@Nullable Item next) {
            item.setPlain(next);
        }

        @Override
        @Nullable Item read() {
            return item.get();
        }
    }

    static final class OtherElement extends Place {
        private final AtomicReferenceArray<@Nullable Item> items = new AtomicReferenceArray<>(2);

        @Override
        void write(@Nullable Item next) {
            items.setOpaque(1, next);
            items.set(0, next);
        }

        @Override
        @Nullable Item read() {
            return items.get(1);
        }
    }

    /** It is written before it is released, and read before it is acquired, each at a place of its own. */
    static final class OtherPlaces extends Place {
        private final AtomicLong released = new AtomicLong();
        private final AtomicLong acquired = new AtomicLong();
        private @Nullable Item item;

        @Override
        void write(@Nullable Item next) {
            item = next;
            released.set(1);
        }

        @Override
        @Nullable Item read() {
            acquired.get();
            return item;
        }
    }

    static final class MonitorOfOneSide extends Place {
        private @Nullable Item item;

        @Override
        void write(@Nullable Item next) {
            if (next == null) {
                item = null;
                return;
            }
            synchronized (this) {
                item = next;
            }
        }

        @Override
        @Nullable Item read() {
            return item;
        }
    }
}
