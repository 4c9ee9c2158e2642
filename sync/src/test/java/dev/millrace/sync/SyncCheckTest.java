package dev.millrace.sync;

import dev.millrace.testkit.Engine;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.junit.ConcurrencyTest;
import dev.millrace.testkit.spec.BarrierSpec;
import dev.millrace.testkit.spec.ConditionSpec;
import dev.millrace.testkit.spec.EventSpec;
import dev.millrace.testkit.spec.LockSpec;
import dev.millrace.testkit.spec.ReadWriteLockSpec;
import dev.millrace.testkit.spec.SemaphoreSpec;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

/** Each primitive under the testkit: under stress on both kinds of thread, and under control, where each access is a step. */
class SyncCheckTest {

    private static final String WOVEN_SYNC = "dev.millrace.sync";
    private static final String WOVEN_CORE = "dev.millrace.core";

    @ConcurrencyTest(engines = {Engine.CONTROLLED, Engine.STRESS}, weave = {WOVEN_SYNC, WOVEN_CORE}, budget = "600ms")
    void mutex(LockSpec<Mutex> spec) {
        spec.create(Mutex::new).lock(Mutex::lock).tryLock(Mutex::tryLock).tryLockFor(Mutex::tryLock)
                .unlock(Mutex::unlock).interrupts();
    }

    @ConcurrencyTest(engines = {Engine.CONTROLLED, Engine.STRESS}, weave = {WOVEN_SYNC, WOVEN_CORE}, budget = "600ms")
    void mutex_fair_servesInOrder(LockSpec<Mutex> spec) {
        spec.create(Mutex::fair).lock(Mutex::lock).tryLock(Mutex::tryLock).unlock(Mutex::unlock).fair().threads(2, 3);
    }

    @ConcurrencyTest(engines = {Engine.CONTROLLED, Engine.STRESS}, weave = {WOVEN_SYNC, WOVEN_CORE}, budget = "600ms")
    void mutex_uninterruptible(LockSpec<Mutex> spec) {
        spec.create(Mutex::new).lock(Mutex::lockUninterruptibly).unlock(Mutex::unlock).interrupts();
    }

    @ConcurrencyTest(engines = {Engine.CONTROLLED, Engine.STRESS}, weave = {WOVEN_SYNC, WOVEN_CORE}, budget = "600ms")
    void rlock(LockSpec<RLock> spec) {
        spec.create(RLock::new).lock(RLock::lock).lockInterruptibly(RLock::lock).tryLock(RLock::tryLock)
                .tryLockFor(RLock::tryLock).unlock(RLock::unlock).reentrant().owned().interrupts();
    }

    @ConcurrencyTest(engines = {Engine.CONTROLLED, Engine.STRESS}, weave = {WOVEN_SYNC, WOVEN_CORE}, budget = "600ms")
    void rlock_fair_servesInOrder(LockSpec<RLock> spec) {
        spec.create(RLock::fair).lock(RLock::lock).unlock(RLock::unlock).reentrant().owned().fair();
    }

    @ConcurrencyTest(engines = {Engine.CONTROLLED, Engine.STRESS}, weave = {WOVEN_SYNC, WOVEN_CORE}, budget = "600ms")
    void semaphore(SemaphoreSpec<Semaphore> spec) {
        spec.create(Semaphore::new).permits(3).atOnce(2).acquire(Semaphore::acquire).tryAcquire(Semaphore::tryAcquire)
                .tryAcquireFor(Semaphore::tryAcquire).release(Semaphore::release).available(Semaphore::available)
                .interrupts();
    }

    @ConcurrencyTest(engines = {Engine.CONTROLLED, Engine.STRESS}, weave = {WOVEN_SYNC, WOVEN_CORE}, budget = "600ms")
    void semaphore_fair_servesInOrder(SemaphoreSpec<Semaphore> spec) {
        spec.create(Semaphore::fair).permits(2).atOnce(2).acquire(Semaphore::acquire).release(Semaphore::release)
                .fair();
    }

    @ConcurrencyTest(engines = {Engine.CONTROLLED, Engine.STRESS}, weave = {WOVEN_SYNC, WOVEN_CORE}, budget = "600ms")
    void semaphore_bounded(SemaphoreSpec<BoundedSemaphore> spec) {
        spec.create(BoundedSemaphore::new).permits(1).atOnce(1).acquire(BoundedSemaphore::acquire)
                .tryAcquire(BoundedSemaphore::tryAcquire).release(BoundedSemaphore::release);
    }

