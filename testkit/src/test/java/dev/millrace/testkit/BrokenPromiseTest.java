package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.schedule.Fault;
import dev.millrace.testkit.spec.BarrierSpec;
import dev.millrace.testkit.spec.ConditionSpec;
import dev.millrace.testkit.spec.EventSpec;
import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.LockSpec;
import dev.millrace.testkit.spec.QueueSpec;
import dev.millrace.testkit.spec.ReadWriteLockSpec;
import dev.millrace.testkit.spec.SemaphoreSpec;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects whose calls end as the presets say that they never do, or do not end although the presets say that they do. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BrokenPromiseTest {

    /** The reason of the failure that the engine finds. */
    private static String reasonOf(Check check, Engine engine) {
        Result result = check.engines(engine).allowUnwoven().seed(1).budget(Duration.ofSeconds(20))
                .patience(Duration.ofMillis(300)).shrinking(Duration.ofMillis(300)).run();
        assertThat(result).isInstanceOf(Result.Failed.class);
        return ((Result.Failed) result).failure().verdict().reason();
    }

    private static String firstWord(String name) {
        int end = name.indexOf(' ');
        return end < 0 ? name : name.substring(0, end);
    }

    /** Its take does not wait. */
    static final class NeverWaits {
        private final ConcurrentLinkedQueue<Item> items = new ConcurrentLinkedQueue<>();

        boolean offer(Item item) {
            return items.offer(item);
        }

        Item take() {
            return items.poll();
        }
    }

    /** None of its calls looks at its timeout. */
    static final class Endless {
        private final LinkedBlockingQueue<Item> items = new LinkedBlockingQueue<>(1);
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final Semaphore semaphore = new Semaphore(1);
        private final CountDownLatch set = new CountDownLatch(1);

        Endless() {}

        Endless(int parties) {
            semaphore.release(parties - 1);
        }

        boolean offerFor(Item item, Duration timeout) throws InterruptedException {
            items.put(item);
            return true;
        }

        Item pollFor(Duration timeout) throws InterruptedException {
            return items.take();
        }

        boolean tryLockFor(Duration timeout) {
            lock.lock();
            return true;
        }

        @SuppressWarnings("WaitNotInLoop") // the loop is the test's
        boolean awaitNoticeFor(Duration timeout) throws InterruptedException {
            changed.await();
            return true;
        }

        boolean tryAcquireFor(int permits, Duration timeout) throws InterruptedException {
            semaphore.acquire(permits);
            return true;
        }

        boolean awaitSetFor(Duration timeout) throws InterruptedException {
            set.await();
            return true;
        }
    }

    private static final class EndlessBarrier {
        private final CyclicBarrier barrier;

        EndlessBarrier(int parties) {
            barrier = new CyclicBarrier(parties);
        }

        int awaitFor(Duration timeout) throws Exception {
            return barrier.await();
        }
    }

    static Stream<Arguments> endless() {
        Map<String, Supplier<Check>> checks = new TreeMap<>();
        checks.put("pollFor", () -> Check.queue((QueueSpec<Endless> spec) -> spec.create(Endless::new)
                .offer((queue, item) -> queue.items.offer(item)).pollFor(Endless::pollFor).capacity(1)));
        checks.put("offerFor", () -> Check.queue((QueueSpec<Endless> spec) -> spec.create(Endless::new)
                .offerFor(Endless::offerFor).poll(queue -> queue.items.poll()).capacity(1)));
        // The lock that is held twice by its owner, though it may be held once, waits for itself.
        checks.put("tryLockFor", () -> Check.lock((LockSpec<Semaphore> spec) -> spec.create(() -> new Semaphore(1))
                .tryLockFor((lock, timeout) -> {
                    lock.acquire();
                    return true;
                }).unlock(Semaphore::release)));
        checks.put("tryLockReadFor",
                () -> Check.readWriteLock((ReadWriteLockSpec<ReentrantReadWriteLock> spec) -> spec
                        .create(ReentrantReadWriteLock::new).tryLockReadFor((lock, timeout) -> {
                            lock.readLock().lock();
                            return true;
                        }).unlockRead(lock -> lock.readLock().unlock()).lockWrite(lock -> lock.writeLock().lock())
                        .unlockWrite(lock -> lock.writeLock().unlock())));
        checks.put("tryAcquireFor", () -> Check.semaphore((SemaphoreSpec<Endless> spec) -> spec.create(Endless::new)
                .permits(1).tryAcquireFor(Endless::tryAcquireFor)
                .release((object, permits) -> object.semaphore.release(permits))));
        checks.put("awaitFor", () -> Check.event((EventSpec<Endless> spec) -> spec.create(Endless::new)
                .set(object -> object.set.countDown()).awaitFor(Endless::awaitSetFor)));
        checks.put("takeFor", () -> Check.condition((ConditionSpec<Endless> spec) -> spec.create(Endless::new)
                .lock(object -> object.lock.lock()).unlock(object -> object.lock.unlock())
                .awaitFor(Endless::awaitNoticeFor).notifyAll(object -> object.changed.signalAll())));
        checks.put("awaitFor of a barrier",
                () -> Check.barrier((BarrierSpec<EndlessBarrier> spec) -> spec.create(EndlessBarrier::new)
                        .awaitFor(EndlessBarrier::awaitFor)));
        return checks.entrySet().stream().flatMap(entry -> Arrays.stream(Engine.values())
                .map(engine -> Arguments.of(entry.getKey(), engine, entry.getValue())));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("endless")
    void timedCall_thatWaitsForEver_isAFailure(String name, Engine engine, Supplier<Check> check) {
        String call = firstWord(name);
        assertThat(reasonOf(check.get(), engine)).isEqualTo(
                call + " waited for longer than its timeout (expected: it comes back when its time is over)");
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void queue_takeThatReturnsNull_isAFailure(Engine engine) {
        assertThat(reasonOf(Check.queue((QueueSpec<NeverWaits> spec) -> spec.create(NeverWaits::new)
                .offer(NeverWaits::offer).take(NeverWaits::take)), engine))
                .isEqualTo("take returned null (expected: an item; it waits while the queue is empty)");
    }

    /** Its calls end with an interrupt that there was not, instead of waiting. */
    static final class Nervous {
        private final ConcurrentLinkedQueue<Item> items = new ConcurrentLinkedQueue<>();
        private final Semaphore lock = new Semaphore(1);

        boolean offer(Item item) {
            return items.offer(item);
        }

        Item take() throws InterruptedException {
            Item item = items.poll();
            if (item == null) {
                throw new InterruptedException();
            }
            return item;
        }

        void lock() throws InterruptedException {
            if (!lock.tryAcquire()) {
                throw new InterruptedException();
            }
        }

        void unlock() {
            lock.release();
        }
    }

    static Stream<Arguments> nervous() {
        Map<String, Supplier<Check>> checks = new TreeMap<>();
        checks.put("take", () -> Check.queue((QueueSpec<Nervous> spec) -> spec.create(Nervous::new)
                .offer(Nervous::offer).take(Nervous::take)));
        checks.put("take of an interrupted queue", () -> Check.queue((QueueSpec<Nervous> spec) -> spec
                .create(Nervous::new).offer(Nervous::offer).take(Nervous::take).interrupts()));
        checks.put("lockInterruptibly", () -> Check.lock((LockSpec<Nervous> spec) -> spec.create(Nervous::new)
                .lockInterruptibly(Nervous::lock).unlock(Nervous::unlock)));
        checks.put("lock of an object with a model",
                () -> Check.object((Spec<Nervous, Boolean> spec) -> {
                    spec.create(Nervous::new).model(false);
                    spec.operation("lock", nervous -> {
                        nervous.lock();
                        return null;
                    }).when((held, _) -> !held).steps((_, _) -> Step.to(true));
                    spec.operation("unlock", nervous -> {
                        nervous.unlock();
                        return null;
                    }).steps((_, _) -> Step.to(false));
                    spec.phrase("lock", "unlock");
                }));
        return checks.entrySet().stream().flatMap(entry -> Arrays.stream(Engine.values())
                .map(engine -> Arguments.of(entry.getKey(), engine, entry.getValue())));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("nervous")
    void interruptedException_withoutAnInterrupt_isAFailure(String name, Engine engine, Supplier<Check> check) {
        assertThat(reasonOf(check.get(), engine)).isEqualTo(firstWord(name)
                + " failed with InterruptedException, although neither the plan nor a fault had interrupted its thread");
    }

    /** Whoever waits is interrupted, not who was meant. */
    static final class Misdirected {
        private final LinkedBlockingQueue<Item> items = new LinkedBlockingQueue<>();
        private volatile boolean interrupted;

        boolean offer(Item item) {
            return items.offer(item);
        }

        Item take() throws InterruptedException {
            Item item = items.poll();
            while (item == null) {
                interrupted |= Thread.interrupted();
                if (interrupted) {
                    throw new InterruptedException();
                }
                Thread.onSpinWait();
                item = items.poll();
            }
            return item;
        }
    }

    @Test
    void interruptedException_forAnInterruptOfAnother_isAFailure() {
        assertThat(reasonOf(Check.queue((QueueSpec<Misdirected> spec) -> spec.create(Misdirected::new)
                .offer(Misdirected::offer).take(Misdirected::take).consumers(2, 2).interrupts()), Engine.CONTROLLED))
                .isEqualTo(
                        "take failed with InterruptedException, although neither the plan nor a fault had interrupted its thread");
    }

    @Test
    void interruptedException_forAFault_isRight() {
        Result result = Check.queue((QueueSpec<LinkedBlockingQueue<Item>> spec) -> spec
                .create(() -> new LinkedBlockingQueue<>(1)).capacity(1).put(LinkedBlockingQueue::put)
                .take(LinkedBlockingQueue::take)).engines(Engine.CONTROLLED).weaveJdk().faults(Fault.INTERRUPT).seed(1)
                .budget(Duration.ofMillis(500)).run();
        assertThat(result.hasPassed()).isTrue();
    }
}
