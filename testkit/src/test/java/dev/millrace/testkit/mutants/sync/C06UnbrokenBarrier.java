package dev.millrace.testkit.mutants.sync;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.spec.BarrierSpec;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A cyclic barrier. In the mutant, a party that is interrupted goes away and the others wait for it. */
final class C06UnbrokenBarrier {

    /** The parties that pass together. */
    private static final class Generation {
        int missing;
        boolean broken;
    }

    private final boolean broken;
    private final int parties;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Generation current = new Generation();

    C06UnbrokenBarrier(int parties, boolean broken) {
        this.parties = parties;
        this.broken = broken;
        current.missing = parties;
    }

    int await() throws InterruptedException, BrokenBarrierException {
        lock.lock();
        try {
            Generation mine = current;
            requireWhole(mine);
            int index = --mine.missing;
            if (index == 0) {
                changed.signalAll();
                current = new Generation();
                current.missing = parties;
                return 0;
            }
            while (current == mine) {
                requireWhole(mine);
                try {
                    changed.await();
                } catch (InterruptedException e) {
                    if (current != mine) {
                        Thread.currentThread().interrupt(); // it has passed
                        break;
                    }
                    mine.broken |= !broken;
                    changed.signalAll();
                    throw e;
                }
            }
            return index;
        } finally {
            lock.unlock();
        }
    }

    private static void requireWhole(Generation generation) throws BrokenBarrierException {
        if (generation.broken) {
            throw new BrokenBarrierException();
        }
    }

    static Check check(boolean broken) {
        return Check.barrier((BarrierSpec<C06UnbrokenBarrier> barrier) -> barrier
                .create(parties -> new C06UnbrokenBarrier(parties, broken)).parties(3)
                .await(C06UnbrokenBarrier::await).interrupts());
    }
}
