package dev.millrace.benchmarks.peers.sync;

import java.util.concurrent.ThreadLocalRandom;

/** Work that gives way to other threads now and then. */
final class Unrest implements Runnable {

    @Override
    public void run() {
        if (ThreadLocalRandom.current().nextInt(20) == 0) {
            Thread.yield();
        }
    }
}
