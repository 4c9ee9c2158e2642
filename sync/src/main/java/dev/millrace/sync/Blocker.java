package dev.millrace.sync;

import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import org.jspecify.annotations.Nullable;

/**
 * What threads park at before a {@link Guard}, so that the tools of the JVM see whom they wait for: {@code jstack} and {@code
 * ThreadMXBean.findDeadlockedThreads} look at blockers of this kind.
 *
 * <p>The owner shown is the one whom the first in line has last seen alone inside, and nobody once that one has unlocked. Whenever
 * nothing moves, an only owner is shown: to become it, one has to come after an unlock or to be left alone by one, and each unlock
 * after which somebody may get in wakes the first in line, which looks again before it parks; and whoever leaves the line shows the
 * owner to the one who is the first after him. So no lock pays for it that is not waited for,
 * and no thread is shown for longer than a moment that could not hold up those who wait.
 */
@SuppressWarnings("serial") // the JDK's class is Serializable; this one is never written
final class Blocker extends AbstractOwnableSynchronizer {

    private final transient Guard guard;

    Blocker(Guard guard) {
        this.guard = guard;
    }

    Guard guard() {
        return guard;
    }

    /** Called by the first in line, with null also by who unlocks. */
    void show(@Nullable Thread owner) {
        setExclusiveOwnerThread(owner);
    }

    /** Who is shown, if anybody is. */
    @Nullable Thread shown() {
        return getExclusiveOwnerThread();
    }

    @Override
    public String toString() {
        return guard.toString();
    }
}
