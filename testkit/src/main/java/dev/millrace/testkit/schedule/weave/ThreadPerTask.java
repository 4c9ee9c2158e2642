package dev.millrace.testkit.schedule.weave;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
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
        Errand errand = new Errand(Objects.requireNonNull(task));
        Thread thread = shutdown ? null : factory.newThread(errand);
        if (thread == null) {
            throw new RejectedExecutionException();
        }
        errand.thread = thread;
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

    /** A task and the thread it was given, which is not the one that a controlled task finds itself in. */
    private final class Errand implements Runnable {

        private final Runnable task;
        private @Nullable Thread thread;

        Errand(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            try {
                task.run();
            } finally {
                remove(thread);
            }
        }
    }

    private void remove(@Nullable Thread thread) {
        threads.remove(thread);
        terminateIfIdle();
    }

    private void terminateIfIdle() {
        if (shutdown && threads.isEmpty()) {
            terminated.countDown();
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
