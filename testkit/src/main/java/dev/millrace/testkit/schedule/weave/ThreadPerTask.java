package dev.millrace.testkit.schedule.weave;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * In place of the JDK's executor of a thread for each task, which uses what only the JDK may. It is woven like a copy of one of the
 * JDK's, so that its waits are those of the run.
 */
public final class ThreadPerTask extends AbstractExecutorService {

    /** In the order of coming, so that all are interrupted in the same order in each run. */
    private final Set<Thread> threads = new CopyOnWriteArraySet<>();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private final ThreadFactory factory;

    /** Set before a look whether threads are left; looked at after a thread was added. So one of the two sees the other. */
    private volatile boolean shutdown;

    private ThreadPerTask(ThreadFactory factory) {
        this.factory = factory;
    }

    /** One that takes its threads from there. */
    public static ThreadPerTask create(ThreadFactory factory) {
        return new ThreadPerTask(Objects.requireNonNull(factory));
    }

    @Override
    public void execute(Runnable task) {
        Objects.requireNonNull(task);
        Thread thread = shutdown ? null : factory.newThread(() -> run(task));
        if (thread == null) {
            throw new RejectedExecutionException();
        }
        threads.add(thread);
        boolean started = false;
        try {
            if (shutdown) {
                throw new RejectedExecutionException();
            }
            thread.start();
            started = true;
        } finally {
            if (!started) {
                remove(thread);
            }
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } finally {
            remove(Thread.currentThread());
        }
    }

    private void remove(Thread thread) {
        threads.remove(thread);
        terminateIfIdle();
    }

    private void terminateIfIdle() {
        if (shutdown && threads.isEmpty()) {
            terminated.countDown();
        }
    }

    // As the JDK's, and unlike what is inherited, these start all tasks before they look at any.

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        List<Future<T>> started = new ArrayList<>();
        boolean over = false;
        try {
            for (Callable<T> task : tasks) {
                started.add(submit(task));
            }
            over = awaitAll(started, deadline);
        } finally {
            if (!over) {
                cancel(started);
            }
        }
        return started;
    }

    private static <T> boolean awaitAll(List<Future<T>> futures, long deadline) throws InterruptedException {
        for (Future<T> future : futures) {
            try {
                future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return false;
            } catch (ExecutionException | CancellationException _) {
                // It is over, and says so to whoever asks.
            }
        }
        return true;
    }

    private static void cancel(List<? extends Future<?>> futures) {
        futures.forEach(future -> future.cancel(true));
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        try {
            return any(tasks, Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new AssertionError("no limit of time", e);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return any(tasks, unit.toNanos(timeout));
    }

    private <T> T any(Collection<? extends Callable<T>> tasks, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<Callable<T>> all = new ArrayList<>(tasks);
        all.forEach(Objects::requireNonNull);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("No tasks");
        }
        First<T> first = new First<>(all.size());
        List<Future<?>> started = new ArrayList<>();
        try {
            for (Callable<T> task : all) {
                started.add(submit(() -> first.tell(task)));
            }
            return first.await(nanos);
        } finally {
            cancel(started);
        }
    }

    private record Result<T>(T value) {}

    /** The first result; or, when all have failed, the first failure. */
    private static final class First<T> {

        private final CountDownLatch decided = new CountDownLatch(1);
        private final AtomicReference<@Nullable Result<T>> result = new AtomicReference<>();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private final AtomicInteger left;

        First(int tasks) {
            left = new AtomicInteger(tasks);
        }

        void tell(Callable<T> task) {
            try {
                if (result.compareAndSet(null, new Result<>(task.call()))) {
                    decided.countDown();
                }
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
            if (left.decrementAndGet() == 0) {
                decided.countDown();
            }
        }

        T await(long nanos) throws InterruptedException, ExecutionException, TimeoutException {
            if (!decided.await(nanos, TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            Result<T> found = result.get();
            if (found == null) {
                throw new ExecutionException(failure.get());
            }
            return found.value();
        }
    }

    @Override
    public void shutdown() {
        shutdown = true;
        terminateIfIdle();
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        threads.forEach(Thread::interrupt);
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return terminated.await(timeout, unit);
    }

    @Override
    public void close() {
        boolean interrupted = false;
        shutdown();
        while (!isTerminated()) {
            try {
                terminated.await();
            } catch (InterruptedException _) {
                shutdownNow();
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
