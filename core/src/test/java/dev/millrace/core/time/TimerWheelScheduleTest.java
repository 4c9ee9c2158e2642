package dev.millrace.core.time;

import dev.millrace.testkit.schedule.Body;
import dev.millrace.testkit.schedule.weave.EverySchedule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What decides about a task of a wheel, under every schedule of up to two preemptions. */
@Timeout(60)
class TimerWheelScheduleTest {

    private static final Duration TICK = Duration.ofNanos(1 << 20);

    @Test
    void cancel_byTwo_onlyOneHasPrevented() {
        EverySchedule.ofUpTo(2, TwoCancel.class, "dev.millrace.core");
    }

    @Test
    void cancel_whileItsTimeComes_eitherRunsOrIsPrevented() {
        EverySchedule.ofUpTo(2, CancelAndExpire.class, "dev.millrace.core");
    }

    @Test
    void scheduleAt_byTwoOnOneTick_runsBoth() {
        EverySchedule.ofUpTo(2, TwoSchedule.class, "dev.millrace.core");
    }

    /** Counts what became of the tasks of a wheel; the last of two threads sees whether it adds up. */
    abstract static class Program implements Supplier<List<Body>> {
        final ManualTime time = new ManualTime();
        final TimerWheel wheel = new TimerWheel(time, Runnable::run);
        final AtomicInteger gone = new AtomicInteger();
        private final AtomicInteger ended = new AtomicInteger();

        void ends(int expected) {
            if (ended.incrementAndGet() == 2) {
                time.advance(Duration.ofSeconds(1));
                wheel.expire();
                if (gone.get() != expected || wheel.size() != 0) {
                    throw new AssertionError(
                            "wheel: gone=" + gone + ", left=" + wheel.size() + " (expected: " + expected
                                    + " and none)");
                }
            }
        }

        void cancel(ScheduledTask task) {
            if (task.cancel()) {
                gone.incrementAndGet();
            }
        }
    }

    static final class TwoCancel extends Program {
        private final ScheduledTask task = wheel.schedule(TICK, gone::incrementAndGet);

        @Override
        public List<Body> get() {
            return List.of(new Body("first", this::run), new Body("second", this::run));
        }

        private void run() {
            cancel(task);
            ends(1);
        }
    }

    static final class CancelAndExpire extends Program {
        private final ScheduledTask first = wheel.schedule(TICK, gone::incrementAndGet);
        private final ScheduledTask second = wheel.schedule(TICK, gone::incrementAndGet);

        @Override
        public List<Body> get() {
            time.advance(TICK);
            return List.of(new Body("canceller", () -> {
                cancel(first);
                cancel(second);
                ends(2);
            }), new Body("clock", () -> {
                wheel.expire();
                ends(2);
            }));
        }
    }

    static final class TwoSchedule extends Program {
        @Override
        public List<Body> get() {
            return List.of(new Body("first", this::run), new Body("second", this::run));
        }

        private void run() {
            wheel.schedule(TICK, gone::incrementAndGet);
            ends(2);
        }
    }
}
