package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.core.time.ManualTime;
import dev.millrace.core.time.TimeSource;
import dev.millrace.core.time.TimerWheel;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Timers on a wheel that the test turns by hand, and on the shared one. */
@Timeout(60)
class TimerTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration TICK = Duration.ofNanos(1 << 20);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTime time = new ManualTime();
    private final TimerWheel wheel = new TimerWheel(time, Runnable::run);
    private final AtomicInteger runs = new AtomicInteger();
    private final ConcurrentLinkedQueue<Throwable> uncaught = new ConcurrentLinkedQueue<>();

    @AfterEach
    void noTimerIsLeftOnTheWheel() {
        time.advance(Duration.ofDays(1));
        wheel.expire();
        assertThat(wheel.size()).isLessThanOrEqualTo(1);
    }

    private void pass(Duration duration) {
        time.advance(duration);
        wheel.expire();
    }

    /** Runs each task on a new thread of a kind, whose failures are seen. */
    private Executor threads(boolean virtual) {
        return task -> (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon())
                .uncaughtExceptionHandler((_, failure) -> uncaught.add(failure)).start(task);
    }

    @Test
    void after_runsOnceAndNotBefore() throws Exception {
        Timer timer = Timer.after(SECOND, runs::incrementAndGet, wheel);

        pass(Duration.ofMillis(999));
        assertThat(runs).hasValue(0);
        assertThat(timer.isDone()).isFalse();
        assertThat(timer.join(Duration.ZERO)).isFalse();
        pass(Duration.ofMillis(3));
        assertThat(runs).hasValue(1);
        assertThat(timer.isDone()).isTrue();
        assertThat(timer.isCancelled()).isFalse();
        assertThat(timer.join(Duration.ZERO)).isTrue();
        timer.join();
        pass(Duration.ofHours(1));
        assertThat(runs).hasValue(1);
        assertThat(timer).hasToString("Timer[done]");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void join_noThreadIsToBeHadForARun_failsWithTheReason(boolean repeating) {
        RejectedExecutionException reason = new RejectedExecutionException("closed");
        TimerWheel refusing = new TimerWheel(time, _ -> {
            throw reason;
        });
        Timer timer = repeating
                ? Timer.every(SECOND, SECOND, runs::incrementAndGet, refusing)
                : Timer.after(SECOND, runs::incrementAndGet, refusing);

        time.advance(SECOND.multipliedBy(2));
        refusing.expire();
        assertThat(timer.isDone()).isTrue();
        assertThat(timer.cancel()).isFalse();
        assertThat(refusing.size()).isZero();
        assertThatThrownBy(timer::join).isInstanceOf(ExecutionException.class).hasCause(reason);
        assertThat(timer).hasToString("Timer[failed]");
        assertThat(runs).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void join_byTheHandlerOfItsFailure_isRefused(boolean virtual) throws Exception {
        AtomicReference<@Nullable Timer> own = new AtomicReference<>();
        AtomicReference<@Nullable Throwable> refused = new AtomicReference<>();
        AtomicReference<String> seen = new AtomicReference<>();
        Executor threads = task -> (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon())
                .uncaughtExceptionHandler((_, _) -> {
                    seen.set(own.get().toString());
                    refused.set(catchThrowable(() -> own.get().join(LONG)));
                }).start(task);
        TimerWheel failing = new TimerWheel(time, threads);
        Timer timer = Timer.after(SECOND, () -> {
            throw new IllegalStateException("on purpose");
        }, failing);
        own.set(timer);

        time.advance(SECOND.multipliedBy(2));
        failing.expire();
        assertThatThrownBy(() -> timer.join(LONG)).isInstanceOf(ExecutionException.class);
        assertThat(refused.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("its own run");
        assertThat(seen).as("the handler belongs to the run").hasValue("Timer[running]");
        assertThat(timer).hasToString("Timer[failed]");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void join_byTheHandlerThatIsToldOfARefusal_isRefused(boolean repeating) throws Exception {
        TimerWheel refusing = new TimerWheel(time, _ -> {
            throw new RejectedExecutionException("closed");
        });
        Timer timer = repeating
                ? Timer.every(SECOND, SECOND, runs::incrementAndGet, refusing)
                : Timer.after(SECOND, runs::incrementAndGet, refusing);
        AtomicReference<@Nullable Throwable> told = new AtomicReference<>();
        time.advance(SECOND.multipliedBy(2));
        Thread turns = Thread.ofPlatform().daemon()
                .uncaughtExceptionHandler((_, _) -> told.set(catchThrowable(() -> timer.join(LONG))))
                .start(refusing::expire);
        turns.join();
        assertThat(told.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("its own run");
        assertThat(timer.isDone()).isTrue();
    }

    @DisplayName("threading.Timer: cancel works only before it fires")
    @Test
    void cancel_beforeTheRun_preventsIt() throws Exception {
        Timer timer = Timer.after(SECOND, runs::incrementAndGet, wheel);

        assertThat(timer.cancel()).isTrue();
        assertThat(timer.cancel()).isFalse();
        assertThat(timer.isCancelled()).isTrue();
        assertThat(timer.isDone()).isTrue();
        assertThat(wheel.size()).isZero();
        timer.join();
        pass(Duration.ofSeconds(2));
        assertThat(runs).hasValue(0);
    }

    @DisplayName("threading.Timer: cancel works only before it fires")
    @Test
    void cancel_afterTheRun_returnsFalse() {
        Timer timer = Timer.after(SECOND, runs::incrementAndGet, wheel);
        pass(Duration.ofSeconds(2));

        assertThat(timer.cancel()).isFalse();
        assertThat(timer.isCancelled()).isFalse();
    }

    @DisplayName("TH-17 timers share nothing: each runs its own task")
    @Test
    void after_manyAtTheSameTime_eachRunsItsOwnTask() {
        List<Integer> ran = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            Timer.after(SECOND, () -> ran.add(number), wheel);
        }
        pass(Duration.ofSeconds(2));

        assertThat(ran).containsExactly(0, 1, 2, 3, 4);
    }

    @DisplayName("TH-17 timers share nothing: each runs its own task once, wherever it was made and whatever runs it")
    @ParameterizedTest(name = "virtual threads: {0}")
    @ValueSource(booleans = {false, true})
    void after_madeAndRunByManyThreads_eachRunsItsOwnTask(boolean virtual) throws Exception {
        TimerWheel other = new TimerWheel(time, threads(virtual));
        AtomicIntegerArray ran = new AtomicIntegerArray(5);
        List<Running<Timer>> makers = new ArrayList<>();
        for (int i = 0; i < ran.length(); i++) {
            int number = i;
            makers.add(Running.start(virtual, () -> Timer.after(SECOND, () -> {
                assertThat(Thread.currentThread().isVirtual()).isEqualTo(virtual);
                ran.incrementAndGet(number);
            }, other)));
        }
        List<Timer> timers = new ArrayList<>();
        for (Running<Timer> maker : makers) {
            timers.add(maker.result());
        }
        time.advance(Duration.ofSeconds(2));
        other.expire();
        for (Timer timer : timers) {
            assertThat(timer.join(LONG)).isTrue();
        }

        assertThat(ran).hasToString("[1, 1, 1, 1, 1]");
        assertThat(uncaught).isEmpty();
    }

    @Test
    void every_runsOncePerPeriodAtAFixedRate() {
        Timer timer = Timer.every(Duration.ZERO, SECOND, runs::incrementAndGet, wheel);
        pass(TICK);
        assertThat(runs).hasValue(1);
        for (int i = 2; i <= 100; i++) {
            pass(SECOND);
            assertThat(runs).hasValue(i);
        }
        assertThat(timer.isDone()).isFalse();
        assertThat(wheel.size()).isEqualTo(1);
        assertThat(timer.cancel()).isTrue();
        assertThat(timer.isDone()).isTrue();
        assertThat(wheel.size()).isZero();
        pass(Duration.ofMinutes(1));
        assertThat(runs).hasValue(100);
    }

    @Test
    void every_withoutADelay_runsFirstAfterOnePeriod() {
        Timer timer = Timer.every(SECOND, SECOND, runs::incrementAndGet, wheel);
        pass(Duration.ofMillis(999));
        assertThat(runs).hasValue(0);
        pass(Duration.ofMillis(3));
        assertThat(runs).hasValue(1);
        timer.cancel();
    }

    @Test
    void every_late_isNotMadeUpForAndKeepsItsRate() {
        List<Duration> at = new ArrayList<>();
        Timer timer = Timer.every(SECOND, SECOND, () -> at.add(Duration.ofNanos(time.nanoTime())), wheel);
        pass(Duration.ofMillis(5500)); // five are due
        assertThat(at).hasSize(1);
        pass(Duration.ofMillis(490));
        assertThat(at).hasSize(1);
        pass(Duration.ofMillis(12)); // the sixth second
        assertThat(at).hasSize(2);
        pass(SECOND);
        assertThat(at).hasSize(3);
        timer.cancel();
    }

    @Test
    void every_aRunThatTakesPeriods_isFollowedByTheNextThatIsDue() {
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        Timer timer = Timer.every(SECOND, SECOND, () -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            pass(Duration.ofMillis(2500)); // the wheel turns while it runs
            runs.incrementAndGet();
            now.decrementAndGet();
        }, wheel);
        pass(Duration.ofMillis(1002)); // runs until 3.502
        assertThat(runs).hasValue(1);
        pass(Duration.ofMillis(400)); // 3.902
        assertThat(runs).hasValue(1);
        pass(Duration.ofMillis(100)); // 4.002
        assertThat(runs).hasValue(2);
        assertThat(most).hasValue(1);
        timer.cancel();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void every_aRunThatThrows_isTheLastAndHandsItsFailureToWhoJoins(boolean virtual) throws Exception {
        IllegalStateException failure = new IllegalStateException("of the run");
        TimerWheel other = new TimerWheel(time, threads(virtual));
        Timer timer = Timer.every(SECOND, SECOND, () -> {
            runs.incrementAndGet();
            throw failure;
        }, other);
        time.advance(Duration.ofMillis(1002));
        other.expire();

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(timer::join).isInstanceOf(ExecutionException.class)
                    .hasMessage("timer: failed: java.lang.IllegalStateException: of the run").cause().isSameAs(failure);
            assertThatThrownBy(() -> timer.join(LONG)).isInstanceOf(ExecutionException.class);
        }
        assertThat(uncaught).containsExactly(failure);
        assertThat(timer.isDone()).isTrue();
        assertThat(timer.isCancelled()).isFalse();
        assertThat(timer.cancel()).isFalse();
        assertThat(timer).hasToString("Timer[failed]");
        assertThat(other.size()).isZero();
        time.advance(Duration.ofMinutes(1));
        other.expire();
        assertThat(runs).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancel_duringTheRunOfARepeatingTimer_letsItEndAndIsWaitedFor(boolean virtual) throws Exception {
        TimerWheel other = new TimerWheel(time, threads(virtual));
        Event running = new Event();
        Event go = new Event();
        AtomicReference<String> how = new AtomicReference<>("");
        Timer timer = Timer.every(SECOND, SECOND, () -> {
            running.set();
            try {
                go.await();
                how.set("to its end");
            } catch (InterruptedException e) {
                how.set("interrupted");
            }
        }, other);
        time.advance(Duration.ofMillis(1002));
        other.expire();
        assertThat(running.await(LONG)).isTrue();

        assertThat(timer.cancel()).isTrue();
        assertThat(timer.cancel()).isFalse();
        assertThat(timer.isCancelled()).isTrue();
        assertThat(timer.isDone()).isFalse();
        assertThat(timer.join(Duration.ofMillis(10))).isFalse();
        go.set();
        timer.join();
        assertThat(how).hasValue("to its end");
        assertThat(timer.isDone()).isTrue();
        assertThat(other.size()).isZero();
    }

    @Test
    void cancel_duringTheOnlyRun_returnsFalse() {
        AtomicReference<@Nullable Timer> self = new AtomicReference<>();
        List<Boolean> cancelled = new ArrayList<>();
        Timer timer = Timer.after(SECOND, () -> cancelled.add(self.get().cancel()), wheel);
        self.set(timer);
        pass(Duration.ofSeconds(2));

        assertThat(cancelled).containsExactly(false);
        assertThat(timer.isCancelled()).isFalse();
        assertThat(timer.isDone()).isTrue();
    }

    @Test
    void cancel_fromItsOwnRun_isTheLast() {
        AtomicReference<@Nullable Timer> self = new AtomicReference<>();
        List<Boolean> cancelled = new ArrayList<>();
        Timer timer = Timer.every(SECOND, SECOND, () -> cancelled.add(self.get().cancel()), wheel);
        self.set(timer);
        pass(Duration.ofSeconds(2));
        pass(Duration.ofSeconds(2));

        assertThat(cancelled).containsExactly(true);
        assertThat(timer.isDone()).isTrue();
        assertThat(wheel.size()).isZero();
    }

    @Test
    void join_fromItsOwnRun_isRefused() {
        AtomicReference<@Nullable Timer> self = new AtomicReference<>();
        AtomicReference<@Nullable Throwable> refused = new AtomicReference<>();
        self.set(Timer.after(SECOND, () -> {
            try {
                self.get().join();
            } catch (Exception e) {
                refused.set(e);
            }
        }, wheel));
        pass(Duration.ofSeconds(2));

        assertThat(refused.get()).isInstanceOf(IllegalStateException.class)
                .hasMessage("timer: thread=" + Errors.name(Thread.currentThread())
                        + " (expected: not the one of its own run); join from another");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void join_byMany_returnsWhenItIsDoneOrInterrupted(boolean virtual) throws Exception {
        Timer timer = Timer.after(SECOND, runs::incrementAndGet, wheel);
        List<JoinableThread<Integer>> joiners = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            joiners.add((virtual ? JoinableThread.virtual() : JoinableThread.platform().daemon(true))
                    .uncaught((_, e) -> uncaught.add(e)).start(() -> {
                        timer.join();
                        return runs.get();
                    }));
        }
        joiners.getFirst().interrupt();
        assertThatThrownBy(joiners.getFirst()::join).cause().isInstanceOf(InterruptedException.class);
        pass(Duration.ofSeconds(2));
        for (JoinableThread<Integer> joiner : joiners.subList(1, 4)) {
            assertThat(joiner.join()).isEqualTo(1);
        }
    }

    @Test
    void shared_onceAndRepeating_runOnVirtualThreads() throws Exception {
        ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();
        Latch four = new Latch(4);
        Timer once = Timer.after(Duration.ofMillis(5), () -> threads.add(Thread.currentThread()));
        Timer repeating = Timer.every(Duration.ofMillis(2), () -> {
            threads.add(Thread.currentThread());
            four.countDown();
        });

        assertThat(once.join(LONG)).isTrue();
        assertThat(four.await(LONG)).isTrue();
        assertThat(repeating.cancel()).isTrue();
        assertThat(repeating.join(LONG)).isTrue();
        assertThat(threads).hasSizeGreaterThanOrEqualTo(5).allMatch(Thread::isVirtual);
    }

    /** The last moment at which it can be cancelled before it is on the wheel again: when the wheel looks at its clock. */
    @Test
    void cancel_whileTheRunPutsItBack_leavesNothingOnTheWheel() {
        AtomicInteger readings = new AtomicInteger();
        AtomicReference<@Nullable Timer> self = new AtomicReference<>();
        List<Boolean> cancelled = new ArrayList<>();
        TimeSource hooked = new TimeSource() {
            @Override
            public long nanoTime() {
                if (readings.decrementAndGet() == 0) {
                    cancelled.add(self.get().cancel());
                }
                return time.nanoTime();
            }

            @Override
            public void parkUntil(Object blocker, long nanoTime) {
                throw new AssertionError("nobody parks here");
            }
        };
        TimerWheel other = new TimerWheel(hooked, Runnable::run);
        self.set(Timer.every(SECOND, SECOND, () -> readings.set(2), other)); // the timer's look at the clock, the wheel's
        time.advance(Duration.ofMillis(1002));
        other.expire();

        assertThat(cancelled).containsExactly(true);
        assertThat(other.size()).isZero();
        assertThat(self.get().isDone()).isTrue();
    }

    @Test
    void every_cancelledAgainAndAgainWhileItRuns_leavesNothingOnTheWheel() throws Exception {
        int before = TimerWheel.shared().size();
        for (int i = 0; i < 200; i++) {
            Timer timer = Timer.every(Duration.ofNanos(1), Duration.ofNanos(1), runs::incrementAndGet);
            int seen = runs.get();
            JoinableThreadTest.until(() -> runs.get() > seen);
            assertThat(timer.cancel()).isTrue();
            timer.join();
        }
        // soon: a run that was about to put its timer back takes it off again
        JoinableThreadTest.until(() -> TimerWheel.shared().size() == before);
    }

    @Test
    @SuppressWarnings("NullAway")
    void arguments_wrong_areRefused() {
        assertThatThrownBy(() -> Timer.after(Duration.ofNanos(-1), runs::incrementAndGet))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timer: delay=PT-0.000000001S (expected: >= 0)");
        assertThatThrownBy(() -> Timer.every(Duration.ZERO, runs::incrementAndGet))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("timer: period=PT0S (expected: > 0)");
        assertThatThrownBy(() -> Timer.every(Duration.ZERO, Duration.ofNanos(-1), runs::incrementAndGet))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Timer.after(null, runs::incrementAndGet)).hasMessageContaining("delay=null");
        assertThatThrownBy(() -> Timer.after(SECOND, null)).hasMessageContaining("task=null");
        assertThatThrownBy(() -> Timer.after(SECOND, runs::incrementAndGet, null)).hasMessageContaining("wheel=null");
        assertThatThrownBy(() -> Timer.every(null, runs::incrementAndGet)).hasMessageContaining("period=null");
        Timer timer = Timer.after(SECOND, runs::incrementAndGet, wheel);
        assertThatThrownBy(() -> timer.join(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timer: timeout=PT-0.000000001S (expected: >= 0)");
    }

    @Test
    void task_timerOverOrCancelled_isForgotten() throws Exception {
        for (boolean cancelled : new boolean[] {false, true}) {
            Object payload = new Object();
            WeakReference<Object> kept = new WeakReference<>(payload);
            Timer timer = timerWith(payload);
            payload = null;
            if (cancelled) {
                assertThat(timer.cancel()).isTrue();
            } else {
                pass(SECOND.plus(TICK));
            }
            timer.join();
            Running.until("it is collected", () -> {
                System.gc();
                return kept.refersTo(null);
            });
            assertThat(timer.isCancelled()).isEqualTo(cancelled); // and is still there itself
        }
    }

    private Timer timerWith(Object payload) {
        return Timer.after(SECOND, () -> assertThat(payload).isNotNull(), wheel);
    }
}
