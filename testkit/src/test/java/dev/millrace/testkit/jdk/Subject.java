package dev.millrace.testkit.jdk;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.spec.BarrierSpec;
import dev.millrace.testkit.spec.ConditionSpec;
import dev.millrace.testkit.spec.EventSpec;
import dev.millrace.testkit.spec.Gen;
import dev.millrace.testkit.spec.LockSpec;
import dev.millrace.testkit.spec.Pair;
import dev.millrace.testkit.spec.ReadWriteLockSpec;
import dev.millrace.testkit.spec.SemaphoreSpec;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A class of {@code java.util.concurrent}, which is taken to be right, and all that the testkit can ask of it.
 *
 * @param name  its name
 * @param check makes its check
 */
record Subject(String name, Supplier<Check> check) {

    static final List<Subject> ALL = List.of(
            new Subject("ReentrantLock", () -> lock(false)),
            new Subject("ReentrantLock, fair", () -> lock(true)),
            new Subject("Condition, one kind of token", () -> condition(true)),
            new Subject("Condition, two kinds", () -> condition(false)),
            new Subject("Semaphore", () -> semaphore(false)),
            new Subject("Semaphore, fair", () -> semaphore(true)),
            new Subject("CountDownLatch as an event", Subject::event),
            new Subject("CountDownLatch", Subject::latch),
            new Subject("CyclicBarrier", Subject::barrier),
            new Subject("ReentrantReadWriteLock", () -> readWriteLock(false)),
            new Subject("ReentrantReadWriteLock, fair", () -> readWriteLock(true)),
            new Subject("StampedLock", Subject::stampedLock),
            new Subject("ConcurrentHashMap", Subject::map),
            new Subject("ConcurrentLinkedDeque without peeking", () -> deque(false)));

    /** What is not right: see {@link JdkTest}. */
    static final Subject PEEKED_DEQUE = new Subject("ConcurrentLinkedDeque", () -> deque(true));

    private static Check lock(boolean fair) {
        return Check.lock((LockSpec<ReentrantLock> lock) -> {
            lock.create(() -> new ReentrantLock(fair)).lock(ReentrantLock::lock)
                    .lockInterruptibly(ReentrantLock::lockInterruptibly).tryLock(ReentrantLock::tryLock)
                    .tryLockFor((l, wait) -> l.tryLock(wait.toNanos(), NANOSECONDS)).unlock(ReentrantLock::unlock)
                    .reentrant().owned().interrupts();
            if (fair) {
                lock.fair();
            }
        });
    }

