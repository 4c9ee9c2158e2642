package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What Python promises a thread that locks again, by the ids of the conformance list. */
@Timeout(120)
class PythonReentryConformanceTest {

    static Stream<Arguments> plain() {
        return LockKind.onBothThreads(kind -> !kind.reentrant());
    }

    static Stream<Arguments> reentrant() {
        return LockKind.onBothThreads(LockKind::reentrant);
    }

    /** Those that can be asked who holds them, which neither a mutex nor a condition can. */
    static Stream<Arguments> rlocks() {
        return LockKind.onBothThreads(kind -> kind.create() instanceof RLock);
    }

    @ParameterizedTest(name = "{0}, virtual threads: {1}")
    @MethodSource("plain")
    @DisplayName("LK-08 a plain lock is not reentrant: to lock it again waits until some thread unlocks it")
    void lock_heldByItself_waitsForAnyUnlock(LockKind kind, boolean virtual) throws Exception {
        Lockable lock = kind.create();
        Running<Boolean> twice = Running.doing(virtual, () -> {
            lock.lock();
            assertThat(lock.tryLock()).isFalse();
            lock.lock();
        });
        Running.until("it waits", () -> lock.waiting() == 1);
        assertThat(twice.isDone()).isFalse();
        lock.unlock(); // by another thread
        twice.result();
        assertThat(lock.isLocked()).isTrue();
    }

    @ParameterizedTest(name = "{0}, virtual threads: {1}")
    @MethodSource("reentrant")
    @DisplayName("RL-01 the owner may lock again; locking and unlocking nest by count")
    void lock_again_nests(LockKind kind, boolean virtual) throws Exception {
        Lockable lock = kind.create();
        Running.doing(virtual, () -> {
            lock.lock();
            lock.lock();
            lock.unlock();
            assertThat(lock.tryLock()).isTrue();
            assertThat(lock.tryLock(Duration.ZERO)).isTrue();
            lock.lockUninterruptibly();
            for (int depth = 4; depth > 0; depth--) {
                assertThat(lock.isLocked()).isTrue();
                assertThat(Running.start(virtual, lock::tryLock).result()).isFalse();
                lock.unlock();
            }
            assertThat(lock.isLocked()).isFalse();
        }).result();
        assertThat(lock.tryLock()).isTrue();
    }

    @ParameterizedTest(name = "{0}, virtual threads: {1}")
    @MethodSource("reentrant")
    @DisplayName("RL-02 unlocking what was never locked, or once more than it was locked, is a state error")
    void unlock_onceTooOften_refused(LockKind kind, boolean virtual) throws Exception {
        Lockable lock = kind.create();
        Running.doing(virtual, () -> {
            assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
            for (int i = 0; i < 3; i++) {
                lock.lock();
            }
            for (int i = 0; i < 3; i++) {
                lock.unlock();
            }
            assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
            assertThat(lock.isLocked()).isFalse();
        }).result();
    }

    @ParameterizedTest(name = "{0}, virtual threads: {1}")
    @MethodSource("reentrant")
    @DisplayName("RL-03 unlocking by a thread that is not the owner is a state error; the owner still holds it")
    void unlock_byAnother_refused(LockKind kind, boolean virtual) throws Exception {
        Lockable lock = kind.create();
        lock.lock();
        Running.doing(virtual, () -> assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class))
                .result();
        assertThat(lock.isLocked()).isTrue();
        assertThat(Running.start(virtual, lock::tryLock).result()).isFalse();
        lock.unlock();
        assertThat(lock.isLocked()).isFalse();
    }

    @ParameterizedTest(name = "{0}, virtual threads: {1}")
    @MethodSource("rlocks")
    @DisplayName("RL-04 'held by me' is so for the owner at each depth, never for others, not after the last unlock")
    void isHeldByCurrentThread_anyDepth_forTheOwnerOnly(LockKind kind, boolean virtual) throws Exception {
        RLock rlock = (RLock) kind.create();
        Running.doing(virtual, () -> {
            for (int depth = 1; depth <= 3; depth++) {
                rlock.lock();
                assertThat(rlock.isHeldByCurrentThread()).isTrue();
                assertThat(rlock.holdCount()).isEqualTo(depth);
                assertThat(rlock.owner()).isSameAs(Thread.currentThread());
                Running.doing(virtual, () -> {
                    assertThat(rlock.isHeldByCurrentThread()).isFalse();
                    assertThat(rlock.holdCount()).isZero();
                }).result();
            }
            for (int depth = 3; depth > 0; depth--) {
                assertThat(rlock.isHeldByCurrentThread()).isTrue();
                rlock.unlock();
                assertThat(rlock.holdCount()).isEqualTo(depth - 1);
            }
            assertThat(rlock.isHeldByCurrentThread()).isFalse();
            assertThat(rlock.owner()).isNull();
        }).result();
    }
}
