package dev.millrace.channels;

import dev.millrace.core.time.Deadline;
import dev.millrace.core.wait.WaitList;
import dev.millrace.core.wait.WaitStrategy;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How many accepted items have been reported as done, and who waits for the rest. Costs nothing until it is used: what
 * was accepted is counted by the channel anyway.
 */
final class TaskCount {

    private final String channel;
    private final AtomicLong done = new AtomicLong();
    private final WaitList joiners = new WaitList();

    TaskCount(String channel) {
        this.channel = channel;
    }

    /** Reports items as done, if so many are not yet. */
    void done(int count, LongSupplier sent) {
        long before = done.get();
        while (true) {
            long open = sent.getAsLong() - before;
            if (count > open) {
                throw new IllegalArgumentException("taskDone on " + channel + ": count=" + count + " (expected: <= "
                        + Math.max(0, open) + ", what has been accepted and is not done yet)");
            }
            // volatile update: the publication that a joiner's wake-up needs
            long witness = done.compareAndExchange(before, before + count);
            if (witness == before) {
                wakeJoiners(before + count, sent.getAsLong());
                return;
            }
            before = witness;
        }
    }

    /** Counts items as done that were handed back. */
    void discarded(int count, long sent) {
        wakeJoiners(done.addAndGet(count), sent);
    }

    /**
     * Waits until everything accepted is done.
     *
     * @return false if the deadline came first
     */
    boolean join(LongSupplier sent, WaitStrategy strategy, Deadline deadline) throws InterruptedException {
        do {
            if (!joiners.await(() -> allDone(sent), strategy, deadline)) {
                return false;
            }
        } while (!allDone(sent));
        return true;
    }

    private boolean allDone(LongSupplier sent) {
        // Done first: it was not less at the second read. More than was sent is done where leftovers are handed back whose
        // like had been reported too early.
        long finished = done.get();
        return finished >= sent.getAsLong();
    }

    private void wakeJoiners(long finished, long sent) {
        if (finished >= sent && joiners.hasWaiters()) {
            joiners.signalAll();
        }
    }
}
