package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** In one thread, each primitive does what a number or a flag does. A call that would wait for ever is passed over. */
class ModelPropertyTest {

    enum Permits {
        ACQUIRE,
        ACQUIRE_UNINTERRUPTIBLY,
        TRY_ACQUIRE,
        TRY_ACQUIRE_NO_TIME,
        TRY_ACQUIRE_LONG,
        HOLD,
        RELEASE;

        boolean asksForMany() {
            return this != HOLD && this != RELEASE;
        }
    }

    record PermitCall(Permits step, int many) {}

    @Provide
    Arbitrary<List<PermitCall>> permitCalls() {
        return Combinators.combine(Arbitraries.of(Permits.class), Arbitraries.integers().between(-1, 5))
                .as(PermitCall::new).list().ofMaxSize(60);
    }

    @Provide
    Arbitrary<SemaphoreKind> semaphores() {
        return Arbitraries.of(SemaphoreKind.all().toList());
    }

    @Provide
    Arbitrary<LockKind> locks() {
        return Arbitraries.of(LockKind.all().toList());
    }

    @Property(tries = 500)
    void semaphore_anyCalls_asANumber(@ForAll("semaphores") SemaphoreKind kind, @ForAll @IntRange(max = 6) int initial,
            @ForAll("permitCalls") List<PermitCall> calls) throws Exception {
        Semaphore semaphore = kind.create(initial);
        int available = initial;
        for (PermitCall call : calls) {
            int most = kind.bounded() && call.step.asksForMany() ? Math.max(1, initial) : Integer.MAX_VALUE;
            if (call.many < 1 || call.many > most) {
                assertThatThrownBy(() -> run(semaphore, call)).isInstanceOf(IllegalArgumentException.class);
            } else if (call.step == Permits.RELEASE) {
                available = release(semaphore, call.many, available, kind.bounded() ? initial : Integer.MAX_VALUE);
            } else if (available >= call.many) {
                assertThat(run(semaphore, call)).isTrue();
                available -= call.step == Permits.HOLD ? 0 : call.many;
            } else if (call.step == Permits.TRY_ACQUIRE || call.step == Permits.TRY_ACQUIRE_NO_TIME) {
                assertThat(run(semaphore, call)).isFalse();
            }
            assertThat(semaphore.available()).isEqualTo(available);
            assertThat(semaphore.waiting()).isZero();
        }
    }

    private static int release(Semaphore semaphore, int many, int available, int most) {
        if (available + many <= most) {
            semaphore.release(many);
            return available + many;
        }
        assertThatThrownBy(() -> semaphore.release(many)).isInstanceOf(IllegalStateException.class);
        return available;
    }

    private static boolean run(Semaphore semaphore, PermitCall call) throws InterruptedException {
        switch (call.step) {
            case ACQUIRE -> semaphore.acquire(call.many);
            case ACQUIRE_UNINTERRUPTIBLY -> semaphore.acquireUninterruptibly(call.many);
            case TRY_ACQUIRE -> {
                return semaphore.tryAcquire(call.many);
            }
            case TRY_ACQUIRE_NO_TIME -> {
                return semaphore.tryAcquire(call.many, Duration.ZERO);
            }
            case TRY_ACQUIRE_LONG -> {
                return semaphore.tryAcquire(call.many, Duration.ofDays(1));
            }
            case HOLD -> hold(semaphore, call.many);
            case RELEASE -> semaphore.release(call.many);
        }
        return true;
    }

    /** Takes a permit and gives it back; so many must be there before and after. */
    private static void hold(Semaphore semaphore, int many) throws InterruptedException {
        if (many < 1) {
            throw new IllegalArgumentException("hold: many=" + many + " (expected: >= 1)");
        }
        int before = semaphore.available();
        try (var _ = semaphore.hold()) {
            assertThat(semaphore.available()).isEqualTo(before - 1);
        }
    }

    enum Locks {
        LOCK,
        LOCK_UNINTERRUPTIBLY,
        TRY_LOCK,
        TRY_LOCK_NO_TIME,
        TRY_LOCK_LONG,
        HOLD,
        UNLOCK,
        AWAIT_NO_TIME,
        SIGNAL
    }

    @Property(tries = 500)
    void lock_anyCalls_asADepth(@ForAll("locks") LockKind kind, @ForAll @Size(max = 60) List<Locks> calls)
            throws Exception {
        Lockable lock = kind.create();
        Condition condition = new Condition(lock);
        int depth = 0;
        for (Locks call : calls) {
            boolean mayLock = depth == 0 || kind.reentrant();
            switch (call) {
                case LOCK, LOCK_UNINTERRUPTIBLY, HOLD, TRY_LOCK_LONG -> {
                    if (mayLock) {
                        lock(lock, call);
                        depth += call == Locks.HOLD ? 0 : 1;
                    }
                }
                case TRY_LOCK, TRY_LOCK_NO_TIME -> {
                    assertThat(call == Locks.TRY_LOCK ? lock.tryLock() : lock.tryLock(Duration.ZERO))
                            .isEqualTo(mayLock);
                    depth += mayLock ? 1 : 0;
                }
                case UNLOCK -> {
                    heldOrRefused(depth > 0, lock::unlock);
                    depth -= depth > 0 ? 1 : 0;
                }
                case AWAIT_NO_TIME ->
                    heldOrRefused(depth > 0, () -> assertThat(condition.await(Duration.ZERO)).isFalse());
                case SIGNAL -> heldOrRefused(depth > 0, () -> assertThat(condition.signalAll()).isZero());
            }
            assertThat(lock.isLocked()).isEqualTo(depth > 0);
            if (lock instanceof RLock rlock) {
                assertThat(rlock.holdCount()).isEqualTo(depth);
                assertThat(rlock.isHeldByCurrentThread()).isEqualTo(depth > 0);
            }
        }
    }

