package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an interrupt does to each method that waits, before and while it does. */
@Timeout(120)
class InterruptTest {

    private static final Duration LONG = Duration.ofDays(1);

    /**
     * A call that waits while its object is occupied.
     *
     * @param call waits, and takes what is free
     * @param occupy has the call wait; by another thread
     * @param free ends that
     * @param isFree whether nobody has taken anything
     */
    record Wait(String name, Running.Steps call, Running.Steps occupy, Running.Steps free, BooleanSupplier isFree,
            IntSupplier waiting) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> interruptible() {
        return onBothThreads(() -> {
            List<Wait> waits = new ArrayList<>();
            LockKind.all().forEach(kind -> waits.addAll(List.of(
                    wait(kind, "lock", Lockable::lock),
                    wait(kind, "hold", Lockable::hold),
                    wait(kind, "tryLock(no time)", lock -> lock.tryLock(Duration.ZERO)),
                    wait(kind, "tryLock(long)", lock -> lock.tryLock(LONG)))));
            SemaphoreKind.all().forEach(kind -> waits.addAll(List.of(
                    wait(kind, "acquire", Semaphore::acquire),
                    wait(kind, "acquire(2)", semaphore -> semaphore.acquire(2)),
                    wait(kind, "hold", Semaphore::hold),
                    wait(kind, "tryAcquire(no time)", semaphore -> semaphore.tryAcquire(Duration.ZERO)),
                    wait(kind, "tryAcquire(long)", semaphore -> semaphore.tryAcquire(LONG)),
                    wait(kind, "tryAcquire(2, long)", semaphore -> semaphore.tryAcquire(2, LONG)))));
            waits.addAll(List.of(
                    read("lockRead", ReadWriteLock::lockRead),
                    read("holdRead", ReadWriteLock::holdRead),
                    read("tryLockRead(no time)", lock -> lock.tryLockRead(Duration.ZERO)),
                    read("tryLockRead(long)", lock -> lock.tryLockRead(LONG)),
                    read("lockWrite", ReadWriteLock::lockWrite),
                    read("holdWrite", ReadWriteLock::holdWrite),
                    read("tryLockWrite(no time)", lock -> lock.tryLockWrite(Duration.ZERO)),
                    read("tryLockWrite(long)", lock -> lock.tryLockWrite(LONG))));
            return waits;
        });
    }

    static Stream<Arguments> uninterruptible() {
        return onBothThreads(() -> {
            List<Wait> waits = new ArrayList<>();
            LockKind.all().forEach(kind -> waits.add(
                    wait(kind, "lockUninterruptibly", Lockable::lockUninterruptibly)));
            SemaphoreKind.all().forEach(kind -> waits.addAll(List.of(
                    wait(kind, "acquireUninterruptibly", Semaphore::acquireUninterruptibly),
                    wait(kind, "acquireUninterruptibly(2)", semaphore -> semaphore.acquireUninterruptibly(2)))));
            waits.add(read("lockReadUninterruptibly", ReadWriteLock::lockReadUninterruptibly));
            waits.add(read("lockWriteUninterruptibly", ReadWriteLock::lockWriteUninterruptibly));
            return waits;
        });
    }

    /** Those that wait for others to do something; whoever finds it done does not wait. */
    static Stream<Arguments> forOthers() {
        return onBothThreads(() -> {
            Event event = new Event();
            Event timed = new Event();
            Latch latch = new Latch(1);
            Latch timedLatch = new Latch(1);
            return List.of(
                    new Wait("Event.await", event::await, () -> {}, event::set, () -> true, event::waiting),
                    new Wait("Event.await(long)", () -> timed.await(LONG), () -> {}, timed::set, () -> true,
                            timed::waiting),
                    new Wait("Latch.await", latch::await, () -> {}, latch::countDown, () -> true, latch::waiting),
                    new Wait("Latch.await(long)", () -> timedLatch.await(LONG), () -> {}, timedLatch::countDown,
                            () -> true, timedLatch::waiting));
        });
    }

    private static Stream<Arguments> onBothThreads(Supplier<List<Wait>> waits) {
        return Stream.of(false, true)
                .flatMap(virtual -> waits.get().stream().map(wait -> Arguments.of(wait, virtual)));
    }

    @FunctionalInterface
    private interface On<T> {
        void call(T subject) throws Exception;
    }

    private static Wait wait(LockKind kind, String name, On<Lockable> call) {
        Lockable lock = kind.create();
        return new Wait(kind + "." + name, () -> call.call(lock), lock::lock, lock::unlock, () -> !lock.isLocked(),
                lock::waiting);
    }

    private static Wait wait(SemaphoreKind kind, String name, On<Semaphore> call) {
        Semaphore semaphore = kind.create(2);
        return new Wait(kind + "." + name, () -> call.call(semaphore), () -> semaphore.acquire(2),
                () -> semaphore.release(2), () -> semaphore.available() == 2, semaphore::waiting);
    }

