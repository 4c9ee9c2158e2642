package dev.millrace.testkit.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * The start line of each round: nobody runs ahead, and all begin together. Who waits spins first, since a thread that has to
 * be woken comes too late; a virtual thread does not, since it would keep its carrier from another that has not come yet.
 *
 * <p>It is Dekker's protocol: the last to come says that the round begins and then looks whether somebody sleeps; who falls asleep says so
 * and then looks whether it has begun.
 */
final class Rounds {

    private static final int SPINS = 20_000;

    private final int parties;
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger asleep = new AtomicInteger();
    private final AtomicReferenceArray<Thread> threads;
    private volatile boolean cancelled;
    private volatile boolean enough;

    /** How many rounds all have come to. */
    private volatile int begun;

    Rounds(int parties) {
        this.parties = parties;
        threads = new AtomicReferenceArray<>(parties);
    }

    /** Waits until all have come to this round; false if there are no more. Forgets interrupts of the rounds before. */
    boolean await(int round, int party) {
        Thread self = Thread.currentThread();
        threads.set(party, self);
        if (arrived.incrementAndGet() == (round + 1) * parties) {
            if (enough && round > 0) {
                cancelled = true; // before anybody goes on, so that all end here alike
            }
            begun = round + 1;
            wake();
        } else {
            awaitOthers(round, self.isVirtual() ? 0 : SPINS);
        }
        Thread.interrupted();
        return !cancelled;
    }

    private void awaitOthers(int round, int most) {
        for (int spins = 0; spins < most && isShort(round); spins++) {
            Thread.onSpinWait();
        }
        asleep.incrementAndGet();
        while (isShort(round)) {
            LockSupport.park(this);
            // An interrupt that came too late would not let it sleep.
            Thread.interrupted();
        }
        asleep.decrementAndGet();
    }

    private boolean isShort(int round) {
        return begun <= round && !cancelled;
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
