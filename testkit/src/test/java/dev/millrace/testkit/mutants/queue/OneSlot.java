package dev.millrace.testkit.mutants.queue;

import dev.millrace.testkit.spec.Item;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A channel of one producer and one consumer, with room for one item. Who waits writes that it does, and looks once more then;
 * who changes the slot does so, and then looks whether somebody waits. A fence in between keeps each in that order.
 */
class OneSlot {

    private final AtomicReference<@Nullable Item> slot = new AtomicReference<>();
    private final AtomicReference<@Nullable Thread> putter = new AtomicReference<>(); // written by the producer
    private final AtomicReference<@Nullable Thread> taker = new AtomicReference<>(); // written by the consumer

    final void put(Item item) throws InterruptedException {
        await(putter, () -> slot.getAcquire() == null);
        slot.setRelease(item); // release: pairs with the acquire in take
        wake(taker);
    }

    final Item take() throws InterruptedException {
        await(taker, () -> slot.getAcquire() != null);
        Item item = slot.getPlain(); // plain: only this thread empties it
        slot.setRelease(null); // release: pairs with the acquire in put
        wake(putter);
        return item;
    }

    private void await(AtomicReference<@Nullable Thread> sleeper, BooleanSupplier condition)
            throws InterruptedException {
        while (!condition.getAsBoolean()) {
            sleeper.setOpaque(Thread.currentThread());
            fence();
            if (!condition.getAsBoolean()) {
                LockSupport.park(this);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            sleeper.setOpaque(null);
        }
    }

    private void wake(AtomicReference<@Nullable Thread> sleeper) {
        fence();
        LockSupport.unpark(sleeper.getOpaque());
    }

    void fence() {
        VarHandle.fullFence();
    }

    /** X13: both may read before they write; then the one sleeps, and the other does not wake it. */
    static final class NoFence extends OneSlot {
        @Override
        void fence() {}
    }
}