    @ConcurrencyTest(engines = {Engine.CONTROLLED, Engine.STRESS}, weave = {WOVEN_SYNC, WOVEN_CORE}, budget = "600ms")
    void event(EventSpec<Event> spec) {
        spec.create(Event::new).set(Event::set).clear(Event::clear).await(Event::await).awaitFor(Event::await)
                .isSet(Event::isSet).interrupts();
    }

    @ConcurrencyTest(engines = {Engine.CONTROLLED, Engine.STRESS}, weave = {WOVEN_SYNC, WOVEN_CORE}, budget = "600ms")
    void latch(Spec<Latch, Integer> spec) {
        spec.create(() -> new Latch(2)).model(2);
        spec.operation("countDown", latch -> {
            latch.countDown();
            return null;
        }).steps((left, _) -> Step.to(Math.max(0, left - 1)));
        spec.operation("await", latch -> {
            latch.await();
            return null;
        }).when((left, _) -> left == 0).steps((left, _) -> Step.to(left));
        spec.operation("count", Latch::count).steps((left, _) -> Step.to(left, left));
    }

    @ConcurrencyTest(engines = {Engine.CONTROLLED, Engine.STRESS}, weave = {WOVEN_SYNC, WOVEN_CORE}, budget = "600ms")
    void barrier(BarrierSpec<Barrier> spec) {
        spec.create(Barrier::new).parties(3).await(Barrier::await);
    }

    @ConcurrencyTest(engines = {Engine.CONTROLLED, Engine.STRESS}, weave = {WOVEN_SYNC, WOVEN_CORE}, budget = "600ms")
    void barrier_thatMayBreak(BarrierSpec<Barrier> spec) {
        spec.create(Barrier::new).parties(2).await(Barrier::await).awaitFor(Barrier::await).interrupts();
    }

    /** One is late while the last one comes: who has come, and will be told that it is broken, does not wait. */
    @ConcurrencyTest(engines = Engine.CONTROLLED, weave = {WOVEN_SYNC, WOVEN_CORE}, budget = "600ms")
    void barrier_late_tellsHowManyWaited(Spec<Barrier, Integer> spec) {
        spec.create(() -> new Barrier(2)).threads(2, 2).size(1).judge(history -> history.operations().stream()
                .filter(call -> String.valueOf(call.output()).contains("waiting=2"))
                .findFirst()
                .<Verdict>map(late -> new Verdict.Violation("more wait than can", List.of(), late))
                .orElse(new Verdict.Linearizable(List.of())));
        spec.operation("await", barrier -> {
            try {
                return barrier.await(Duration.ZERO);
            } catch (TimeoutException | BrokenBarrierException e) {
                return e.getMessage();
            }
        });
    }

    @ConcurrencyTest(engines = {Engine.CONTROLLED, Engine.STRESS}, weave = {WOVEN_SYNC, WOVEN_CORE}, budget = "600ms")
    void readWriteLock(ReadWriteLockSpec<ReadWriteLock> spec) {
        spec.create(ReadWriteLock::new).lockRead(ReadWriteLock::lockRead).unlockRead(ReadWriteLock::unlockRead)
                .lockWrite(ReadWriteLock::lockWrite).unlockWrite(ReadWriteLock::unlockWrite)
                .tryLockRead(ReadWriteLock::tryLockRead).tryLockWrite(ReadWriteLock::tryLockWrite).interrupts();
    }

    @ConcurrencyTest(engines = {Engine.CONTROLLED, Engine.STRESS}, weave = {WOVEN_SYNC, WOVEN_CORE}, budget = "600ms")
    void condition_ofAnRLock(ConditionSpec<Condition> spec) {
        spec.create(Condition::new).lock(Condition::lockUninterruptibly).unlock(Condition::unlock)
                .await(Condition::await)
                .awaitFor(Condition::await).notifyOne(Condition::signal).notifyAll(Condition::signalAll).interrupts();
    }

    @ConcurrencyTest(engines = {Engine.CONTROLLED, Engine.STRESS}, weave = {WOVEN_SYNC, WOVEN_CORE}, budget = "600ms")
    void condition_ofAMutex_signalledAllTogether(ConditionSpec<Condition> spec) {
        spec.create(() -> new Condition(new Mutex())).lock(Condition::lockUninterruptibly).unlock(Condition::unlock)
                .await(Condition::await).notifyAll(Condition::signalAll);
    }

    @ConcurrencyTest(engines = {Engine.CONTROLLED, Engine.STRESS}, weave = {WOVEN_SYNC, WOVEN_CORE}, budget = "600ms")
    void condition_uninterruptible(ConditionSpec<Condition> spec) {
        spec.create(() -> new Condition(Mutex.fair())).lock(Condition::lockUninterruptibly).unlock(Condition::unlock)
                .await(Condition::awaitUninterruptibly).notifyOne(Condition::signal).interrupts();
    }
}
