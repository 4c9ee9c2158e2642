package dev.millrace.testkit.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * The start line of each round: nobody runs ahead, and all begin together. Who waits spins first, since a thread that has to
 * be woken comes too late; a virtual thread does not, since it would keep its carrier from another that has not come yet.
 *
 * <p>It is Dekker's protocol: the last to come counts itself and then looks whether somebody sleeps; who falls asleep says so
 * and then looks at the count.
 */
final class Rounds {

    private static final int SPINS = 20_000;

    private final int parties;
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger asleep = new AtomicInteger();
    private final AtomicReferenceArray<Thread> threads;
    private volatile boolean cancelled;
    private volatile boolean enough;

    Rounds(int parties) {
        this.parties = parties;
        threads = new AtomicReferenceArray<>(parties);
    }

    /** Waits until all have come to this round; false if there are no more. Forgets interrupts of the rounds before. */
    boolean await(int round, int party) {
        Thread self = Thread.currentThread();
        threads.set(party, self);
        int everybody = (round + 1) * parties;
        if (arrived.incrementAndGet() == everybody) {
            cancelled |= enough && round > 0; // for all alike: nobody has begun this round
            wake();
        } else {
            awaitOthers(everybody, self.isVirtual() ? 0 : SPINS);
        }
        Thread.interrupted();
        return !cancelled;
    }

    private void awaitOthers(int everybody, int most) {
        for (int spins = 0; spins < most && isShort(everybody); spins++) {
            Thread.onSpinWait();
        }
        asleep.incrementAndGet();
        while (isShort(everybody)) {
            LockSupport.park(this);
            // An interrupt that came too late would not let it sleep.
            Thread.interrupted();
        }
        asleep.decrementAndGet();
    }

    private boolean isShort(int everybody) {
        return arrived.get() < everybody && !cancelled;
    }

    private void wake() {
        if (asleep.get() > 0) {
            for (int party = 0; party < parties; party++) {
                LockSupport.unpark(threads.get(party));
            }
        }
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** This round, or the first, is the last. */
    void enough() {
        enough = true;
    }

    /** There are no more rounds. */
    void cancel() {
        cancelled = true;
        wake();
    }
}
