package dev.millrace.testkit.stress;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls of a queue that no worker makes, on a thread of its own: one that does not return is left behind, and one
 * that throws, or interrupts its thread, does the run no harm.
 *
 * <p><b>Threads.</b> One calls it, and waits.
 */
final class Attendant implements AutoCloseable {

    /** A call got nowhere for as long as there was patience. */
    static final class Stuck extends Exception {
        private static final long serialVersionUID = 1;
        private final String stack;

        Stuck(String stack) {
            super("stuck", null, false, false);
            this.stack = stack;
        }

        /** Where its thread was. */
        String stack() {
            return stack;
        }
    }

    private static final Duration LOOK = Duration.ofMillis(20);

    private final Duration patience;
    private ExecutorService executor = newThread();
    private volatile @Nullable Thread thread; // who runs the call; written by itself, before the call

    Attendant(Duration patience) {
        this.patience = patience;
    }

    private static ExecutorService newThread() {
        return Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("one thread alone").factory());
    }

    /**
     * Makes a call and returns what it returns.
     *
     * @param progress grows while the call gets somewhere
     * @throws ExecutionException if the call throws; its cause says what
     * @throws Stuck              if the call gets nowhere for too long
     */
    <T> T call(Callable<T> call, LongSupplier progress) throws InterruptedException, ExecutionException, Stuck {
        Future<T> result = executor.submit(() -> {
            thread = Thread.currentThread();
            return call.call();
        });
        long reached = progress.getAsLong();
        long moved = System.nanoTime();
        while (true) {
            try {
                return result.get(LOOK.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                long now = System.nanoTime();
                long reachedNow = progress.getAsLong();
                if (reachedNow != reached) {
                    reached = reachedNow;
                    moved = now;
                } else if (now - moved > patience.toNanos()) {
                    throw stuck();
                }
            }
        }
    }

    /** Leaves the thread behind; the next call gets another. */
    private Stuck stuck() {
        Thread left = thread;
        Stuck stuck = new Stuck(left == null ? "" : QueueStress.stack(left));
        executor.shutdownNow();
        executor = newThread();
        return stuck;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
