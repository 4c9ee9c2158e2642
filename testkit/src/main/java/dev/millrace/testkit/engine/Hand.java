package dev.millrace.testkit.engine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls of the object under test that belong to no thread of a scenario, on a thread of their own, so that one that
 * never comes back does not take the engine with it.
 */
final class Hand {

    private final Duration patience;

    Hand(Duration patience) {
        this.patience = patience;
    }

    /** A call that did not come back in time, or failed. */
    static final class Stuck extends Exception {

        private static final long serialVersionUID = 1;

        /** Where the call was. */
        private final String stack;
        /** Who is still at it; null if nobody is. */
        private final transient @Nullable Thread thread;

        Stuck(String message, String stack, @Nullable Thread thread) {
            super(message);
            this.stack = stack;
            this.thread = thread;
        }

        /** Interrupts the call and leaves it to itself, once one has looked at what it has done. */
        void leave() {
            if (thread != null) {
                thread.interrupt();
            }
        }

        String stack() {
            return stack;
        }
    }

    /**
     * Runs the task and waits for it.
     *
     * @param progress changes as long as the task gets on
     * @throws Stuck             if it does not get on for longer than the patience, or throws
     * @throws BrokenDescription if it throws that
     */
    void run(String name, Runnable task, LongSupplier progress) throws Stuck {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        CountDownLatch over = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().daemon().name("stress-" + name).start(() -> {
            try {
                task.run();
            } catch (Throwable e) {
                failure.set(e);
            } finally {
                over.countDown();
            }
        });
        await(name, thread, over, progress);
        Throwable thrown = failure.get();
        if (thrown instanceof BrokenDescription broken) {
            throw broken;
        }
        if (thrown != null) {
            throw new Stuck(name + " failed with " + thrown, Stacks.of(thrown), null);
        }
    }

    private void await(String name, Thread thread, CountDownLatch over, LongSupplier progress) throws Stuck {
        boolean interrupted = false;
        boolean ended = false;
        Patience left = new Patience(patience);
        while (!ended && !left.isOver(progress.getAsLong())) {
            try {
                ended = over.await(Patience.GLANCE, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            String stack = Stacks.of(name, thread);
            throw new Stuck(Trial.HANG + name + " does not end (expected: an end)", stack, thread);
        }
    }
}
