package dev.millrace.benchmarks.peers.sync;

import dev.millrace.sync.Semaphore;

/** Millrace's semaphore, barging. */
final class MillraceSemaphoreSection implements Section {

    private final Semaphore semaphore;

    MillraceSemaphoreSection(int permits) {
        semaphore = new Semaphore(permits);
    }

    @Override
    public void run(Runnable task) throws InterruptedException {
        semaphore.acquire();
        try {
            task.run();
        } finally {
            semaphore.release();
        }
    }
}
