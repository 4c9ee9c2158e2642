package dev.millrace.testkit.stress;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread of one round, a producer or a consumer.
 *
 * <p>Between calls it sometimes waits a little, at random, so that the threads meet in many ways. When a call is refused it
 * calls again, after letting others run.
 */
abstract sealed class Worker implements Runnable {

    /** What the threads of a round share. */
    static final class Shared {
        final StressedQueue queue;
        final boolean waits;
        final CountDownLatch toStart;
        final AtomicInteger producing;
        volatile boolean stop;

        Shared(StressedQueue queue, boolean waits, int producers, int consumers) {
            this.queue = queue;
            this.waits = waits;
            toStart = new CountDownLatch(producers + consumers);
            producing = new AtomicInteger(producers);
        }
    }

    private static final int REFUSALS_IN_PLACE = 8;
    private static final int REFUSALS_RUNNING = 64;
    private static final long REST_NANOS = 10_000;
    private static final int REFUSALS_AFTER_END = 100;
    private static final int LONGEST_WAIT_NANOS = 50_000;

    final Shared shared;
    final CallLog log;
    final int share;
    private final SplittableRandom random;
    private int refusals;
    private volatile @Nullable Throwable thrown;

    Worker(Shared shared, CallLog log, int share, long seed) {
        this.shared = shared;
        this.log = log;
        this.share = share;
        this.random = new SplittableRandom(seed);
    }

    /** What came out of a call that must not throw, or null. */
    @Nullable Throwable thrown() {
        return thrown;
    }

    @Override
    public final void run() {
        shared.toStart.countDown();
        try {
            shared.toStart.await();
            work();
            if (Thread.currentThread().isInterrupted() && !isTold()) {
                Strange.requireNoInterrupt();
            }
        } catch (InterruptedException e) {
            // The call that the watchdog has interrupted is kept as one that did not return.
            thrown = isTold() ? null : e;
        } catch (Throwable e) {
            thrown = e;
        }
    }

    /** Whether an interrupt that was seen before can be the watchdog's: it says stop first. */
    private boolean isTold() {
        return shared.stop;
    }

    abstract void work() throws InterruptedException;

    /** Which kind of call to make: 0 tries, 1 waits, 2 waits for some time. */
    final int kind() {
        return shared.waits ? random.nextInt(3) : 0;
    }

    final long patience() {
        return random.nextInt(LONGEST_WAIT_NANOS);
    }

    final void succeeded(long id) {
        log.succeed(id);
        refusals = 0;
        int pause = random.nextInt(256);
        if (pause == 0) {
            Thread.yield();
        } else if (pause < 8) {
            for (int i = pause * 16; i > 0; i--) {
                Thread.onSpinWait();
            }
        }
    }

    final int refused() {
        log.refuse();
        refusals++;
        if (refusals % REFUSALS_RUNNING == 0) {
            LockSupport.parkNanos(REST_NANOS); // virtual threads that only yield to each other let no third one run
        } else if (refusals % REFUSALS_IN_PLACE == 0) {
            Thread.yield();
        } else {
            Thread.onSpinWait();
        }
        return refusals;
    }

    /** Puts in the elements of its share, in their order. */
    static final class Producer extends Worker {

        private final long first;

        Producer(Shared shared, CallLog log, long first, int share, long seed) {
            super(shared, log, share, seed);
            this.first = first;
        }

        @Override
        void work() throws InterruptedException {
            try {
                for (long id = first; id < first + share && !shared.stop; id++) {
                    Object element = new Element(id);
                    while (!put(element, id) && !shared.stop) {
                        refused();
                    }
                }
            } finally {
                shared.producing.decrementAndGet();
            }
        }

        private boolean put(Object element, long id) throws InterruptedException {
            boolean done = true;
            switch (kind()) {
                case 1 -> {
                    log.begin(Call.PUT, id);
                    shared.queue.put(element);
                }
                case 2 -> {
                    long nanos = patience();
                    log.begin(Call.OFFER_TIMED, id);
                    done = shared.queue.offer(element, nanos);
                }
                default -> {
                    log.begin(Call.OFFER, id);
                    done = shared.queue.offer(element);
                }
            }
            if (done) {
                succeeded(id);
            }
            return done;
        }
    }

    /** Takes as many elements as its share; in a round without waiting fewer, if the others were faster. */
    static final class Consumer extends Worker {

        Consumer(Shared shared, CallLog log, int share, long seed) {
            super(shared, log, share, seed);
        }

        @Override
        void work() throws InterruptedException {
            for (int left = share; left > 0 && !shared.stop;) {
                boolean over = shared.producing.get() == 0;
                Object element = take();
                if (element != null) {
                    succeeded(idOf(element));
                    left--;
                } else if (refused() > REFUSALS_AFTER_END && over && !shared.waits) {
                    return; // what is left, if anything, is taken out when all threads are over
                }
            }
        }

        private @Nullable Object take() throws InterruptedException {
            return switch (kind()) {
                case 1 -> {
                    log.begin(Call.TAKE, 0);
                    Object taken = shared.queue.take();
                    if (taken == null) {
                        throw new Strange("take() = null (expected: an element, since take waits for one)");
                    }
                    yield taken;
                }
                case 2 -> {
                    long nanos = patience();
                    log.begin(Call.POLL_TIMED, 0);
                    yield shared.queue.poll(nanos);
                }
                default -> {
                    log.begin(Call.POLL, 0);
                    yield shared.queue.poll();
                }
            };
        }

        /** Takes out what is left, when all threads are over, and returns it. */
        List<Object> drain() {
            List<Object> drained = new ArrayList<>();
            for (int left = share;; left--) {
                log.begin(Call.POLL, 0);
                Object element = shared.queue.poll();
                if (element == null) {
                    Strange.requireNoInterrupt();
                    return drained;
                }
                if (left == 0) {
                    throw new Strange("more elements came out than were put in");
                }
                log.succeed(idOf(element));
                drained.add(element);
            }
        }

        private static long idOf(Object element) {
            if (!(element instanceof Element ours)) {
                throw new Strange("came out: " + element + " (expected: what was put in)");
            }
            if (!ours.isWhole()) {
                throw new Strange("an element came out before its fields were seen written: putting in does not"
                        + " happen-before taking out");
            }
            return ours.id();
        }
    }
}
