package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is said to hold and to wait, on both kinds of thread. */
@ParameterizedClass(name = "virtual threads: {0}")
@ValueSource(booleans = {false, true})
@Timeout(120)
class DiagnosisTest {

    private final boolean virtual;

    DiagnosisTest(boolean virtual) {
        this.virtual = virtual;
    }

    // ---- who holds

    @Test
    void mutex_watched_tellsHolderAndWaiters() throws Exception {
        Mutex mutex = Diagnosis.watch("accounts", new Mutex());
        assertThat(mutex).hasToString("Mutex[name=accounts, free, waiting=0]");
        Held first = hold(mutex);
        Running<Boolean> second = Running.doing(virtual, mutex::lock);
        Running.until("it waits", () -> mutex.waiting() == 1);
        Running<Boolean> third = Running.doing(virtual, mutex::lock);
        Running.until("both wait", () -> mutex.waiting() == 2);

        Report report = mutex.report();
        assertThat(report.kind()).isEqualTo("Mutex");
        assertThat(report.name()).isEqualTo("accounts");
        assertThat(report.state()).isEqualTo("locked, waiting=2");
        assertThat(threads(report.holders())).containsExactly(first.thread());
        assertThat(report.holders().getFirst().held()).isPositive();
        assertThat(report.waiters()).extracting(Report.Waiter::thread)
                .containsExactly(second.thread(), third.thread());
        assertThat(report.waiters()).extracting(Report.Waiter::goal).containsOnly("lock");
        Duration longer = report.waiters().get(0).waited();
        assertThat(longer).isGreaterThanOrEqualTo(report.waiters().get(1).waited());
        assertThat(mutex.report().waiters().getFirst().waited()).isGreaterThan(longer);

        first.end();
        second.result();
        assertThat(threads(mutex.report().holders())).containsExactly(second.thread());
        mutex.unlock(); // by another: it is nobody's
        third.result();
        assertThat(threads(mutex.report().holders())).containsExactly(third.thread());
        mutex.unlock();
        assertThat(mutex.report().holders()).isEmpty();
    }

    @Test
    void mutex_notWatched_tellsWaitersOnly() throws Exception {
        Mutex mutex = new Mutex();
        mutex.lock();
        Running<Boolean> waiter = Running.doing(virtual, mutex::lock);
        Running.until("it waits", () -> mutex.waiting() == 1);
        Report report = mutex.report();
        assertThat(report.name()).isNull();
        assertThat(report.holders()).isEmpty();
        assertThat(report.waiters()).extracting(Report.Waiter::thread).containsExactly(waiter.thread());
        mutex.unlock();
        waiter.result();
    }

    @Test
    void mutex_watched_failedUnlock_changesNothing() throws Exception {
        Mutex mutex = Diagnosis.watch("free", new Mutex());
        assertThatThrownBy(mutex::unlock).isInstanceOf(IllegalMonitorStateException.class);
        Held held = hold(mutex);
        assertThat(threads(mutex.report().holders())).containsExactly(held.thread());
        held.end();
    }

    @Test
    void rlock_tellsItsOwner_andSinceWhenOnlyIfWatched() throws Exception {
        RLock plain = new RLock();
        RLock watched = Diagnosis.watch("orders", new RLock());
        Event done = new Event();
        Event locked = new Event();
        Running<Boolean> owner = Running.doing(virtual, () -> {
            plain.lock();
            watched.lock();
            watched.lock();
            locked.set();
            done.await();
            watched.unlock();
            watched.unlock();
            plain.unlock();
        });
        locked.await();
        assertThat(plain.report().holders()).containsExactly(new Report.Holder(owner.thread(), 1, null));
        Report.Holder holder = watched.report().holders().getFirst();
        assertThat(holder.thread()).isSameAs(owner.thread());
        assertThat(holder.count()).isEqualTo(2);
        assertThat(holder.held()).isPositive();
        done.set();
        owner.result();
        assertThat(plain.report().holders()).isEmpty();
        assertThat(watched.report().holders()).isEmpty();
    }

    @Test
    void rlock_watchedAndLockedAnew_isHeldSinceThen() {
        RLock lock = Diagnosis.watch("anew", new RLock());
        lock.lockUninterruptibly();
        lock.unlock();
        long begin = System.nanoTime();
        Running.until("a while is over", () -> System.nanoTime() - begin > 5_000_000);
        long later = System.nanoTime();
        lock.lockUninterruptibly();
        Duration held = Objects.requireNonNull(lock.report().holders().getFirst().held());
        assertThat(held).isLessThan(Duration.ofNanos(System.nanoTime() - later));
        lock.unlock();
    }

