package dev.millrace.benchmarks.peers.sync;

import java.util.concurrent.Semaphore;

/** The JDK's semaphore, barging. */
final class JdkSemaphoreSection implements Section {

    private final Semaphore semaphore;

    JdkSemaphoreSection(int permits) {
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
