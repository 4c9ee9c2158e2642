package dev.millrace.testkit.schedule.weave;

import dev.millrace.testkit.schedule.Hooks;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * In place of the JDK's executor of a thread for each task, which only the JDK may name. Controlled threads alone call it, one
 * at a time, and none of them gives up its turn within a method but where it waits.
 */
public final class ThreadPerTask extends AbstractExecutorService {

    private final ThreadFactory factory;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private boolean shutdown;

    private ThreadPerTask(ThreadFactory factory) {
        this.factory = factory;
    }

    /** One that takes its threads from there. */
    public static ThreadPerTask create(ThreadFactory factory) {
        return new ThreadPerTask(factory);
    }

    @Override
    public void execute(Runnable task) {
        Errand errand = new Errand(Objects.requireNonNull(task));
        Thread thread = shutdown ? null : factory.newThread(errand);
        if (thread == null || shutdown) { // shut down: by others, while the factory had its turn
            throw new RejectedExecutionException();
        }
        errand.thread = thread;
        threads.add(thread);
        Hooks.start(thread);
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
                threads.remove(thread);
                terminateIfIdle();
            }
        }
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
        threads.forEach(Hooks::interrupt);
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