    @Test
    void rlock_watchedAndTakenAtOnce_isHeldSinceThen() {
        RLock lock = Diagnosis.watch("at once", new RLock());
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.report().holders().getFirst().held()).isNotNull();
        lock.unlock();
        lock.unlock();
        assertThat(lock.report().holders()).isEmpty();
        assertThat(lock.asLock().tryLock()).isTrue();
        assertThat(lock.report().holders().getFirst().held()).isNotNull();
        lock.unlock();
    }

    /** Consumers take what producers give: nobody holds it, and nobody can be in the way. */
    @Test
    void semaphore_thatSignals_isHeldByNobody() throws Exception {
        Semaphore items = Diagnosis.watch("items", new Semaphore(1));
        Running<Boolean> consumer = Running.doing(virtual, () -> items.acquire(2));
        Running.until("it waits", () -> items.waiting() == 1);
        items.release();
        consumer.result();
        assertThat(items.report().holders()).isEmpty();
        Running<Boolean> again = Running.doing(virtual, () -> {
            items.acquire();
            items.acquire();
        });
        items.release();
        Running.until("it waits for more", () -> items.waiting() == 1);
        assertThat(items.report().holders()).isEmpty();
        assertThat(deadlocksOf(again)).isEmpty();
        items.release();
        again.result();
    }

    /** To give more than one has taken is to signal, too, and nobody else's permits are the ones that were given. */
    @Test
    void semaphore_givenMoreThanWasTaken_isHeldByNobody() throws Exception {
        Semaphore semaphore = Diagnosis.watch("surplus", new Semaphore(3));
        Running.doing(virtual, semaphore::acquire).result();
        semaphore.acquire();
        assertThat(semaphore.report().holders()).hasSize(2);
        semaphore.release(2);
        assertThat(semaphore.report().holders()).isEmpty();
        Running.doing(virtual, () -> semaphore.acquire(2)).result();
        assertThat(semaphore.report().holders()).as("nor by whoever takes them").isEmpty();
        Running<Boolean> taker = Running.doing(virtual, () -> semaphore.acquire(4));
        Running.until("it waits", () -> semaphore.waiting() == 1);
        assertThat(deadlocksOf(taker)).isEmpty();
        semaphore.release(3);
        taker.result();
    }

    /** Readers have no names: who ends to read without having begun ends for the one who reads for the longest time. */
    @Test
    void readWriteLock_unlockedByAnother_isHeldByTheLaterReader() throws Exception {
        ReadWriteLock lock = Diagnosis.watch("read by two", new ReadWriteLock());
        Running.doing(virtual, lock::lockRead).result();
        Running<Boolean> second = Running.doing(virtual, lock::lockRead);
        second.result();
        lock.unlockRead();
        assertThat(threads(lock.report().holders())).containsExactly(second.thread());
        lock.unlockRead();
        assertThat(lock.report().holders()).isEmpty();
        assertThatThrownBy(lock::unlockRead).isInstanceOf(IllegalMonitorStateException.class);
    }

    /** A semaphore that signals refuses what it must as any other. */
    @Test
    void boundedSemaphore_watched_releaseRefused_lettingNobodyWait() throws Exception {
        BoundedSemaphore semaphore = Diagnosis.watch("refusing", new BoundedSemaphore(1));
        assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class);
        Running.doing(virtual, semaphore::acquire).result();
        assertThat(counts(semaphore)).containsExactly(1);
    }

    /** A class of threads may be a user's, and so is what it says of itself. */
    @Test
    void mutex_lockedByAThreadWhoseHashCodeThrows_isHeldByIt() throws Exception {
        Mutex mutex = Diagnosis.watch("hostile", new Mutex());
        List<Report.Holder> holders = new ArrayList<>();
        Thread hostile = hostile(() -> {
            mutex.lockUninterruptibly();
            holders.addAll(mutex.report().holders());
            mutex.unlock();
        });
        hostile.start();
        hostile.join();
        assertThat(threads(holders)).allMatch(thread -> thread == hostile).hasSize(1);
        assertThat(mutex.report().holders()).isEmpty();
    }

    private static Thread hostile(Runnable body) {
        return new Thread(body) {
            @Override
            public int hashCode() {
                throw new IllegalStateException("hash code of a user");
            }

            @Override
            public boolean equals(@Nullable Object other) {
                throw new IllegalStateException("equality of a user");
            }
        };
    }

    @Test
    void deadlocks_ofAThreadWhoseHashCodeThrows_areFound() throws Exception {
        Mutex mutex = Diagnosis.watch("hostile and twice", new Mutex());
        Thread hostile = hostile(() -> {
            mutex.lockUninterruptibly();
            mutex.lockUninterruptibly();
        });
        hostile.start();
        Running.until("it waits for itself", () -> mutex.waiting() == 1);
        Running.until(
                "it is found",
                () -> Diagnosis.deadlocks().stream().flatMap(deadlock -> deadlock.cycle().stream())
                        .anyMatch(link -> link.thread() == hostile));
        mutex.unlock();
        hostile.join();
    }

    /** After a signal it stands at the lock, and has waited there only since then. */
    @Test
    void report_signalledAndWaitingForTheLock_countsFromTheSignal() throws Exception {
        RLock lock = Diagnosis.watch("counted", new RLock());
        Condition condition = lock.newCondition();
        Running<Boolean> waiter = Running.doing(virtual, () -> {
            try (var _ = lock.hold()) {
                condition.await();
            }
        });
        Running.until("it waits", () -> condition.awaiting() == 1);
        long start = System.nanoTime();
        Running.until("some time is over", () -> System.nanoTime() - start > Duration.ofMillis(100).toNanos());
        lock.lock();
        long locked = System.nanoTime();
        condition.signal();
        Report.Waiter waiting = lock.report().waiters().getFirst();
        assertThat(waiting.thread()).isSameAs(waiter.thread());
        assertThat(waiting.waited()).isLessThanOrEqualTo(Duration.ofNanos(System.nanoTime() - locked));
        lock.unlock();
        waiter.result();
    }

    /** Once it is known that permits are signals, nobody is noted any more: it would keep threads that are over. */
    @Test
    void semaphore_thatSignals_keepsNobody() throws Exception {
        Semaphore items = Diagnosis.watch("kept", new Semaphore(0));
        items.release(2);
        WeakReference<Thread> consumer = threadThatTakes(items);
        Running.until("it is collected", () -> {
            System.gc();
            return consumer.refersTo(null);
        });
        assertThat(items.available()).isEqualTo(1);
    }

    private WeakReference<Thread> threadThatTakes(Semaphore items) throws Exception {
        Running<Boolean> consumer = Running.doing(virtual, items::acquire);
        consumer.result();
        return new WeakReference<>(consumer.thread());
    }

    @Test
    void semaphore_releasedByOneOfTwo_isHeldByTheOther() throws Exception {
        Semaphore semaphore = Diagnosis.watch("two", new Semaphore(2));
        semaphore.acquire();
        Running.doing(virtual, () -> {
            semaphore.acquire();
            semaphore.release();
        }).result();
        assertThat(threads(semaphore.report().holders())).containsExactly(Thread.currentThread());
        semaphore.release();
    }

    @Test
    void semaphore_watched_tellsHowManyEachHas() throws Exception {
        Semaphore semaphore = Diagnosis.watch("connections", new Semaphore(5));
        semaphore.acquire(2);
        Running<Boolean> other = Running.doing(virtual, () -> {
            semaphore.acquire();
            assertThat(semaphore.tryAcquire()).isTrue();
            assertThat(semaphore.tryAcquire(4)).isFalse();
        });
        other.result();
        Running<Boolean> waiter = Running.doing(virtual, () -> semaphore.acquire(2));
        Running.until("it waits", () -> semaphore.waiting() == 1);
        Report report = semaphore.report();
        assertThat(report.holders()).extracting(Report.Holder::count).containsExactly(2, 2);
        assertThat(threads(report.holders())).containsExactly(Thread.currentThread(), other.thread());
        assertThat(report.waiters().getFirst().goal()).isEqualTo("2 permits");
        semaphore.release();
        waiter.result();
        assertThat(counts(semaphore)).containsExactly(1, 2, 2);
        semaphore.release();
        assertThat(counts(semaphore)).containsExactly(2, 2);
    }

    private static List<Integer> counts(Primitive primitive) {
        return primitive.report().holders().stream().map(Report.Holder::count).toList();
    }

    @Test
    void boundedSemaphore_watched_releaseTooMuch_changesNothing() throws Exception {
        BoundedSemaphore semaphore = Diagnosis.watch("bounded", new BoundedSemaphore(2));
        semaphore.acquire();
        assertThatThrownBy(() -> semaphore.release(2)).isInstanceOf(IllegalStateException.class);
        assertThat(counts(semaphore)).containsExactly(1);
        semaphore.release();
        assertThat(counts(semaphore)).isEmpty();
    }

    /** Both may release as far as they can see, and only one of them can: the other still has what it had. */
    @Test
    void boundedSemaphore_watched_releaseRefusedAtTheLastMoment_changesNothing() throws Exception {
        Barrier both = new Barrier(2);
        AtomicReference<BoundedSemaphore> raced = new AtomicReference<>();
        int rounds = 2_000;
        Running<Boolean> other = Running.doing(virtual, () -> {
            for (int i = 0; i < rounds; i++) {
                both.await();
                raced.get().acquire();
                both.await();
                release(raced.get(), 1);
                both.await();
            }
        });
        for (int i = 0; i < rounds; i++) {
            BoundedSemaphore semaphore = Diagnosis.watch("raced", new BoundedSemaphore(3));
            raced.set(semaphore);
            both.await();
            semaphore.acquire();
            both.await();
            boolean released = release(semaphore, 2); // one more than it has taken
            both.await();
            assertThat(semaphore.report().holders()).extracting(Report.Holder::thread)
                    .isEqualTo(released ? List.of() : List.of(Thread.currentThread()));
        }
        other.result();
    }

    private static boolean release(Semaphore semaphore, int many) {
        try {
            semaphore.release(many);
            return true;
        } catch (IllegalStateException refused) {
            return false;
        }
    }

    @Test
    void readWriteLock_watched_tellsReadersOrWriter() throws Exception {
        ReadWriteLock lock = Diagnosis.watch("table", new ReadWriteLock());
        lock.lockRead();
        Running.doing(virtual, lock::lockRead).result();
        assertThat(lock.report().holders()).hasSize(2);
        Running<Boolean> writer = Running.doing(virtual, lock::lockWrite);
        Running.until("it waits", () -> lock.waiting() == 1);
        assertThatThrownBy(lock::unlockWrite).isInstanceOf(IllegalMonitorStateException.class);
        assertThat(lock.report().holders()).hasSize(2);
        assertThat(lock.report().waiters().getFirst().goal()).isEqualTo("write");
        lock.unlockRead();
        lock.unlockRead();
        writer.result();
        assertThat(threads(lock.report().holders())).containsExactly(writer.thread());
        assertThatThrownBy(lock::unlockRead).isInstanceOf(IllegalMonitorStateException.class);
        assertThat(lock.report().holders()).hasSize(1);
        Running<Boolean> reader = Running.doing(virtual, lock::lockRead);
        Running.until("it waits", () -> lock.waiting() == 1);
        assertThat(lock.report().waiters().getFirst().goal()).isEqualTo("read");
        lock.unlockWrite();
        reader.result();
        assertThat(threads(lock.report().holders())).containsExactly(reader.thread());
    }

    @Test
    void condition_waiter_holdsNothingMeanwhile() throws Exception {
        Condition condition = Diagnosis.watch("ready", new Condition(Diagnosis.watch("lock", new Mutex())));
        Mutex mutex = Diagnosis.watch("mutex", new Mutex());
        Condition other = mutex.newCondition();
        Running<Boolean> waiter = Running.doing(virtual, () -> {
            try (var _ = other.hold()) {
                other.await();
                assertThat(threads(mutex.report().holders())).containsExactly(Thread.currentThread());
            }
        });
        Running.until("it waits", () -> other.awaiting() == 1 && !mutex.isLocked());
        assertThat(mutex.report().holders()).isEmpty();
        assertThat(other.report().waiters()).extracting(Report.Waiter::thread).containsExactly(waiter.thread());
        assertThat(other.report().waiters()).extracting(Report.Waiter::goal).containsExactly("signal");
        try (var _ = other.hold()) {
            other.signal();
            assertThat(other.report().waiters()).isEmpty();
            assertThat(mutex.report().waiters()).extracting(Report.Waiter::thread).containsExactly(waiter.thread());
        }
        waiter.result();
        assertThat(condition).hasToString("Condition[name=ready, awaiting=0, lock=Mutex[name=lock, free, waiting=0]]");
    }

    @Test
    void gates_tellWhoWaits() throws Exception {
        Event event = new Event();
        Latch latch = new Latch(1);
        Barrier barrier = new Barrier(2);
        Running<Boolean> atEvent = Running.doing(virtual, event::await);
        Running<Boolean> atLatch = Running.doing(virtual, latch::await);
        Running<Boolean> atBarrier = Running.doing(virtual, barrier::await);
        assertWaits(event, atEvent.thread(), "set");
        assertWaits(latch, atLatch.thread(), "zero");
        assertWaits(barrier, atBarrier.thread(), "the others");
        event.set();
        latch.countDown();
        barrier.await();
        atEvent.result();
        atLatch.result();
        atBarrier.result();
        assertThat(event.report().waiters()).isEmpty();
    }

    /** Who comes while the last one runs the action waits too; the last one does not; and nobody once it is broken. */
    @Test
    void barrier_inItsAction_tellsItsPartiesAndWhoComesTooLate() throws Exception {
        Latch acting = new Latch(1);
        Latch mayEnd = new Latch(1);
        Barrier barrier = new Barrier(3, () -> {
            acting.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Running<Boolean> first = Running.doing(virtual, barrier::await);
        Running.until("the first waits", () -> barrier.waiting() == 1);
        Running<Boolean> second = Running.doing(virtual, barrier::await);
        Running.until("both wait", () -> barrier.waiting() == 2);
        assertThat(barrier.report().waiters()).extracting(Report.Waiter::thread)
                .containsExactly(first.thread(), second.thread());
        Running<Boolean> last = Running.doing(virtual, barrier::await);
        acting.await();
        Running<Boolean> tooLate = Running.doing(virtual, barrier::await);
        Running.until("it waits, too", () -> barrier.report().waiters().size() == 3);
        assertThat(barrier.report().waiters()).extracting(Report.Waiter::thread)
                .containsExactly(first.thread(), second.thread(), tooLate.thread());
        mayEnd.countDown();
        first.result();
        second.result();
        last.result();
        Running.until("it is the first of the next", () -> barrier.waiting() == 1);
        assertThat(barrier.report().waiters()).extracting(Report.Waiter::thread).containsExactly(tooLate.thread());
        barrier.abort();
        assertThat(barrier.report().waiters()).isEmpty();
        assertThat(barrier.isBroken()).isTrue();
    }

    private static void assertWaits(Primitive gate, Thread thread, String goal) {
        Running.until("it waits, and the clock runs", () -> gate.report().waiters().stream()
                .anyMatch(each -> each.waited() != null && each.waited().isPositive()));
        Report.Waiter waiter = gate.report().waiters().getFirst();
        assertThat(waiter.thread()).isSameAs(thread);
        assertThat(waiter.goal()).isEqualTo(goal);
        Running.until("it has waited for longer", () -> Objects.requireNonNull(
                gate.report().waiters().getFirst().waited()).compareTo(Objects.requireNonNull(waiter.waited())) > 0);
        assertThat(gate.report().holders()).isEmpty();
    }

    @Test
    void crowd_onWatchedPrimitives_leavesNobodyBehind() throws Exception {
        Mutex mutex = Diagnosis.watch("crowd", new Mutex());
        RLock rlock = Diagnosis.watch("crowd", new RLock());
        Semaphore semaphore = Diagnosis.watch("crowd", new Semaphore(2));
        ReadWriteLock readWriteLock = Diagnosis.watch("crowd", new ReadWriteLock());
        List<Running<Boolean>> crowd = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            crowd.add(Running.doing(virtual, () -> {
                for (int round = 0; round < 500; round++) {
                    try (var _ = mutex.hold()) {
                        assertThat(threads(mutex.report().holders())).contains(Thread.currentThread());
                    }
                    try (var _ = rlock.hold(); var _ = semaphore.hold(); var _ = readWriteLock.holdRead()) {
                        Thread.yield();
                    }
                    try (var _ = readWriteLock.holdWrite()) {
                        assertThat(threads(readWriteLock.report().holders())).containsExactly(Thread.currentThread());
                    }
                }
            }));
        }
        for (Running<Boolean> each : crowd) {
            each.result();
        }
        for (Primitive each : List.of(mutex, rlock, semaphore, readWriteLock)) {
            assertThat(each.report().holders()).isEmpty();
            assertThat(each.report().waiters()).isEmpty();
        }
    }

    // ---- deadlocks

    @Test
    void deadlocks_twoRLocksCrosswise_areToldWithTheCycle() throws Exception {
        RLock left = Diagnosis.watch("left " + virtual, new RLock());
        RLock right = new RLock(); // reached from the other one
        Barrier both = new Barrier(2);
        Running<Boolean> one = Running.start(virtual, "one", () -> crosswise(left, right, both));
        Running<Boolean> other = Running.start(virtual, "other", () -> crosswise(right, left, both));
        Running.until("both wait", () -> left.waiting() == 1 && right.waiting() == 1);
        Running.until("it is found", () -> !deadlocksOf(one).isEmpty());

        Deadlock deadlock = deadlocksOf(one).getFirst();
        assertThat(deadlocksOf(one)).hasSize(1);
        assertThat(deadlock.cycle()).extracting(Deadlock.Link::thread)
                .containsExactlyInAnyOrder(one.thread(), other.thread());
        for (Deadlock.Link link : deadlock.cycle()) {
            boolean isOne = link.thread() == one.thread();
            assertThat(threads(link.at().holders())).containsExactly((isOne ? other : one).thread());
            assertThat(link.at().name()).isEqualTo(isOne ? null : "left " + virtual);
            assertThat(link.stack()).extracting(StackTraceElement::getMethodName).contains("crosswise");
        }
        assertThat(deadlock.toString()).startsWith("deadlock of 2 threads\n")
                .contains("one waits at RLock: owner=other")
                .contains("other waits at RLock left " + virtual + ": owner=one").contains("crosswise");
        assertThat(Diagnosis.dump())
                .contains("RLock left " + virtual + ": owner=one, depth=1, waiting=1; held by one for ")
                .contains("deadlock of 2 threads");

        one.interrupt();
        assertThat(one.failure()).isInstanceOf(InterruptedException.class);
        other.result();
        assertThat(deadlocksOf(one)).isEmpty();
    }

    private static boolean crosswise(RLock first, RLock second, Barrier both) throws Exception {
        try (var _ = first.hold()) {
            both.await();
            second.lock();
            second.unlock();
        }
        return true;
    }

    @Test
    void deadlocks_permitsOfBothWantedByBoth_isACycleOfTwo() throws Exception {
        Semaphore permits = Diagnosis.watch("two", new Semaphore(2));
        Barrier both = new Barrier(2);
        Running.Steps takeTwo = () -> {
            permits.acquire();
            both.await();
            permits.acquire();
        };
        Running<Boolean> one = Running.doing(virtual, takeTwo);
        Running<Boolean> other = Running.doing(virtual, takeTwo);
        Running.until("it is found", () -> !deadlocksOf(one).isEmpty());
        assertThat(deadlocksOf(other).getFirst().cycle()).extracting(Deadlock.Link::thread)
                .containsExactlyInAnyOrder(one.thread(), other.thread());
        permits.release(2);
        one.result();
        other.result();
    }

    /** The clock is read after what it is compared with: nobody holds, or waits, for less than no time. */
    @Test
    void report_whileThreadsComeAndGo_hasNoNegativeTimes() throws Exception {
        Semaphore semaphore = Diagnosis.watch("coming and going", new Semaphore(2));
        Condition condition = new Condition();
        Event over = new Event();
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            threads.add(Running.doing(virtual, () -> {
                while (!over.isSet()) {
                    try (var _ = semaphore.hold()) {
                        Thread.yield();
                    }
                }
            }));
            threads.add(Running.doing(virtual, () -> {
                while (!over.isSet()) {
                    try (var _ = condition.hold()) {
                        condition.signalAll();
                        condition.await(Duration.ofMillis(1));
                    }
                }
            }));
        }
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            semaphore.report().holders().forEach(holder -> times.add(Objects.requireNonNull(holder.held())));
            condition.report().waiters().stream().map(Report.Waiter::waited).filter(Objects::nonNull)
                    .forEach(times::add);
        }
        over.set();
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
        assertThat(times).isNotEmpty().noneMatch(Duration::isNegative);
    }

    @Test
    void toString_namesWithLineBreaks_areOnOneLine() throws Exception {
        Mutex mutex = Diagnosis.watch("a\nb", new Mutex());
        Running<Boolean> holder = Running.start(virtual, "c\r\nd", () -> {
            mutex.lock();
            return true;
        });
        holder.result();
        assertThat(mutex.report().toString()).startsWith("Mutex a b: locked, waiting=0; held by c d for ");
        mutex.unlock();
    }

    @Test
    void deadlocks_mutexLockedTwice_isACycleOfOne() throws Exception {
        Mutex mutex = Diagnosis.watch("twice", new Mutex());
        Running<Boolean> thread = Running.doing(virtual, () -> {
            mutex.lock();
            mutex.lock();
        });
        Running.until("it is found", () -> deadlocksOf(thread).size() == 1);
        assertThat(deadlocksOf(thread).getFirst().toString()).startsWith("deadlock of 1 thread\n");
        mutex.unlock(); // by another, which is why it need not be for ever
        thread.result();
        assertThat(deadlocksOf(thread)).isEmpty();
    }

    @Test
    void deadlocks_readerThatWantsToWrite_isFoundOnceTheOthersAreStuckToo() throws Exception {
        ReadWriteLock lock = Diagnosis.watch("upgrade", new ReadWriteLock());
        Event goOn = new Event();
        Running<Boolean> first = Running.doing(virtual, () -> {
            lock.lockRead();
            lock.lockWrite();
        });
        Running.until("it waits", () -> lock.waiting() == 1);
        Running.until("it waits for itself", () -> deadlocksOf(first).size() == 1);
        first.interrupt();
        assertThat(first.failure()).isInstanceOf(InterruptedException.class);
        lock.unlockRead();

        Running<Boolean> free = Running.doing(virtual, () -> {
            lock.lockRead();
            goOn.await();
            lock.unlockRead();
        });
        Running.until("it reads", () -> lock.readers() == 1);
        Running<Boolean> second = Running.doing(virtual, () -> {
            lock.lockRead();
            lock.lockWrite();
        });
        Running.until("it waits", () -> lock.waiting() == 1);
        second.awaitParked();
        assertThat(deadlocksOf(second)).isEmpty(); // one reader could still leave
        goOn.set();
        free.result();
        Running.until("nobody else reads", () -> deadlocksOf(second).size() == 1);
        lock.unlockRead();
        second.result();
    }

    @Test
    void deadlocks_semaphoreWhosePermitsAreElsewhere_isACycleThroughALock() throws Exception {
        Semaphore semaphore = Diagnosis.watch("permits", new Semaphore(1));
        RLock lock = Diagnosis.watch("door", new RLock());
        Barrier both = new Barrier(2);
        Running<Boolean> one = Running.doing(virtual, () -> {
            semaphore.acquire();
            both.await();
            lock.lock();
        });
        Running<Boolean> other = Running.doing(virtual, () -> {
            lock.lock();
            both.await();
            semaphore.acquire();
            lock.unlock();
        });
        Running.until("it is found", () -> deadlocksOf(one).size() == 1);
        assertThat(deadlocksOf(other)).hasSize(1);
        semaphore.release();
        one.result();
        other.result();
    }

    /** Of platform threads all are looked at; virtual ones are not listed anywhere. */
    @Test
    void deadlocks_nothingWatched_areFoundAmongPlatformThreads() throws Exception {
        RLock left = new RLock();
        RLock right = new RLock();
        Barrier both = new Barrier(2);
        Running<Boolean> one = Running.start(false, "one", () -> crosswise(left, right, both));
        Running<Boolean> other = Running.start(false, "other", () -> crosswise(right, left, both));
        Running.until("it is found", () -> deadlocksOf(one).size() == 1);
        one.interrupt();
        assertThat(one.failure()).isInstanceOf(InterruptedException.class);
        other.result();
    }

    /** One who only stands in line behind a cycle is no part of it. */
    @Test
    void deadlocks_threadBehindACycle_isNoPartOfIt() throws Exception {
        Mutex mutex = Diagnosis.watch("behind", new Mutex());
        Running<Boolean> stuck = Running.doing(virtual, () -> {
            mutex.lock();
            mutex.lock();
        });
        Running.until("it waits", () -> mutex.waiting() == 1);
        Running<Boolean> behind = Running.doing(virtual, mutex::lock);
        Running.until("both wait", () -> mutex.waiting() == 2);
        Running.until("it is found", () -> deadlocksOf(stuck).size() == 1);
        assertThat(deadlocksOf(behind)).isEmpty();
        assertThat(WaitGraph.deadlocks(List.of(behind.thread(), stuck.thread()))).as("each once").hasSize(1);
        mutex.unlock();
        stuck.result();
        mutex.unlock();
        behind.result();
    }

    @Test
    void deadlocks_chainThatEndsAtOneThatRuns_isNone() throws Exception {
        RLock lock = Diagnosis.watch("busy", new RLock());
        lock.lock();
        Running<Boolean> waiter = Running.doing(virtual, lock::lock);
        Running.until("it waits", () -> lock.waiting() == 1);
        waiter.awaitParked();
        assertThat(deadlocksOf(waiter)).isEmpty();
        lock.unlock();
        waiter.result();
    }

    /** One of two readers waits for a thread that runs, so it may leave, and then the other may write. */
    @Test
    void deadlocks_oneHolderThatCouldGoOnLater_isNone() throws Exception {
        ReadWriteLock readWriteLock = Diagnosis.watch("shared", new ReadWriteLock());
        RLock lock = Diagnosis.watch("later", new RLock());
        lock.lock();
        Running<Boolean> upgrading = Running.doing(virtual, () -> {
            readWriteLock.lockRead();
            readWriteLock.lockWrite();
        });
        Running.until("it waits", () -> readWriteLock.waiting() == 1);
        Running<Boolean> reader = Running.doing(virtual, () -> {
            assertThat(readWriteLock.tryLockRead()).isTrue();
            lock.lock();
        });
        Running.until("both wait", () -> lock.waiting() == 1);
        upgrading.awaitParked();
        reader.awaitParked();
        assertThat(deadlocksOf(upgrading)).isEmpty();
        assertThat(deadlocksOf(reader)).isEmpty();
        lock.unlock();
        reader.result();
        readWriteLock.unlockRead();
        readWriteLock.unlockRead();
        upgrading.result();
    }

    /** Who was signalled stands in line for the lock, though it still sleeps where it waited for the signal. */
    @Test
    void deadlocks_signalledThreadThatStandsInLine_isPartOfTheCycle() throws Exception {
        RLock lock = Diagnosis.watch("of the condition", new RLock());
        RLock other = new RLock();
        Condition condition = lock.newCondition();
        Running<Boolean> signalled = Running.doing(virtual, () -> {
            other.lock();
            lock.lock();
            condition.awaitUninterruptibly();
            lock.unlock();
            other.unlock();
        });
        Running.until("it awaits", () -> condition.awaiting() == 1 && !lock.isLocked());
        Running<Boolean> signalling = Running.doing(virtual, () -> {
            try (var _ = condition.hold()) {
                condition.signal();
                other.lock();
            }
        });
        Running.until("it is found", () -> deadlocksOf(signalled).size() == 1);
        assertThat(deadlocksOf(signalled).getFirst().cycle()).hasSize(2);
        signalling.interrupt();
        assertThat(signalling.failure()).isInstanceOf(InterruptedException.class);
        signalled.result();
    }

    /** Looked at one after the other, threads that take two locks in one order seem to wait for each other now and then. */
    @Test
    void deadlocks_ofThreadsThatGoOn_areNone() throws Exception {
        RLock outer = Diagnosis.watch("outer", new RLock());
        RLock inner = Diagnosis.watch("inner", new RLock());
        Event over = new Event();
        List<Running<Boolean>> crowd = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            crowd.add(Running.doing(virtual, () -> {
                while (!over.isSet()) {
                    try (var _ = outer.hold(); var _ = inner.hold()) {
                        Thread.yield();
                    }
                    try (var _ = inner.hold()) {
                        Thread.yield();
                    }
                }
            }));
        }
        List<Deadlock> found = new ArrayList<>();
        for (int i = 0; i < Stress.scaled(1_000); i++) {
            crowd.forEach(each -> found.addAll(deadlocksOf(each)));
        }
        over.set();
        for (Running<Boolean> each : crowd) {
            each.result();
        }
        assertThat(found).isEmpty();
    }

    /** One thread's signalled wait for the lock counts as any other; one for the signal does not. */
    @Test
    void deadlocks_waiterAtACondition_isInNone() throws Exception {
        Condition condition = Diagnosis.watch("signal", new Condition());
        Running<Boolean> waiter = Running.doing(virtual, () -> {
            try (var _ = condition.hold()) {
                condition.await();
            }
        });
        Running.until("it waits", () -> condition.awaiting() == 1 && !condition.isLocked());
        waiter.awaitParked();
        assertThat(deadlocksOf(waiter)).isEmpty();
        try (var _ = condition.hold()) {
            condition.signal();
        }
        waiter.result();
    }

    private static List<Deadlock> deadlocksOf(Running<?> thread) {
        return Diagnosis.deadlocks().stream()
                .filter(each -> each.cycle().stream().anyMatch(link -> link.thread() == thread.thread()))
                .toList();
    }

    // ---- what is watched

    @Test
    void reports_areInTheOrderOfNaming_andForgetWhatIsGone() {
        Mutex first = Diagnosis.watch("order " + virtual, new Mutex());
        Event second = Diagnosis.watch("order " + virtual, new Event());
        assertThat(namedOrder()).containsExactly("Mutex", "Event");
        assertThat(Diagnosis.dump()).contains("Mutex order " + virtual + ": free, waiting=0\n");
        WeakReference<Latch> gone = new WeakReference<>(Diagnosis.watch("order " + virtual, new Latch(1)));
        Running.until("it is collected", () -> {
            System.gc();
            return gone.refersTo(null);
        });
        assertThat(namedOrder()).containsExactly("Mutex", "Event");
        assertThat(List.of(first.isLocked(), second.isSet())).containsOnly(false);
    }

    private List<String> namedOrder() {
        return Diagnosis.reports().stream()
                .filter(each -> ("order " + virtual).equals(each.name()))
                .map(Report::kind)
                .toList();
    }

    @Test
    void watch_manyThatGo_keepsNoneOfThem() {
        Running.until("those that are gone are forgotten", () -> {
            for (int i = 0; i < 1_000; i++) {
                Diagnosis.watch("short", new Event());
            }
            System.gc();
            Diagnosis.watch("short", new Event());
            return Diagnosis.WATCHED.size() < 1_000;
        });
    }

    @Test
    void watch_badNameOrTwice_throws() {
        Mutex mutex = new Mutex();
        assertThatThrownBy(() -> Diagnosis.watch(" ", mutex)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("diagnosis: name=\" \" (expected: not blank)");
        assertThat(mutex.report().name()).isNull();
        Diagnosis.watch("once", mutex);
        assertThatThrownBy(() -> Diagnosis.watch("again", mutex)).isInstanceOf(IllegalStateException.class).hasMessage(
                "diagnosis: primitive=Mutex[name=once, free, waiting=0] (expected: not watched); watch it once");
        assertThat(mutex.report().name()).isEqualTo("once");
    }

    private static List<Thread> threads(List<Report.Holder> holders) {
        return holders.stream().map(Report.Holder::thread).toList();
    }

    /** A thread that holds a lock until it is told to end. */
    private record Held(Running<Boolean> running, Event over) {

        Thread thread() {
            return running.thread();
        }

        void end() throws Exception {
            over.set();
            running.result();
        }
    }

    private Held hold(Lockable lock) throws InterruptedException {
        Event locked = new Event();
        Event over = new Event();
        Running<Boolean> running = Running.doing(virtual, () -> {
            try (var _ = lock.hold()) {
                locked.set();
                over.await();
            }
        });
        locked.await();
        return new Held(running, over);
    }
}
