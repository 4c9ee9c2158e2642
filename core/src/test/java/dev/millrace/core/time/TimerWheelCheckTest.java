package dev.millrace.core.time;

import dev.millrace.core.Checked;
import dev.millrace.testkit.history.Linearizability;
import dev.millrace.testkit.history.Model;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.scenario.Call;
import dev.millrace.testkit.spec.Gen;
import dev.millrace.testkit.spec.Spec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A wheel whose tasks are cancelled and scheduled while their time comes. */
class TimerWheelCheckTest {

    private static final Duration TICK = Duration.ofNanos(1 << 20);

    // ---- all tasks of one tick

    /** A wheel with three tasks whose time has come. */
    static final class OneTick {
        private final ManualTime time = new ManualTime();
        private final TimerWheel wheel = new TimerWheel(time, Runnable::run);
        private final AtomicInteger runs = new AtomicInteger();
        private final List<ScheduledTask> tasks = List.of(schedule(), schedule(), schedule());

        OneTick() {
            time.advance(TICK);
        }

        private ScheduledTask schedule() {
            return wheel.schedule(TICK, runs::incrementAndGet);
        }
    }

    /** Which tasks wait; a bit for each. */
    record Waiting(int tasks) implements Model<Integer> {

        @Override
        public Integer initial() {
            return tasks;
        }

        @Override
        public @Nullable Integer step(Integer waiting, Operation call) {
            int after = call.name().equals("expire") ? 0 : waiting & ~(1 << number(call));
            Object result = switch (call.name()) {
                case "expire" -> Integer.bitCount(waiting);
                case "cancel" -> after != waiting;
                case "isPending" -> after != waiting;
                default -> throw new AssertionError(call.name());
            };
            boolean changes = !call.name().equals("isPending");
            return !call.hasReturned() || result.equals(call.output()) ? changes ? (Integer) after : waiting : null;
        }

        private static int number(Operation call) {
            return call.input() instanceof Integer number ? number : 0;
        }
    }

    @Checked
    void oneTick_cancelledWhileItComes_eachTaskGoesOneWay(Spec<OneTick, Integer> spec) {
        spec.create(OneTick::new).threads(2, 3).size(2)
                .judge(history -> Linearizability.check(new Waiting(7), history));
        spec.operation("expire", ticks -> ticks.wheel.expire());
        spec.operation("cancel", Gen.ints(0, 2), (ticks, task) -> ticks.tasks.get(task).cancel());
        spec.operation("isPending", Gen.ints(0, 2), (ticks, task) -> ticks.tasks.get(task).isPending());
    }

    // ---- any tasks

    /** A wheel, and how many tasks are neither run nor cancelled. */
    static final class Tasks {
        private final ManualTime time = new ManualTime();
        private final TimerWheel wheel = new TimerWheel(time, Runnable::run);
        private final AtomicInteger open = new AtomicInteger();
        private volatile boolean areAllEnded;
        private final ConcurrentLinkedQueue<ScheduledTask> tasks = new ConcurrentLinkedQueue<>();

        void schedule(int ticks) {
            open.incrementAndGet();
            tasks.add(wheel.schedule(TICK.multipliedBy(ticks), open::decrementAndGet));
        }

        void cancel() {
            ScheduledTask task = tasks.poll();
            if (task != null && task.cancel()) {
                open.decrementAndGet();
            }
        }

        int expire() {
            time.advance(TICK);
            return wheel.expire();
        }

        /** What is left when all have ended and all time has passed: nothing. */
        int settle() {
            if (!areAllEnded) {
                return 0;
            }
            time.advance(Duration.ofHours(1));
            wheel.expire();
            return Math.abs(open.get()) + wheel.size();
        }
    }

    @Checked
    void wheel_scheduledAndCancelledWhileTimePasses_runsEachTaskOnceOrNever(Spec<Tasks, Integer> spec) {
        spec.create(Tasks::new).threads(2, 3).model(0).epilogue((tasks, calls) -> {
            tasks.areAllEnded = true;
            calls.make(Call.of("settle"));
        });
        spec.operation("schedule", Gen.ints(0, 3), (tasks, ticks) -> {
            tasks.schedule(ticks);
            return null;
        });
        spec.operation("cancel", tasks -> {
            tasks.cancel();
            return null;
        });
        spec.operation("expire", tasks -> {
            tasks.expire();
            return null;
        });
        spec.operation("settle", Tasks::settle);
        spec.judge(history -> Linearizability.check(new NothingLeft(), history));
    }

    record NothingLeft() implements Model<Integer> {

        @Override
        public Integer initial() {
            return 0;
        }

        @Override
        public @Nullable Integer step(Integer state, Operation call) {
            boolean isLast = call.name().equals("settle");
            return isLast && call.hasReturned() && !Integer.valueOf(0).equals(call.output()) ? null : state;
        }
    }
}
