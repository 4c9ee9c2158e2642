package dev.millrace.testkit.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Result;
import dev.millrace.testkit.history.QueueCriterion;
import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.LockSpec;
import dev.millrace.testkit.spec.MailboxSpec;
import dev.millrace.testkit.spec.QueueSpec;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Woven code that calls, extends, or is called by code that is not woven: each call is a step, and no order is made up. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutsideTest {

    private static final Duration MOST = Duration.ofSeconds(60);
    private static final Duration FOR_WHAT_IS_RIGHT = Duration.ofMillis(300);

    private static Result found(Check check) {
        Result result = check.engines(Engine.CONTROLLED).seed(1).budget(MOST).run();
        assertThat(result).isInstanceOf(Result.Failed.class);
        return result;
    }

    private static void passes(Check check) {
        check.engines(Engine.CONTROLLED).seed(1).budget(FOR_WHAT_IS_RIGHT).run().orThrow();
    }

    // Steps.

    /** Counts by a read and a write, which are calls of what is not woven. */
    abstract static class Counter {
        abstract int increment();
    }

    static final class ByItsSuperClass extends AtomicInteger {
        private static final long serialVersionUID = 1;

        int increment() {
            int before = get();
            set(before + 1);
            return before;
        }
    }

    static final class ByItsField extends Counter {
        private final ByItsSuperClass value = new ByItsSuperClass();

        @Override
        int increment() {
            int before = value.get();
            value.set(before + 1);
            return before;
        }
    }

    static final class Counts extends ConcurrentHashMap<String, Integer> {
        private static final long serialVersionUID = 1;
    }

    static final class ByAMap extends Counter {
        private final Counts counts = new Counts();

        @Override
        int increment() {
            int before = counts.getOrDefault("a", 0);
            counts.put("a", before + 1);
            return before;
        }
    }

    static final class ByALibrary extends Counter {
        private final Unwoven.Cell cell = new Unwoven.Cell();

        @Override
        int increment() {
            int before = cell.get();
            cell.set(before + 1);
            return before;
        }
    }

    static final class ByAReference extends Counter {
        private final Unwoven.Cell cell = new Unwoven.Cell();
        private final IntSupplier get = cell::get;

        @Override
        int increment() {
            int before = get.getAsInt();
            cell.set(before + 1);
            return before;
        }
    }

    @Test
    void lostUpdate_throughWhatIsInherited_isFound() {
        found(Check.object((Spec<ByItsSuperClass, Integer> spec) -> {
            spec.create(ByItsSuperClass::new).model(0);
            spec.operation("increment", ByItsSuperClass::increment).steps((value, _) -> Step.to(value + 1, value));
        }));
        found(Check.object((Spec<Counter, Integer> spec) -> {
            spec.create(ByItsField::new).model(0);
            spec.operation("increment", Counter::increment).steps((value, _) -> Step.to(value + 1, value));
        }));
        found(Check.object((Spec<Counter, Integer> spec) -> {
            spec.create(ByAMap::new).model(0);
            spec.operation("increment", Counter::increment).steps((value, _) -> Step.to(value + 1, value));
        }));
    }

    @Test
    void lostUpdate_throughALibrary_isFound() {
        found(Check.object((Spec<Counter, Integer> spec) -> {
            spec.create(ByALibrary::new).model(0);
            spec.operation("increment", Counter::increment).steps((value, _) -> Step.to(value + 1, value));
        }));
        found(Check.object((Spec<Counter, Integer> spec) -> {
            spec.create(ByAReference::new).model(0);
            spec.operation("increment", Counter::increment).steps((value, _) -> Step.to(value + 1, value));
        }));
    }

    // Order that is there.

    /** A place for one item; the function that fills it writes to the node that it puts there. */
    static final class Filled {
        private final AtomicReference<@Nullable Node> place = new AtomicReference<>();

        static final class Node {
            private @Nullable Item item;
        }

        boolean offer(Item item) {
            Node node = new Node();
            return place.updateAndGet(before -> {
                if (before != null) {
                    return before;
                }
                node.item = item;
                return node;
            }) == node;
        }

        @Nullable Item poll() {
            Node taken = place.getAndUpdate(_ -> null);
            return taken == null ? null : taken.item;
        }
    }

    @Test
    void order_byAtomicsThatTakeAFunction_isThere() {
        passes(Check.queue((QueueSpec<Filled> spec) -> spec.create(Filled::new).capacity(1).offer(Filled::offer)
                .poll(Filled::poll)));
    }

    /** Each message is handled by what comes after the one before. */
    static final class Chain {
        private final Consumer<Item> handler;
        private final Executor executor;
        private CompletableFuture<@Nullable Void> tail = CompletableFuture.completedFuture(null);

        Chain(Consumer<Item> handler, Executor executor) {
            this.handler = handler;
            this.executor = executor;
        }

        synchronized boolean tell(Item item) {
            tail = tail.thenRunAsync(() -> handler.accept(item), executor);
            return true;
        }
    }

    /** Each message is handled under a lock of a library, by the thread that sends it. */
    static final class AtOnce {
        private final Consumer<Item> handler;
        private final Unwoven.Guarded guarded = new Unwoven.Guarded();
        private final ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();

        AtOnce(Consumer<Item> handler) {
            this.handler = handler;
        }

        boolean tellUnderAMonitor(Item item) {
            guarded.run(() -> handler.accept(item));
            return true;
        }

        boolean tellUnderAMap(Item item) {
            map.compute("a", (_, _) -> {
                handler.accept(item);
                return 1;
            });
            return true;
        }
    }

    @Test
    void order_byCodeThatCallsBack_isThere() {
        passes(Check.mailbox((MailboxSpec<Chain> spec) -> spec.create(Chain::new).tell(Chain::tell)));
        passes(Check.mailbox((MailboxSpec<AtOnce> spec) -> spec.create((handler, _) -> new AtOnce(handler))
                .tell(AtOnce::tellUnderAMonitor)));
        passes(Check.mailbox((MailboxSpec<AtOnce> spec) -> spec.create((handler, _) -> new AtOnce(handler))
                .tell(AtOnce::tellUnderAMap)));
    }

    static final class Wrapper {
        private final Unwoven.YieldingLock lock = new Unwoven.YieldingLock();
        private final AutoCloseable unlock = lock;

        void lock() {
            lock.lock();
        }

        void unlock() {
            try {
                unlock.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void order_byALockThatYields_andIsClosed_isThere() {
        passes(Check.lock((LockSpec<Wrapper> spec) -> spec.create(Wrapper::new).lock(Wrapper::lock)
                .unlock(Wrapper::unlock)));
    }

    static final class Delegating {
        private final Unwoven.Slot slot = new Unwoven.Slot();
        private final Supplier<@Nullable Item> poll = slot::poll;

        boolean offer(Item item) {
            return slot.offer(item);
        }

        @Nullable Item poll() {
            return poll.get();
        }
    }

    @Test
    void order_byAReferenceToALibrary_isThere() {
        passes(Check.queue((QueueSpec<Delegating> spec) -> spec.create(Delegating::new).capacity(1)
                .offer(Delegating::offer).poll(Delegating::poll)));
    }

    // Order that is not there.

    /** Orders nothing, whatever it extends. */
    static final class OpaqueLock extends AbstractOwnableSynchronizer {
        private static final long serialVersionUID = 1;

        private final transient AtomicReference<@Nullable Thread> owner = new AtomicReference<>();

        boolean tryLock() {
            return owner.weakCompareAndSetPlain(null, Thread.currentThread());
        }

        void unlock() {
            owner.setOpaque(null);
        }
    }

    @Test
    void missingOrder_inWhatExtendsALibrary_isFound() {
        Result result = found(Check.lock((LockSpec<OpaqueLock> spec) -> spec.create(OpaqueLock::new)
                .tryLock(OpaqueLock::tryLock).unlock(OpaqueLock::unlock)));
        assertThat(result.toString()).contains("need not be seen");
    }

    // Long work.

    /** Prepares more than a run may take steps, and computes longer than most loops. */
    static final class Large {
        private final long[] table = new long[50_000];
        private final AtomicReference<@Nullable Item> item = new AtomicReference<>();

        Large() {
            for (int i = 0; i < table.length; i++) {
                table[i] = i;
            }
        }

        boolean offer(Item next) {
            long hash = 1;
            for (int i = 0; i < 30_000_000; i++) {
                hash = hash * 31 + i;
            }
            return hash != 7 && item.compareAndSet(null, next);
        }

        @Nullable Item poll() {
            return item.getAndSet(null);
        }
    }

    @Test
    void longWork_inCreateAndInACall_isNoLivelock() {
        passes(Check.queue((QueueSpec<Large> spec) -> spec.create(Large::new).capacity(1).offer(Large::offer)
                .poll(Large::poll).producers(1, 1).consumers(1, 1).operations(1)).runs(1));
    }

    /** Hands over by what the JDK's collector of references locks. */
    static final class ByReferences {
        private final ReferenceQueue<Item> queue = new ReferenceQueue<>();

        private static final class Handed extends WeakReference<Item> {
            private final Item item;

            Handed(Item item, ReferenceQueue<Item> queue) {
                super(item, queue);
                this.item = item;
            }
        }

        boolean offer(Item item) {
            return new Handed(item, queue).enqueue();
        }

        @Nullable Item poll() {
            Reference<? extends Item> next = queue.poll();
            return next == null ? null : ((Handed) next).item;
        }
    }

    @Test
    void referenceQueue_ordersAsItsLockDoes() {
        passes(Check.queue((QueueSpec<ByReferences> spec) -> spec.create(ByReferences::new).offer(ByReferences::offer)
                .poll(ByReferences::poll).producers(1, 1).consumers(1, 1).expect(QueueCriterion.NO_LOSS)));
    }
}
