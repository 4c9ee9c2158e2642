package dev.millrace.benchmarks.peers.sync;

import dev.millrace.sync.Barrier;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

/** Millrace's barrier. */
final class MillraceMeeting implements Meeting {

    private final Barrier barrier;

    MillraceMeeting(int parties) {
        barrier = new Barrier(parties);
    }

    @Override
    public void meet() throws InterruptedException {
        try {
            barrier.await();
        } catch (BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("meeting: barrier=" + barrier + " (expected: unbroken)", e);
        }
    }
}
