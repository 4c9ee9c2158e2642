package dev.millrace.testkit.mutants.sync;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.spec.ReadWriteLockSpec;
import java.util.concurrent.atomic.AtomicInteger;

/** A spin lock for readers and a writer. In the mutant, a reader that leaves at a bad moment is subtracted twice. */
final class L09ReaderUnderflow {

    private static final int WRITER = Integer.MAX_VALUE;

    private final boolean broken;
    /** How many readers are inside, or {@link #WRITER}. */
    private final AtomicInteger inside = new AtomicInteger();

    L09ReaderUnderflow(boolean broken) {
        this.broken = broken;
    }

    void lockRead() {
        int readers = inside.get();
        while (readers == WRITER || !inside.compareAndSet(readers, readers + 1)) {
            Thread.onSpinWait();
            readers = inside.get();
        }
    }

    void unlockRead() {
        int readers = inside.get();
        if (!inside.compareAndSet(readers, readers - 1)) {
            inside.decrementAndGet();
            if (broken) {
                inside.decrementAndGet(); // for the attempt that failed
            }
        }
    }

    void lockWrite() {
        int readers = inside.get();
        while (readers > 0 || !inside.compareAndSet(readers, WRITER)) {
            Thread.onSpinWait();
            readers = inside.get();
        }
    }

    void unlockWrite() {
        inside.set(0);
    }

    static Check check(boolean broken) {
        return Check.readWriteLock((ReadWriteLockSpec<L09ReaderUnderflow> lock) -> lock
                .create(() -> new L09ReaderUnderflow(broken)).lockRead(L09ReaderUnderflow::lockRead)
                .unlockRead(L09ReaderUnderflow::unlockRead).lockWrite(L09ReaderUnderflow::lockWrite)
                .unlockWrite(L09ReaderUnderflow::unlockWrite).threads(3, 3));
    }
}
