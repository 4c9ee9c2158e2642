package dev.millrace.benchmarks.peers.sync;

import dev.millrace.benchmarks.peers.ThreadKind;
import dev.millrace.benchmarks.peers.Threads;
import java.util.concurrent.CountDownLatch;

/** Where the threads of a contest wait until all have come. */
final class StartingLine {

    private final ThreadKind kind;
    private final CountDownLatch missing;

    StartingLine(Threads threads) {
        kind = threads.kind();
        missing = new CountDownLatch(threads.count());
    }

    /**
     * Comes, and waits for the others. Platform threads stay awake: one that has to be woken would begin after others have
     * finished. Virtual threads sleep: those that yield would keep the carriers from ones that have not started.
     */
    void await() throws InterruptedException {
        missing.countDown();
        switch (kind) {
            case PLATFORM -> {
                while (missing.getCount() > 0) {
                    Thread.yield();
                }
            }
            case VIRTUAL -> missing.await();
        }
    }
}