    private static void lock(Lockable lock, Locks call) throws InterruptedException {
        switch (call) {
            case LOCK -> lock.lock();
            case LOCK_UNINTERRUPTIBLY -> lock.lockUninterruptibly();
            case TRY_LOCK_LONG -> assertThat(lock.tryLock(Duration.ofDays(1))).isTrue();
            default -> {
                try (var _ = lock.hold()) {
                    assertThat(lock.isLocked()).isTrue();
                }
            }
        }
    }

    private static void heldOrRefused(boolean held, Running.Steps call) throws Exception {
        if (held) {
            call.run();
        } else {
            assertThatThrownBy(call::run).isInstanceOf(IllegalMonitorStateException.class);
        }
    }

    enum ReadsAndWrites {
        READ,
        TRY_READ,
        TRY_READ_NO_TIME,
        UNLOCK_READ,
        WRITE,
        TRY_WRITE,
        TRY_WRITE_NO_TIME,
        UNLOCK_WRITE
    }

    @Property(tries = 500)
    void readWriteLock_anyCalls_asANumberOfReadersAndAFlag(@ForAll boolean fair,
            @ForAll @Size(max = 60) List<ReadsAndWrites> calls) throws Exception {
        ReadWriteLock lock = fair ? ReadWriteLock.fair() : new ReadWriteLock();
        int readers = 0;
        boolean written = false;
        for (ReadsAndWrites call : calls) {
            boolean mayWrite = !written && readers == 0;
            switch (call) {
                case READ, TRY_READ, TRY_READ_NO_TIME -> {
                    if (!written || call != ReadsAndWrites.READ) {
                        assertThat(read(lock, call)).isEqualTo(!written);
                    }
                    readers += written ? 0 : 1;
                }
                case WRITE, TRY_WRITE, TRY_WRITE_NO_TIME -> {
                    if (mayWrite || call != ReadsAndWrites.WRITE) {
                        assertThat(write(lock, call)).isEqualTo(mayWrite);
                    }
                    written |= mayWrite;
                }
                case UNLOCK_READ -> {
                    heldOrRefused(readers > 0, lock::unlockRead);
                    readers = Math.max(0, readers - 1);
                }
                case UNLOCK_WRITE -> {
                    heldOrRefused(written, lock::unlockWrite);
                    written = false;
                }
            }
            assertThat(lock.readers()).isEqualTo(readers);
            assertThat(lock.isWriteLocked()).isEqualTo(written);
            assertThat(lock.waiting()).isZero();
        }
    }

    private static boolean read(ReadWriteLock lock, ReadsAndWrites call) throws InterruptedException {
        return switch (call) {
            case TRY_READ -> lock.tryLockRead();
            case TRY_READ_NO_TIME -> lock.tryLockRead(Duration.ZERO);
            default -> {
                lock.lockRead();
                yield true;
            }
        };
    }

    private static boolean write(ReadWriteLock lock, ReadsAndWrites call) throws InterruptedException {
        return switch (call) {
            case TRY_WRITE -> lock.tryLockWrite();
            case TRY_WRITE_NO_TIME -> lock.tryLockWrite(Duration.ZERO);
            default -> {
                lock.lockWrite();
                yield true;
            }
        };
    }

    @Property(tries = 300)
    void latch_anyCalls_asANumber(@ForAll @IntRange(max = 8) int initial, @ForAll @Size(max = 20) List<Boolean> downs)
            throws Exception {
        Latch latch = new Latch(initial);
        int count = initial;
        for (boolean down : downs) {
            if (down) {
                latch.countDown();
                count = Math.max(0, count - 1);
            }
            assertThat(latch.await(Duration.ZERO)).isEqualTo(count == 0);
            assertThat(latch.isOpen()).isEqualTo(count == 0);
            assertThat(latch.count()).isEqualTo(count);
        }
    }

    @Property(tries = 300)
    void event_anyCalls_asAFlag(@ForAll @Size(max = 40) List<Boolean> sets) throws Exception {
        Event event = new Event();
        for (boolean set : sets) {
            if (set) {
                event.set();
            } else {
                event.clear();
            }
            assertThat(event.isSet()).isEqualTo(set);
            assertThat(event.await(Duration.ZERO)).isEqualTo(set);
        }
    }

    @Property(tries = 200)
    void barrierForOne_anyCalls_asAFlag(@ForAll @Size(max = 20) List<@IntRange(max = 3) Integer> calls)
            throws Exception {
        Barrier barrier = new Barrier(1);
        boolean broken = false;
        for (int call : calls) {
            if (call == 0) {
                barrier.abort();
                broken = true;
            } else if (call == 1) {
                barrier.reset();
                broken = false;
            } else if (broken) {
                assertThatThrownBy(barrier::await).hasMessage("barrier: broken=true (expected: false); reset it");
            } else {
                assertThat(barrier.await()).isZero();
            }
            assertThat(barrier.isBroken()).isEqualTo(broken);
            assertThat(barrier.waiting()).isZero();
        }
    }
}
