package dev.millrace.testkit.mutants.sync;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.spec.LockSpec;
import java.util.concurrent.atomic.AtomicBoolean;

/** A lock that is only tried. The mutant looks and takes in two steps. */
final class L02GetThenSet {

    private final boolean broken;
    private final AtomicBoolean held = new AtomicBoolean();

    L02GetThenSet(boolean broken) {
        this.broken = broken;
    }

    boolean tryLock() {
        if (broken) {
            if (held.get()) {
                return false;
            }
            held.set(true);
            return true;
        }
        return held.compareAndSet(false, true);
    }

    void unlock() {
        held.set(false);
    }

    static Check check(boolean broken) {
        return Check.lock((LockSpec<L02GetThenSet> lock) -> lock.create(() -> new L02GetThenSet(broken))
                .tryLock(L02GetThenSet::tryLock).unlock(L02GetThenSet::unlock));
    }
}
