package dev.millrace.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.wait.Running;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A wheel that the test turns by hand. */
@Timeout(60)
class TimerWheelTest {

    private static final Duration TICK = Duration.ofNanos(1 << 20);

    private final ManualTime time = new ManualTime();
    private final TimerWheel wheel = new TimerWheel(time, Runnable::run);
    private final List<String> ran = new ArrayList<>();
    private @Nullable ScheduledTask cancelled;

    @Test
    void expire_beforeTheTime_runsNothing() {
        wheel.schedule(Duration.ofSeconds(1), () -> ran.add("task"));
        time.advance(Duration.ofMillis(999));

        assertThat(wheel.expire()).isZero();
        assertThat(ran).isEmpty();
        assertThat(wheel.size()).isEqualTo(1);
    }

    @Test
    void expire_oneTickAfterTheTime_runsTheTaskOnce() {
        wheel.schedule(Duration.ofSeconds(1), () -> ran.add("task"));
        time.advance(Duration.ofSeconds(1).plus(TICK));

        assertThat(wheel.expire()).isEqualTo(1);
        assertThat(wheel.expire()).isZero();
        assertThat(ran).containsExactly("task");
        assertThat(wheel.size()).isZero();
    }

    @Test
    void expire_longAfter_runsAllInTheOrderOfTheirTicks() {
        wheel.schedule(Duration.ofDays(3), () -> ran.add("days"));
        wheel.schedule(Duration.ofMillis(5), () -> ran.add("first of two"));
        wheel.schedule(Duration.ofHours(1), () -> ran.add("hour"));
        wheel.schedule(Duration.ofMillis(5), () -> ran.add("second of two"));
        wheel.schedule(Duration.ZERO, () -> ran.add("at once"));
        time.advance(Duration.ofDays(4));

        assertThat(wheel.expire()).isEqualTo(5);
        assertThat(ran).containsExactly("at once", "first of two", "second of two", "hour", "days");
    }

    /** The same place on the wheel, one, two and many turns on. */
    @Test
    void expire_ticksAWholeTurnApart_runsEachInItsTime() {
        for (int turns = 1; turns <= 20; turns++) {
            String name = "turn " + turns;
            wheel.schedule(TICK.multipliedBy(512L * turns), () -> ran.add(name));
        }
        for (int turns = 1; turns <= 20; turns++) {
            time.advance(TICK.multipliedBy(512));

            assertThat(wheel.expire()).isEqualTo(1);
            assertThat(ran).last().isEqualTo("turn " + turns);
        }
    }

    @Test
    void scheduleAt_aTimeThatHasPassed_runsWithTheNextTick() {
        time.advance(Duration.ofSeconds(1));
        wheel.scheduleAt(0, () -> ran.add("late"));

        assertThat(wheel.expire()).isZero();
        time.advance(TICK);
        assertThat(wheel.expire()).isEqualTo(1);
    }

    @Test
    void scheduleAt_aClockThatWraps_isNotEarly() {
        TimeSource wraps = new TimeSource() {
            @Override
            public long nanoTime() {
                return Long.MAX_VALUE - 1000 + time.nanoTime();
            }

            @Override
            public void parkUntil(Object blocker, long nanoTime) {
                throw new AssertionError("nobody parks here");
            }
        };
        TimerWheel other = new TimerWheel(wraps, Runnable::run);
        other.schedule(Duration.ofMillis(10), () -> ran.add("task"));

        time.advance(Duration.ofMillis(9));
        assertThat(other.expire()).isZero();
        time.advance(Duration.ofMillis(3));
        assertThat(other.expire()).isEqualTo(1);
    }

    @Test
    void schedule_forLongerThanAnybodyWaits_isNotDue() {
        wheel.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> ran.add("never"));
        time.advance(Duration.ofDays(365 * 70));

