package dev.millrace.testkit.kill;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/** A lock in one word of shared memory: 0, or the owner's lane + 1. Beside it, a number that it guards. */
final class SharedLock {
    private static final long OWNER = 0;
    private static final long NUMBER = 128;
    private static final long WAIT_NANOS = 20_000;

    private final MemorySegment memory;

    SharedLock(MemorySegment memory) {
        this.memory = memory;
    }

    void lock(int lane) {
        while (!INT.compareAndSet(memory, OWNER, 0, lane + 1)) {
            LockSupport.parkNanos(WAIT_NANOS);
        }
    }

    void unlock(int lane) {
        INT.compareAndSet(memory, OWNER, lane + 1, 0);
    }

    /** What an heir of the owner does; nothing if somebody else owns it. */
    void release(int lane) {
        unlock(lane);
    }

    /** Call with the lock. */
    long number() {
        return (long) LONG.getAcquire(memory, NUMBER);
    }

    /** Call with the lock. */
    void setNumber(long number) {
        LONG.setRelease(memory, NUMBER, number);
    }

    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
}
