package dev.millrace.testkit.mutants.queue;

import dev.millrace.testkit.spec.Item;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of one producer and one consumer that parks. Each of the two writes something and then reads what the other
 * writes; a fence in between keeps that order.
 */
class FencedInbox {

    private final OneToOneRing ring;
    private final AtomicReference<@Nullable Thread> sleeper = new AtomicReference<>();

    FencedInbox(int capacity) {
        ring = new OneToOneRing(capacity);
    }

    final boolean offer(Item item) {
        if (!ring.offer(item)) {
            return false;
        }
        fence();
        Thread wakes = sleeper.getOpaque(); // opaque: the fence orders it after the write of the tail
        if (wakes != null) {
            LockSupport.unpark(wakes);
        }
        return true;
    }

    final Item take() throws InterruptedException {
        Item item;
        while ((item = ring.poll()) == null) {
            sleeper.setOpaque(Thread.currentThread());
            fence();
            if (ring.isEmpty()) {
                LockSupport.park(this);
            }
            sleeper.setOpaque(null);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return item;
    }

    void fence() {
        VarHandle.fullFence();
    }

    /** X13: both may read before they write, and then the one sleeps and the other does not wake it. */
    static final class NoFence extends FencedInbox {
        NoFence(int capacity) {
            super(capacity);
        }

        @Override
        void fence() {}
    }
}
