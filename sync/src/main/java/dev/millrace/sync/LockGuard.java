package dev.millrace.sync;

import java.util.Optional;

/** A guard that one thread holds at a time, to some depth, and that conditions go with. */
abstract class LockGuard extends Guard {

    LockGuard(boolean fair) {
        super(fair);
    }

    /**
     * Says how deep the caller holds the lock, as {@link #attempt} takes it.
     *
     * @throws IllegalMonitorStateException if it does not
     */
    abstract int requireHeld(String subject);

    /** Those who wait for signals, in a new line, where that is possible for who asks for this. */
    Optional<Signals> signalsFor(int request) {
        return Optional.of(new Signals(this, this));
    }

    /** Unlocks, however deep the lock is held; by its holder. */
    abstract void releaseFully();
}
