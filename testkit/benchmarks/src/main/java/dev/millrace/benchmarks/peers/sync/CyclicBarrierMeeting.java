package dev.millrace.benchmarks.peers.sync;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/** The JDK's barrier. */
final class CyclicBarrierMeeting implements Meeting {

    private final CyclicBarrier barrier;

    CyclicBarrierMeeting(int parties) {
        barrier = new CyclicBarrier(parties);
    }

    @Override
    public void meet() throws InterruptedException {
        try {
            barrier.await();
        } catch (BrokenBarrierException e) {
            throw new IllegalStateException("meeting: barrier=" + barrier + " (expected: unbroken)", e);
        }
    }
}
