package dev.millrace.sync;

import dev.millrace.core.time.ManualTime;
import dev.millrace.core.time.TimerWheel;
import dev.millrace.testkit.schedule.Body;
import dev.millrace.testkit.schedule.weave.EverySchedule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A timer that runs before those who put it on the wheel have noted where it is. */
@Timeout(60)
class TimerScheduleTest {

    /** One makes a timer that is due at once, one turns the wheel; then it is cancelled. */
    static final class MadeAndRun implements Supplier<List<Body>> {
        private final ManualTime time = new ManualTime();
        private final TimerWheel wheel = new TimerWheel(time, Runnable::run);
        private final AtomicInteger left = new AtomicInteger(2);
        private volatile @Nullable Timer timer;

        @Override
        public List<Body> get() {
            return List.of(
                    new Body("maker", () -> {
                        timer = Timer.every(Duration.ZERO, Duration.ofDays(1), () -> {}, wheel);
                        end();
                    }),
                    new Body("wheel", () -> {
                        time.advance(Duration.ofMillis(5));
                        wheel.expire();
                        end();
                    }));
        }

        private void end() {
            Timer made = timer;
            if (left.decrementAndGet() == 0 && made != null) {
                made.cancel();
                if (wheel.size() != 0) {
                    throw new AssertionError("cancelled, and yet on the wheel: " + wheel.size());
                }
            }
        }
    }

    @Test
    void cancel_ranBeforeItsPlaceWasNoted_leavesNothingOnTheWheel() {
        EverySchedule.ofUpTo(2, MadeAndRun.class, "dev.millrace.sync", "dev.millrace.core");
    }
}
