package dev.millrace.sync;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * A view of the JDK's {@code Lock} that the tests run over.
 *
 * @param owned whether only the thread that locked may unlock, and may lock again
 * @param exclusive whether one thread at a time has the lock
 */
record ViewKind(String name, Supplier<View> maker, boolean owned, boolean exclusive, boolean fair) {

    /**
     * A view, and what is behind it.
     *
     * @param request what locking it asks the guard for
     * @param occupied a view whose holder keeps everybody else out; the same, if it is exclusive
     */
    record View(java.util.concurrent.locks.Lock lock, LockGuard guard, int request,
            java.util.concurrent.locks.Lock occupied) {

        int waiting() {
            return guard.turns().size();
        }

        boolean isFree() {
            return switch (guard) {
                case Mutex mutex -> !mutex.isLocked();
                case RLock rlock -> !rlock.isLocked();
                case ReadWriteLock readWrite -> readWrite.readers() == 0 && !readWrite.isWriteLocked();
                default -> throw new AssertionError(guard);
            };
        }
    }

    static Stream<ViewKind> all() {
        return Stream.concat(exclusives(), Stream.of(
                new ViewKind("read", () -> read(new ReadWriteLock()), false, false, false),
                new ViewKind("fair read", () -> read(ReadWriteLock.fair()), false, false, true)));
    }

    static Stream<ViewKind> exclusives() {
        return Stream.of(
                new ViewKind("mutex", () -> mutex(new Mutex()), false, true, false),
                new ViewKind("fair mutex", () -> mutex(Mutex.fair()), false, true, true),
                new ViewKind("rlock", () -> rlock(new RLock()), true, true, false),
                new ViewKind("fair rlock", () -> rlock(RLock.fair()), true, true, true),
                new ViewKind("condition", ViewKind::condition, true, true, false),
                new ViewKind("write", () -> write(new ReadWriteLock()), false, true, false),
                new ViewKind("fair write", () -> write(ReadWriteLock.fair()), false, true, true));
    }

    /** Each kind on both kinds of thread. */
    static Stream<Arguments> onBothThreads() {
        return all().flatMap(kind -> Stream.of(Arguments.of(kind, false), Arguments.of(kind, true)));
    }

    /** Each exclusive kind on both kinds of thread. */
    static Stream<Arguments> exclusivesOnBothThreads() {
        return exclusives().flatMap(kind -> Stream.of(Arguments.of(kind, false), Arguments.of(kind, true)));
    }

    private static View mutex(Mutex mutex) {
        return new View(mutex.asLock(), mutex, 1, mutex.asLock());
    }

    private static View rlock(RLock rlock) {
        return new View(rlock.asLock(), rlock, 1, rlock.asLock());
    }

    private static View condition() {
        RLock rlock = new RLock();
        Condition condition = rlock.newCondition();
        return new View(condition.asLock(), rlock, 1, condition.asLock());
    }

    private static View write(ReadWriteLock lock) {
        java.util.concurrent.locks.ReadWriteLock both = lock.asReadWriteLock();
        return new View(both.writeLock(), lock, ReadWriteLock.WRITE, both.writeLock());
    }

    private static View read(ReadWriteLock lock) {
        java.util.concurrent.locks.ReadWriteLock both = lock.asReadWriteLock();
        return new View(both.readLock(), lock, ReadWriteLock.READ, both.writeLock());
    }

    View create() {
        return maker.get();
    }

    @Override
    public String toString() {
        return name;
    }
}
