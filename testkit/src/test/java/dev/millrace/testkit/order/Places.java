package dev.millrace.testkit.order;

import dev.millrace.testkit.spec.Item;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
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

    /** Two words beside an item that is written and read opaquely. */
    abstract static class Words extends Handle {
        static final VarHandle WORD = word("word");
        static final VarHandle OTHER = word("other");
        int word;
        int other;
        volatile int third;

        private static VarHandle word(String name) {
            try {
                return MethodHandles.lookup().findVarHandle(Words.class, name, int.class);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(name, e);
            }
        }

        /** After the item has been written: leaves 1 in the word. */
        abstract void signal();

        void look() {
            WORD.getAcquire(this);
        }

        @Override
        final void write(@Nullable Item next) {
            if (next == null) {
                WORD.setRelease(this, 0);
            } else {
                FIELD.setOpaque(this, next);
                signal();
            }
        }

        @Override
        final @Nullable Item read() {
            boolean written = (int) WORD.getOpaque(this) == 1;
            look();
            return written ? (Item) FIELD.getOpaque(this) : null;
        }
    }

    /** What others write opaquely are other places. */
    static final class OtherFieldWrittenLater extends Words {
        @Override
        void signal() {
            WORD.setRelease(this, 1);
            OTHER.setOpaque(this, 1);
            other = 2;
            third = 3;
        }
    }

    /** A read-modify-write hands on what it has found released, whatever its own mode. */
    static final class GoesOnThroughAnUpdate extends Words {
        @Override
        void signal() {
            WORD.setRelease(this, -1);
            WORD.getAndAddAcquire(this, 1);
            boolean done = WORD.weakCompareAndSetPlain(this, 0, 1);
            if (!done) {
                throw new AssertionError("nobody else writes");
            }
        }
    }

    /** Only a release that others do not see any more is taken away. */
    static final class ReleasedAfterOpaque extends Words {
        @Override
        void signal() {
            WORD.setOpaque(this, 0);
            WORD.compareAndExchange(this, 0, 1);
        }
    }

    /** It reads what is there, as a volatile read does. */
    static final class FailedCompareAcquires extends Words {
        @Override
        void signal() {
            WORD.setRelease(this, 1);
        }

        @Override
        void look() {
            if (WORD.compareAndSet(this, 5, 6)) {
                throw new AssertionError("nobody writes 5");
            }
        }
    }

    // Not ordered.

    static final class FailedCompareOnly extends Words {
        @Override
        void signal() {
            boolean done = WORD.compareAndSet(this, 7, 8) || WORD.weakCompareAndSet(this, 7, 8)
                    || WORD.weakCompareAndSetRelease(this, 7, 8) || (int) WORD.compareAndExchange(this, 7, 8) == 7;
            if (done) {
                throw new AssertionError("nobody writes 7");
            }
            WORD.getAndAddAcquire(this, 1);
        }
    }

    static final class FailedCompareOfAtomic extends Words {
        private final AtomicInteger atomic = new AtomicInteger();

        @Override
        void signal() {
            BiIntPredicate set = atomic::compareAndSet;
            if (set.test(7, 8) || atomic.compareAndSet(7, 8) || atomic.compareAndExchange(7, 8) == 7) {
                throw new AssertionError("nobody writes 7");
            }
            WORD.setOpaque(this, 1);
        }

        @Override
        void look() {
            atomic.get();
        }
    }

    interface BiIntPredicate {
        boolean test(int one, int other);
    }

    static final class ReleasedAndFailedCompare extends Words {
        @Override
        void signal() {
            WORD.setOpaque(this, 1);
            WORD.weakCompareAndSetRelease(this, 5, 6);
        }

        @Override
        void look() {
            WORD.compareAndExchangeRelease(this, 5, 6);
        }
    }

    static final class OverwrittenOpaquely extends Words {
        @Override
        void signal() {
            WORD.setRelease(this, 0);
            WORD.setOpaque(this, 1);
        }
    }

    static final class OverwrittenPlainly extends Words {
        @Override
        void signal() {
            WORD.setRelease(this, 0);
            word = 1;
        }
    }

    static final class OverwrittenElement extends Words {
        private static final VarHandle SIGNALS = MethodHandles.arrayElementVarHandle(long[].class);
        private final long[] signals = new long[2];

        @Override
        void signal() {
            SIGNALS.setRelease(signals, 1, 0L);
            signals[1] = 1;
            WORD.setOpaque(this, 1);
        }

        @Override
        void look() {
            SIGNALS.getAcquire(signals, 1);
        }
    }

    static final class OverwrittenAtomic extends Words {
        private final AtomicLong atomic = new AtomicLong();

        @Override
        void signal() {
            atomic.set(0);
            atomic.setPlain(1);
            WORD.setOpaque(this, 1);
        }

        @Override
        void look() {
            atomic.get();
        }
    }

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