    /** A lock and its condition. */
    private record Monitor(ReentrantLock lock, Condition condition) {
        static Monitor create() {
            ReentrantLock lock = new ReentrantLock();
            return new Monitor(lock, lock.newCondition());
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the preset waits in a loop
    private static Check condition(boolean one) {
        return Check.condition((ConditionSpec<Monitor> condition) -> {
            condition.create(Monitor::create).lock(m -> m.lock.lock()).unlock(m -> m.lock.unlock())
                    .await(m -> m.condition.await())
                    .awaitFor((m, wait) -> m.condition.await(wait.toNanos(), NANOSECONDS))
                    .notifyAll(m -> m.condition.signalAll()).interrupts();
            if (one) {
                condition.notifyOne(m -> m.condition.signal());
            }
        });
    }

    private static Check semaphore(boolean fair) {
        return Check.semaphore((SemaphoreSpec<Semaphore> semaphore) -> {
            semaphore.create(permits -> new Semaphore(permits, fair)).permits(3).atOnce(2).acquire(Semaphore::acquire)
                    .tryAcquire(Semaphore::tryAcquire)
                    .tryAcquireFor((s, many, wait) -> s.tryAcquire(many, wait.toNanos(), NANOSECONDS))
                    .release(Semaphore::release).available(Semaphore::availablePermits).interrupts();
            if (fair) {
                semaphore.fair();
            }
        });
    }

    private static Check event() {
        return Check.event((EventSpec<CountDownLatch> event) -> event.create(() -> new CountDownLatch(1))
                .set(CountDownLatch::countDown).await(CountDownLatch::await)
                .awaitFor((latch, wait) -> latch.await(wait.toNanos(), NANOSECONDS))
                .isSet(latch -> latch.getCount() == 0).interrupts());
    }

    private static Check latch() {
        return Check.object((Spec<CountDownLatch, Long> latch) -> {
            latch.create(() -> new CountDownLatch(3)).model(3L);
            latch.operation("countDown", object -> {
                object.countDown();
                return null;
            }).steps((left, _) -> Step.to(Math.max(0, left - 1)));
            latch.operation("getCount", CountDownLatch::getCount).steps((left, _) -> Step.to(left, left));
            latch.operation("await", object -> {
                object.await();
                return null;
            }).when((left, _) -> left == 0).steps((left, _) -> Step.to(left));
        });
    }

    private static Check barrier() {
        return Check.barrier((BarrierSpec<CyclicBarrier> barrier) -> barrier.create(CyclicBarrier::new).parties(3)
                .await(CyclicBarrier::await).awaitFor((b, wait) -> b.await(wait.toNanos(), NANOSECONDS)).interrupts());
    }

    private static Check readWriteLock(boolean fair) {
        return Check.readWriteLock((ReadWriteLockSpec<ReadWriteLock> lock) -> {
            lock.create(() -> new ReentrantReadWriteLock(fair));
            described(lock);
            lock.reentrant();
        });
    }

    private static Check stampedLock() {
        return Check.readWriteLock((ReadWriteLockSpec<ReadWriteLock> lock) -> {
            lock.create(() -> new StampedLock().asReadWriteLock());
            described(lock);
        });
    }

    private static void described(ReadWriteLockSpec<ReadWriteLock> lock) {
        lock.lockRead(l -> l.readLock().lock()).lockReadInterruptibly(l -> l.readLock().lockInterruptibly())
                .tryLockRead(l -> l.readLock().tryLock())
                .tryLockReadFor((l, wait) -> l.readLock().tryLock(wait.toNanos(), NANOSECONDS))
                .unlockRead(l -> l.readLock().unlock());
        lock.lockWrite(l -> l.writeLock().lock()).lockWriteInterruptibly(l -> l.writeLock().lockInterruptibly())
                .tryLockWrite(l -> l.writeLock().tryLock())
                .tryLockWriteFor((l, wait) -> l.writeLock().tryLock(wait.toNanos(), NANOSECONDS))
                .unlockWrite(l -> l.writeLock().unlock()).interrupts();
    }

    private static Check map() {
        Gen<Integer> keys = Gen.ints(0, 2);
        Gen<Integer> values = Gen.ints(0, 9);
        // There is no woven copy of it: under control, its calls are one step each.
        return Check.object((Spec<ConcurrentHashMap<Integer, Integer>, HashMap<Integer, Integer>> map) -> {
            map.create(ConcurrentHashMap::new).model(HashMap::new, HashMap::new);
            map.operation("put", keys, values, (m, k, v) -> m.put(k, v))
                    .like((m, kv) -> m.put(kv.first(), kv.second()));
            map.operation("putIfAbsent", keys, values, (m, k, v) -> m.putIfAbsent(k, v))
                    .like((m, kv) -> m.putIfAbsent(kv.first(), kv.second()));
            map.operation("replace", keys, values, (m, k, v) -> m.replace(k, v))
                    .like((m, kv) -> m.replace(kv.first(), kv.second()));
            map.operation("merge", keys, values, (m, k, v) -> m.merge(k, v, Integer::sum))
                    .like((m, kv) -> m.merge(kv.first(), kv.second(), Integer::sum));
            map.operation("get", keys, (m, k) -> m.get(k)).like((m, k) -> m.get(k));
            map.operation("remove", keys, (m, k) -> m.remove(k)).like((m, k) -> m.remove(k));
            map.partitionBy(Subject::key);
        }).allowUnwoven();
    }

    private static Object key(@Nullable Object input) {
        return input instanceof Pair<?, ?> pair ? pair.first() : Objects.requireNonNull(input);
    }

    private static Check deque(boolean peeked) {
        Gen<Integer> items = Gen.ints(0, 9);
        return Check.object((Spec<ConcurrentLinkedDeque<Integer>, Items> deque) -> {
            deque.create(ConcurrentLinkedDeque::new).model(Items::new, Items::new);
            deque.operation("addFirst", items, (d, x) -> d.offerFirst(x)).like((d, x) -> d.all.offerFirst(x));
            deque.operation("addLast", items, (d, x) -> d.offerLast(x)).like((d, x) -> d.all.offerLast(x));
            deque.operation("pollFirst", d -> d.pollFirst()).like((d, _) -> d.all.pollFirst());
            deque.operation("pollLast", d -> d.pollLast()).like((d, _) -> d.all.pollLast());
            if (peeked) {
                deque.operation("peekFirst", d -> d.peekFirst()).like((d, _) -> d.all.peekFirst());
                deque.operation("peekLast", d -> d.peekLast()).like((d, _) -> d.all.peekLast());
            }
        });
    }

    /** An {@link ArrayDeque} with equals. */
    private static final class Items {
        final ArrayDeque<Integer> all;

        Items() {
            all = new ArrayDeque<>();
        }

        Items(Items other) {
            all = new ArrayDeque<>(other.all);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Items items && List.copyOf(all).equals(List.copyOf(items.all));
        }

        @Override
        public int hashCode() {
            return List.copyOf(all).hashCode();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
