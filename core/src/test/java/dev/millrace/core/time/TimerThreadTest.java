package dev.millrace.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.wait.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Wheels with a thread: the shared one, and one whose clock the test moves. */
@Timeout(60)
class TimerThreadTest {

    private static final Duration TICK = Duration.ofNanos(1 << 20);

    @Test
    void shared_aTask_runsOnAVirtualThreadNotBeforeItsTime() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
        long start = System.nanoTime();
        long[] end = new long[1];
        TimerWheel.shared().schedule(Duration.ofMillis(20), () -> {
            end[0] = System.nanoTime();
            thread.set(Thread.currentThread());
            ran.countDown();
        });

        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(end[0] - start).isGreaterThanOrEqualTo(20_000_000);
        assertThat(thread.get()).matches(Thread::isVirtual, "is virtual");
        assertThat(thread.get().getName()).startsWith("millrace-timer-task-");
    }

    @Test
    void shared_aTaskThatBlocks_holdsUpNoOther() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch first = new CountDownLatch(1);
        TimerWheel.shared().schedule(Duration.ZERO, () -> {
            try {
                second.await();
                first.countDown();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        TimerWheel.shared().schedule(Duration.ofMillis(5), second::countDown);

        assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shared_thousandsOfTasks_haveOneThread() throws Exception {
        int many = 5000;
        CountDownLatch ran = new CountDownLatch(many);
        List<ScheduledTask> cancelled = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            TimerWheel.shared().schedule(Duration.ofMillis(i % 300), ran::countDown);
            cancelled.add(TimerWheel.shared().schedule(Duration.ofHours(1), ran::countDown));
        }

        assertThat(cancelled).allMatch(ScheduledTask::cancel);
        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
        Running.until("one thread drives the wheel, a daemon", // seen while it sleeps
                () -> drivers().size() == 1 && drivers().stream().allMatch(Thread::isDaemon));
    }

    @Test
    void schedule_earlierThanWhatTheThreadSleepsFor_wakesIt() {
        ManualTime time = new ManualTime();
        AtomicInteger runs = new AtomicInteger();
        TimerWheel wheel = TimerWheel.driven(time, Runnable::run);
        wheel.schedule(Duration.ofDays(1), runs::incrementAndGet);
        Running.until("the thread sleeps", () -> time.sleepers() == 1);
        long before = time.nanoTime();
        wheel.schedule(TICK, runs::incrementAndGet);
        time.advance(TICK.multipliedBy(2));

        Running.until("the earlier task has run", () -> runs.get() == 1);
        assertThat(time.nanoTime() - before).isEqualTo(2 << 20);
        time.advance(Duration.ofDays(1));
        Running.until("the later task has run", () -> runs.get() == 2);
    }

    /** It parks without a time, and goes on when there is something to do again. */
    @Test
    void schedule_onAWheelThatHasBecomeEmpty_wakesItsThread() {
        ManualTime time = new ManualTime();
        AtomicInteger runs = new AtomicInteger();
        AtomicReference<@Nullable Thread> driver = new AtomicReference<>();
        TimerWheel wheel = TimerWheel.driven(time, task -> {
            driver.set(Thread.currentThread());
            task.run();
        });
        for (int run = 1; run <= 5; run++) {
            int runsNow = run;
            wheel.schedule(Duration.ofMillis(10), runs::incrementAndGet);
            Running.until("the thread sleeps", () -> time.sleepers() == 1);
            time.advance(Duration.ofMillis(12));
            Running.until("the task has run", () -> runs.get() == runsNow);
            Running.until("the thread parks for good", () -> driver.get().getState() == Thread.State.WAITING);
            assertThat(time.sleepers()).isZero();
        }
    }

    @Test
    void interrupt_ofTheThread_doesNotEndIt() {
        ManualTime time = new ManualTime();
        AtomicInteger runs = new AtomicInteger();
        AtomicReference<@Nullable Thread> driver = new AtomicReference<>();
        TimerWheel wheel = TimerWheel.driven(time, task -> {
            driver.set(Thread.currentThread());
            Thread.currentThread().interrupt();
            task.run();
        });
        wheel.schedule(TICK, runs::incrementAndGet);
        Running.until("the thread sleeps", () -> time.sleepers() == 1);
        time.advance(TICK.multipliedBy(2));
        Running.until("the task has run", () -> runs.get() == 1);
        Running.until("the interrupt is gone and the thread parks",
                () -> driver.get().getState() == Thread.State.WAITING && !driver.get().isInterrupted());
        wheel.schedule(TICK, runs::incrementAndGet);
        Running.until("the thread sleeps", () -> time.sleepers() == 1);
        time.advance(TICK.multipliedBy(2));

        Running.until("the next task has run", () -> runs.get() == 2);
    }

    /** Many threads schedule ever earlier tasks while the thread goes to sleep: a wake-up that is lost is a task that never runs. */
    @Test
    void schedule_whileTheThreadGoesToSleep_losesNoWakeUp() throws Exception {
        int rounds = 2000;
        for (int round = 0; round < rounds; round++) {
            CountDownLatch ran = new CountDownLatch(2);
            TimerWheel.shared().schedule(Duration.ZERO, ran::countDown);
            Thread.ofVirtual().start(() -> TimerWheel.shared().schedule(Duration.ZERO, ran::countDown));
            if (round % 20 == 0) {
                assertThat(ran.await(30, TimeUnit.SECONDS)).as("round %s", round).isTrue();
            }
        }
    }

    private static List<Thread> drivers() {
        Thread[] all = new Thread[Thread.activeCount() * 2 + 16];
        int many = Thread.enumerate(all);
        return Arrays.asList(all).subList(0, many).stream().filter(thread -> thread.getName().equals("millrace-timer"))
                .filter(TimerThreadTest::drivesTheSharedWheel).toList();
    }

    private static boolean drivesTheSharedWheel(Thread thread) {
        return LockSupport.getBlocker(thread) == TimerWheel.shared();
    }
}