    private static Wait read(String name, On<ReadWriteLock> call) {
        ReadWriteLock lock = new ReadWriteLock();
        return new Wait("read-write lock." + name, () -> call.call(lock), lock::lockWrite, lock::unlockWrite,
                () -> lock.readers() == 0 && !lock.isWriteLocked(), lock::waiting);
    }

    @ParameterizedTest(name = "{0}, virtual threads: {1}")
    @MethodSource("interruptible")
    void call_interruptedOnEntry_throwsAndHasTakenNothing(Wait wait, boolean virtual) throws Exception {
        interruptedOnEntry(wait, virtual);
        assertThat(wait.isFree.getAsBoolean()).isTrue();
        wait.occupy.run();
        interruptedOnEntry(wait, virtual);
        wait.free.run();
        assertThat(wait.isFree.getAsBoolean()).isTrue();
    }

    @ParameterizedTest(name = "{0}, virtual threads: {1}")
    @MethodSource("forOthers")
    void await_interruptedOnEntry_throwsUnlessDone(Wait wait, boolean virtual) throws Exception {
        interruptedOnEntry(wait, virtual);
        wait.free.run();
        Running.doing(virtual, () -> {
            Thread.currentThread().interrupt();
            wait.call.run();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        }).result();
    }

    private static void interruptedOnEntry(Wait wait, boolean virtual) throws Exception {
        Running.doing(virtual, () -> {
            Thread.currentThread().interrupt();
            assertThat(catchThrowable(wait.call::run)).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }).result();
        assertThat(wait.waiting.getAsInt()).isZero();
    }

    static Stream<Arguments> thatWait() {
        return Stream.concat(interruptible(), forOthers())
                .filter(arguments -> !arguments.get()[0].toString().contains("no time"));
    }

    @ParameterizedTest(name = "{0}, virtual threads: {1}")
    @MethodSource("thatWait")
    void call_interruptedWhileWaiting_throwsAndHasTakenNothing(Wait wait, boolean virtual) throws Exception {
        wait.occupy.run();
        for (int i = 0; i < 2; i++) { // what the first leaves must not be in the way of the second
            Running<Boolean> waiter = Running.doing(virtual, () -> {
                assertThat(catchThrowable(wait.call::run)).isInstanceOf(InterruptedException.class);
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            });
            Running.until("it waits", () -> wait.waiting.getAsInt() == 1);
            waiter.interrupt();
            waiter.result();
            assertThat(wait.waiting.getAsInt()).isZero();
        }
        wait.free.run();
        assertThat(wait.isFree.getAsBoolean()).isTrue();
    }

    @ParameterizedTest(name = "{0}, virtual threads: {1}")
    @MethodSource("uninterruptible")
    void call_interruptedOnEntry_takesAndKeepsTheStatus(Wait wait, boolean virtual) throws Exception {
        Running.doing(virtual, () -> {
            Thread.currentThread().interrupt();
            wait.call.run();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        }).result();
        assertThat(wait.isFree.getAsBoolean()).isFalse();
    }

    @ParameterizedTest(name = "{0}, virtual threads: {1}")
    @MethodSource("uninterruptible")
    void call_interruptedWhileWaiting_waitsOnAndKeepsTheStatus(Wait wait, boolean virtual) throws Exception {
        wait.occupy.run();
        Running<Boolean> waiter = Running.start(virtual, () -> {
            wait.call.run();
            return Thread.currentThread().isInterrupted();
        });
        for (int i = 0; i < 2; i++) {
            Running.until("it waits", () -> wait.waiting.getAsInt() == 1);
            waiter.awaitParked();
            waiter.interrupt();
            Running.until("it has noticed", () -> waiter.isDone() || !waiter.thread().isInterrupted());
        }
        waiter.awaitParked();
        assertThat(waiter.isDone()).isFalse();
        wait.free.run();
        assertThat(waiter.result()).as("the status is kept").isTrue();
        assertThat(wait.isFree.getAsBoolean()).isFalse();
        assertThat(wait.waiting.getAsInt()).isZero();
    }

    @Test
    void rlock_ownerInterrupted_doesNotLockAgain() throws Exception {
        RLock lock = new RLock();
        lock.lock();
        for (Running.Steps call : List.<Running.Steps>of(lock::lock, lock::hold, () -> lock.tryLock(LONG))) {
            Thread.currentThread().interrupt();
            assertThat(catchThrowable(call::run)).isInstanceOf(InterruptedException.class);
            assertThat(lock.holdCount()).isEqualTo(1);
        }
        Thread.currentThread().interrupt();
        lock.lockUninterruptibly();
        assertThat(lock.tryLock()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(lock.holdCount()).isEqualTo(3);
    }
}
