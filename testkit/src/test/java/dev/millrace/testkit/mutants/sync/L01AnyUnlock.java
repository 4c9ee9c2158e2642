package dev.millrace.testkit.mutants.sync;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.spec.LockSpec;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A spin lock. The mutant lets anybody unlock it. */
final class L01AnyUnlock {

    private final boolean broken;
    private final AtomicReference<@Nullable Thread> owner = new AtomicReference<>();

    L01AnyUnlock(boolean broken) {
        this.broken = broken;
    }

    void lock() {
        while (!owner.compareAndSet(null, Thread.currentThread())) {
            Thread.onSpinWait();
        }
    }

    void unlock() {
        if (!broken && owner.get() != Thread.currentThread()) {
            throw new IllegalMonitorStateException("not the owner");
        }
        owner.set(null);
    }

    static Check check(boolean broken) {
        return Check.lock((LockSpec<L01AnyUnlock> lock) -> lock.create(() -> new L01AnyUnlock(broken))
                .lock(L01AnyUnlock::lock).unlock(L01AnyUnlock::unlock).owned());
    }
}
