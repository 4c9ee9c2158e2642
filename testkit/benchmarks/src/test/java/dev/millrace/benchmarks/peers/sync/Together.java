package dev.millrace.benchmarks.peers.sync;

import java.util.concurrent.CountDownLatch;

/** A task that ends only after so many threads run it at once. */
final class Together implements Runnable {

    private final CountDownLatch missing;

    Together(int threads) {
        missing = new CountDownLatch(threads);
    }

    @Override
    public void run() {
        missing.countDown();
        try {
            missing.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("together: missing=" + missing.getCount() + " (expected: 0)", e);
        }
    }

    boolean hasMet() {
        return missing.getCount() == 0;
    }
}
