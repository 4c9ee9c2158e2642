package dev.millrace.sync;

import dev.millrace.testkit.schedule.Body;
import dev.millrace.testkit.schedule.weave.EverySchedule;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is said to hold what anybody may unlock, in every order in which it is locked and unlocked. */
@Timeout(120)
class WatchScheduleTest {

    /** One locks, and another unlocks as soon as it is locked; a third comes in between, and stays in. */
    abstract static class UnlockedByAnother implements Supplier<List<Body>> {
        private final AtomicInteger left = new AtomicInteger(3);
        private final Primitive watched;
        private final Runnable lock;
        private final Runnable unlock;

        UnlockedByAnother(Primitive watched, Runnable lock, Runnable unlock) {
            this.watched = watched;
            this.lock = lock;
            this.unlock = unlock;
        }

        @Override
        public List<Body> get() {
            return List.of(
                    new Body("one", () -> end(lock)),
                    new Body("other", () -> end(lock)),
                    new Body("unlocks", () -> end(() -> {
                        while (!isLocked()) {
                            Thread.yield();
                        }
                        unlock.run();
                    })));
        }

        abstract boolean isLocked();

        private void end(Runnable step) {
            step.run();
            if (left.decrementAndGet() == 0) {
                expectHolders(1);
                unlock.run();
                expectHolders(0);
            }
        }

        private void expectHolders(int many) {
            if (watched.report().holders().size() != many) {
                throw new AssertionError(watched.report() + " (expected: " + many + " in)");
            }
        }
    }

    static final class OfAMutex extends UnlockedByAnother {
        private final Mutex mutex;

        OfAMutex() {
            this(Diagnosis.watch("mutex", new Mutex()));
        }

        private OfAMutex(Mutex mutex) {
            super(mutex, mutex::lockUninterruptibly, mutex::unlock);
            this.mutex = mutex;
        }

        @Override
        boolean isLocked() {
            return mutex.isLocked();
        }
    }

    static final class OfAWriter extends UnlockedByAnother {
        private final ReadWriteLock lock;

        OfAWriter() {
            this(Diagnosis.watch("writer", new ReadWriteLock()));
        }

        private OfAWriter(ReadWriteLock lock) {
            super(lock, lock::lockWriteUninterruptibly, lock::unlockWrite);
            this.lock = lock;
        }

        @Override
        boolean isLocked() {
            return lock.isWriteLocked();
        }
    }

    static final class OfReaders extends UnlockedByAnother {
        private final ReadWriteLock lock;

        OfReaders() {
            this(Diagnosis.watch("readers", new ReadWriteLock()));
        }

        private OfReaders(ReadWriteLock lock) {
            super(lock, lock::lockReadUninterruptibly, lock::unlockRead);
            this.lock = lock;
        }

        @Override
        boolean isLocked() {
            return lock.readers() > 0;
        }
    }

    /** One locks; who finds it locked, finds by whom, and may show that to others for as long as he waits. */
    static final class LookedAt implements Supplier<List<Body>> {
        private final Mutex mutex = Diagnosis.watch("looked at", new Mutex());

        @Override
        public List<Body> get() {
            return List.of(new Body("locks", mutex::lockUninterruptibly), new Body("looks", () -> {
                if (mutex.tryLock()) {
                    mutex.unlock();
                } else if (mutex.soleHolder() == null) {
                    throw new AssertionError(mutex.report() + " (expected: its holder is known)");
                }
            }));
        }
    }

    @Test
    void soleHolder_ofAMutexThatIsLocked_isKnown() {
        EverySchedule.ofUpTo(2, LookedAt.class, "dev.millrace.sync", "dev.millrace.core");
    }

    @Test
    void holders_mutexUnlockedByAnother_areThoseWhoAreIn() {
        everySchedule(OfAMutex.class);
    }

    @Test
    void holders_writeLockUnlockedByAnother_areThoseWhoAreIn() {
        everySchedule(OfAWriter.class);
    }

    @Test
    void holders_readLockUnlockedByAnother_areThoseWhoAreIn() {
        everySchedule(OfReaders.class);
    }

    private static void everySchedule(Class<? extends UnlockedByAnother> world) {
        EverySchedule.ofUpTo(2, world, "dev.millrace.sync", "dev.millrace.core");
    }
}
