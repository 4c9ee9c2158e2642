package dev.millrace.testkit.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.time.Duration;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Objects that start threads, each in another way: they are controlled, or it is said that they are not. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadsTest {

    private static Check counting(Way way) {
        return Check.object((Spec<Counter, Integer> spec) -> {
            spec.create(Counter::new).model(0).size(2);
            spec.operation("count", counter -> counter.count(way)).steps((sum, _) -> Step.to(sum + 1, sum + 1));
        }).engines(Engine.CONTROLLED).seed(1).budget(Duration.ofMillis(400));
    }

    /** How a thread comes to be started. */
    enum Way {
        PLATFORM_BUILDER, VIRTUAL_BUILDER, BUILDER_BY_ITS_INTERFACE, WAITED_FOR_AT_ITS_MONITOR, POOL, CACHED_POOL,
        SCHEDULED, THREAD_FOR_EACH, PLATFORM_THREAD_FOR_EACH, THREAD_FOR_EACH_INTERRUPTED, THREAD_FOR_EACH_AWAITED,
        ANY_OF_THEM, ALL_OF_THEM,
        SUBCLASS_BY_REFERENCE, POOL_SHUT_DOWN_EARLY,
        POOL_THAT_REJECTS, POOL_WITH_A_HANDLER
    }

    private static final class Worker extends Thread {
        Worker(Runnable task) {
            super(task);
        }
    }

    static final class Counter {
        private final AtomicInteger sum = new AtomicInteger();

        int count(Way way) throws Exception {
            int[] result = new int[1];
            Runnable task = () -> result[0] = sum.incrementAndGet();
            switch (way) {
                case PLATFORM_BUILDER -> Thread.ofPlatform().start(task).join();
                case VIRTUAL_BUILDER -> Thread.ofVirtual().start(task).join();
                case BUILDER_BY_ITS_INTERFACE -> {
                    Thread.Builder builder = Thread.ofPlatform().name("built");
                    builder.start(task).join();
                }
                case WAITED_FOR_AT_ITS_MONITOR -> {
                    Thread thread = new Thread(task);
                    synchronized (thread) {
                        thread.start();
                        while (thread.isAlive()) {
                            thread.wait();
                        }
                    }
                }
                case POOL -> doneBy(Executors.newFixedThreadPool(2), task);
                case CACHED_POOL -> doneBy(Executors.newCachedThreadPool(), task);
                case SCHEDULED -> {
                    ScheduledExecutorService pool = Executors.newSingleThreadScheduledExecutor();
                    pool.schedule(task, 1, TimeUnit.HOURS).get();
                    pool.shutdown();
                }
                case THREAD_FOR_EACH -> doneBy(Executors.newVirtualThreadPerTaskExecutor(), task);
                case PLATFORM_THREAD_FOR_EACH -> doneBy(Executors.newThreadPerTaskExecutor(Thread::new), task);
                case THREAD_FOR_EACH_INTERRUPTED -> {
                    ExecutorService pool = Executors.newThreadPerTaskExecutor(Thread::new);
                    Future<?> sleeper = pool.submit(() -> {
                        new CountDownLatch(1).await();
                        return null;
                    });
                    pool.shutdownNow();
                    while (!pool.awaitTermination(1, TimeUnit.DAYS)) {
                        Thread.yield(); // the time may pass before its thread goes on
                    }
                    if (!pool.isTerminated() || !sleeper.isDone()) {
                        throw new AssertionError(sleeper);
                    }
                    doneBy(Executors.newVirtualThreadPerTaskExecutor(), task);
                }
                case THREAD_FOR_EACH_AWAITED -> {
                    ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
                    Future<?> sleeper = pool.submit(() -> {
                        Thread.sleep(Duration.ofDays(30));
                        return null;
                    });
                    pool.shutdown();
                    requireADay(() -> pool.awaitTermination(1, TimeUnit.DAYS));
                    requireADay(() -> hasResultInADay(sleeper));
                    pool.close();
                    doneBy(Executors.newVirtualThreadPerTaskExecutor(), task);
                }
                case ANY_OF_THEM -> {
                    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                        requireFirstFailure(pool);
                        CountDownLatch both = new CountDownLatch(2);
                        Callable<Integer> one = () -> { // returns when both have started
                            both.countDown();
                            both.await();
                            return 1;
                        };
                        result[0] = pool.invokeAny(List.of(one, one)) * sum.incrementAndGet();
                    }
                }
                case ALL_OF_THEM -> {
                    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                        AtomicInteger begun = new AtomicInteger();
                        Callable<Integer> forEver = () -> {
                            begun.incrementAndGet();
                            new CountDownLatch(1).await();
                            return 0;
                        };
                        for (Future<Integer> future : pool.invokeAll(List.of(forEver, forEver), 0, TimeUnit.DAYS)) {
                            if (!future.isCancelled()) {
                                throw new AssertionError(future);
                            }
                        }
                        result[0] = sum.incrementAndGet();
                    }
                }
                case SUBCLASS_BY_REFERENCE -> {
                    Worker worker = new Worker(task);
                    Runnable start = worker::start;
                    start.run();
                    worker.join();
                }
                case POOL_SHUT_DOWN_EARLY -> {
                    ExecutorService pool = Executors.newFixedThreadPool(2);
                    Future<?> one = pool.submit(task);
                    Future<?> other = pool.submit(() -> {});
                    pool.shutdown();
                    one.get();
                    other.get();
                }
                case POOL_THAT_REJECTS -> {
                    ExecutorService pool = Executors.newFixedThreadPool(1);
                    pool.shutdown();
                    try {
                        pool.execute(task);
                    } catch (RejectedExecutionException e) {
                        task.run();
                    }
                }
                case POOL_WITH_A_HANDLER -> {
                    ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS,
                            new SynchronousQueue<>(), (rejected, _) -> rejected.run());
                    pool.shutdown();
                    pool.execute(task);
                }
                default -> throw new AssertionError(way);
            }
            return result[0];
        }

        /** The second task fails when the thread of the first is over. */
        private static void requireFirstFailure(ExecutorService pool) throws InterruptedException {
            CountDownLatch begun = new CountDownLatch(1);
            Thread[] thread = new Thread[1];
            Callable<Integer> first = () -> {
                thread[0] = Thread.currentThread();
                begun.countDown();
                throw new IllegalStateException("first");
            };
            Callable<Integer> second = () -> {
                begun.await();
                thread[0].join();
                throw new IllegalStateException("second");
            };
            try {
                throw new AssertionError(pool.invokeAny(List.of(first, second)));
            } catch (ExecutionException e) {
                if (!"first".equals(e.getCause().getMessage())) {
                    throw new AssertionError(e);
                }
            }
        }

        /** Of the run; unless what is waited for is there before, since other threads let the time pass. */
        private static void requireADay(Callable<Boolean> wait) throws Exception {
            long begin = System.nanoTime();
            if (!wait.call() && System.nanoTime() - begin < TimeUnit.DAYS.toNanos(1)) {
                throw new AssertionError("not before its time");
            }
        }

        private static boolean hasResultInADay(Future<?> future) throws Exception {
            try {
                future.get(1, TimeUnit.DAYS);
                return true;
            } catch (TimeoutException e) {
                return false;
            }
        }

        private static void doneBy(ExecutorService pool, Runnable task) throws Exception {
            try (pool) {
                pool.submit(task).get();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void thread_startedInAnyWay_isControlled(Way way) {
        counting(way).weaveJdk().run().orThrow();
    }

    // Not woven: nobody can tell how it goes, but no alarm is raised.

    static final class ByATimer {
        private final AtomicInteger sum = new AtomicInteger();

        int count() throws InterruptedException {
            Timer timer = new Timer(true);
            CountDownLatch done = new CountDownLatch(1);
            int[] result = new int[1];
            timer.schedule(new TimerTask() {
                @Override
                public void run() {
                    result[0] = sum.incrementAndGet();
                    done.countDown();
                }
            }, 1);
            done.await();
            timer.cancel();
            return result[0];
        }
    }

    @Test
    void timer_ofTheJdk_isNoFailure() {
        Check check = Check.object((Spec<ByATimer, Integer> spec) -> {
            spec.create(ByATimer::new).model(0).size(1).threads(1, 1);
            spec.operation("count", ByATimer::count).steps((sum, _) -> Step.to(sum + 1, sum + 1));
        }).engines(Engine.CONTROLLED).seed(1).budget(Duration.ofMillis(300));
        try {
            check.run().orThrow();
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("weaveJdk()");
        }
    }

    static final class ByAStaticPool {
        private static final ExecutorService POOL = Executors.newFixedThreadPool(1, task -> {
            Thread thread = new Thread(task, "of an earlier run");
            thread.setDaemon(true);
            return thread;
        });
        private final AtomicInteger sum = new AtomicInteger();

        int count() throws Exception {
            return POOL.submit(sum::incrementAndGet).get();
        }
    }

    /** Its threads are gone with the run that they were started in. */
    @Test
    void pool_thatOutlivesARun_isRefused() {
        Check check = Check.object((Spec<ByAStaticPool, Integer> spec) -> {
            spec.create(ByAStaticPool::new).model(0);
            spec.operation("count", ByAStaticPool::count).steps((sum, _) -> Step.to(sum + 1, sum + 1));
        }).engines(Engine.CONTROLLED).seed(1).budget(Duration.ofMillis(400)).weaveJdk();
        assertThatThrownBy(check::run).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("earlier run").hasMessageContaining("`create`");
    }
}