        assertThat(wheel.expire()).isZero();
        assertThat(wheel.size()).isEqualTo(1);
    }

    @Test
    void schedule_fromATask_runsInALaterCall() {
        Runnable again = new Runnable() {
            @Override
            public void run() {
                ran.add("run");
                wheel.schedule(Duration.ZERO, this);
            }
        };
        wheel.schedule(Duration.ZERO, again);
        time.advance(TICK);

        assertThat(wheel.expire()).isEqualTo(1);
        time.advance(TICK);
        assertThat(wheel.expire()).isEqualTo(1);
        assertThat(ran).hasSize(2);
    }

    @Test
    void cancel_beforeTheTime_preventsTheTask() {
        ScheduledTask task = wheel.schedule(Duration.ofMillis(5), () -> ran.add("cancelled"));
        wheel.schedule(Duration.ofMillis(5), () -> ran.add("other"));

        assertThat(task.isPending()).isTrue();
        assertThat(task.cancel()).isTrue();
        assertThat(task.isPending()).isFalse();
        assertThat(task.cancel()).isFalse();
        assertThat(wheel.size()).isEqualTo(1);
        time.advance(Duration.ofSeconds(1));
        assertThat(wheel.expire()).isEqualTo(1);
        assertThat(ran).containsExactly("other");
    }

    @Test
    void cancel_theOnlyOneOfItsTick_leavesTheOthersInTime() {
        ScheduledTask first = wheel.schedule(Duration.ofMillis(5), () -> ran.add("cancelled"));
        wheel.schedule(Duration.ofSeconds(1), () -> ran.add("other"));
        assertThat(first.cancel()).isTrue();

        time.advance(Duration.ofMillis(999));
        assertThat(wheel.expire()).isZero();
        time.advance(Duration.ofMillis(3));
        assertThat(wheel.expire()).isEqualTo(1);
    }

    @Test
    void cancel_aTaskThatHasRun_returnsFalse() {
        ScheduledTask task = wheel.schedule(Duration.ZERO, () -> ran.add("task"));
        time.advance(TICK);
        wheel.expire();

        assertThat(task.cancel()).isFalse();
        assertThat(task.isPending()).isFalse();
        assertThat(task).hasToString("ScheduledTask[over]");
    }

    /** What is due is handed over: the first task of a tick cannot cancel the second. */
    @Test
    void cancel_fromATaskOfTheSameTick_returnsFalse() {
        List<ScheduledTask> tasks = new ArrayList<>();
        List<Boolean> cancelled = new ArrayList<>();
        tasks.add(wheel.schedule(Duration.ofMillis(1), () -> cancelled.add(tasks.get(1).cancel())));
        tasks.add(wheel.schedule(Duration.ofMillis(1), () -> ran.add("second")));
        time.advance(Duration.ofMillis(3));

        assertThat(wheel.expire()).isEqualTo(2);
        assertThat(cancelled).containsExactly(false);
        assertThat(ran).containsExactly("second");
    }

    @Test
    void cancel_theHandleIsKept_theTaskIsNot() {
        WeakReference<Runnable> seen = scheduledAndCancelled();
        wheel.schedule(Duration.ofDays(1), () -> ran.add("other"));

        Running.until("the task is collected", () -> {
            System.gc();
            return seen.refersTo(null);
        });
        assertThat(cancelled).isNotNull().matches(task -> !task.isPending(), "is not pending");
    }

    private WeakReference<Runnable> scheduledAndCancelled() {
        Runnable body = new StringBuilder("large")::reverse;
        cancelled = wheel.schedule(Duration.ofDays(1), body);
        cancelled.cancel();
        return new WeakReference<>(body);
    }

    @Test
    void expire_aTaskThatThrows_tellsTheHandlerOfTheThreadAndGoesOn() throws Exception {
        IllegalStateException failure = new IllegalStateException("of a task");
        List<Throwable> uncaught = new ArrayList<>();
        wheel.schedule(Duration.ZERO, () -> {
            throw failure;
        });
        wheel.schedule(Duration.ZERO, () -> ran.add("next"));
        time.advance(TICK);
        Thread thread = Thread.ofPlatform().uncaughtExceptionHandler((_, e) -> {
            uncaught.add(e);
            throw new IllegalStateException("of the handler");
        }).start(wheel::expire);
        thread.join();

        assertThat(uncaught).containsExactly(failure);
        assertThat(ran).containsExactly("next");
    }

    @Test
    void expire_anExecutorThatRejects_goesOnWithTheNext() throws Exception {
        List<Throwable> uncaught = new ArrayList<>();
        List<Runnable> taken = new ArrayList<>();
        TimerWheel other = new TimerWheel(time, task -> {
            taken.add(task);
            throw new RejectedExecutionException("full");
        });
        other.schedule(Duration.ZERO, () -> ran.add("task"));
        other.schedule(Duration.ZERO, () -> ran.add("task"));
        time.advance(TICK);
        Thread thread = Thread.ofPlatform().uncaughtExceptionHandler((_, e) -> uncaught.add(e)).start(other::expire);
        thread.join();

        assertThat(taken).hasSize(2);
        assertThat(uncaught).hasSize(2);
    }

    /** On Agrona's wheel alone these would take 68 MB, and as long to insert. */
    @Test
    void schedule_tenThousandOnOneTick_runsThemAllInOrder() {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            wheel.schedule(Duration.ofSeconds(30), () -> numbers.add(number));
        }
        time.advance(Duration.ofSeconds(31));

        assertThat(wheel.expire()).isEqualTo(10_000);
        assertThat(numbers).hasSize(10_000).isSorted();
    }

    @Test
    void schedule_negativeDelay_isRefused() {
        assertThatThrownBy(() -> wheel.schedule(Duration.ofNanos(-1), () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timer wheel: delay=PT-0.000000001S (expected: >= 0)");
        assertThat(wheel.size()).isZero();
    }

    @Test
    @SuppressWarnings("NullAway")
    void arguments_null_areRefused() {
        assertThatThrownBy(() -> wheel.schedule(null, () -> {})).hasMessageContaining("delay=null");
        assertThatThrownBy(() -> wheel.schedule(Duration.ZERO, null)).hasMessageContaining("task=null");
        assertThatThrownBy(() -> wheel.scheduleAt(0, null)).hasMessageContaining("task=null");
        assertThatThrownBy(() -> new TimerWheel(null, Runnable::run)).hasMessageContaining("time=null");
        assertThatThrownBy(() -> new TimerWheel(time, null)).hasMessageContaining("executor=null");
        assertThat(wheel.size()).isZero();
    }
}
