package dev.millrace.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.wait.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ManualTimeTest {

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

    private final ManualTime clock = new ManualTime();

    @Test
    void nanoTime_new_isZeroAndStandsStill() {
        assertThat(clock.nanoTime()).isZero();
        assertThat(clock.nanoTime()).isZero();
    }

    @Test
    void advance_steps_addUp() {
        clock.advance(Duration.ofSeconds(2));
        clock.advance(Duration.ZERO);
        clock.advance(Duration.ofNanos(5));

        assertThat(clock.nanoTime()).isEqualTo(2_000_000_005L);
    }

    @Test
    void advance_negative_isRefusedAndMovesNothing() {
        assertThatThrownBy(() -> clock.advance(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("manual time: step=PT-0.000000001S (expected: >= 0)");
        assertThat(clock.nanoTime()).isZero();
    }

    @Test
    void advance_null_isRefused() {
        assertThatThrownBy(() -> clock.advance(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("manual time: step=null (expected: not null)");
    }

    @Test
    void advance_tooFar_isRefusedAndMovesNothing() {
        assertThatThrownBy(() -> clock.advance(Duration.ofDays(365_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("manual time: step=PT8760000H (expected: <= PT1281023H53M38.427387903S)");
        assertThat(clock.nanoTime()).isZero();
    }

    @Test
    void parkUntil_timeThatHasPassed_returnsAtOnce() {
        clock.advance(Duration.ofSeconds(1));

        clock.parkUntil(this, 0);
        clock.parkUntil(this, clock.nanoTime());

        assertThat(clock.sleepers()).isZero();
    }

    @Test
    void advance_longestStep_isTaken() {
        clock.advance(LONGEST);

        assertThat(clock.nanoTime()).isEqualTo(Long.MAX_VALUE / 2);
    }

    @Test
    void parkUntil_timeBeyondTheWrapOfTheClock_parksUntilThen() throws Exception {
        clock.advance(LONGEST);
        clock.advance(LONGEST);
        long wrapped = clock.nanoTime() + 10;
        assertThat(wrapped).isNegative();
        Running<Long> sleeper = Running.platform(() -> {
            clock.parkUntil(this, wrapped);
            return clock.nanoTime();
        });
        Running.until("the thread is parked", () -> sleeper.isDone() || sleeper.isParked());

        clock.advance(Duration.ofNanos(10));

        assertThat(sleeper.result()).isEqualTo(wrapped);
        clock.parkUntil(this, Long.MAX_VALUE); // has passed
    }

    @Test
    void parkUntil_interrupted_returnsWithTheStatusKept() throws Exception {
        Running<Boolean> sleeper = Running.platform(() -> {
            clock.parkUntil(this, 1);
            return Thread.interrupted();
        });
        Running.until("the thread is parked", () -> clock.sleepers() == 1);

        sleeper.interrupt();

        assertThat(sleeper.result()).isTrue();
        assertThat(clock.sleepers()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void advance_severalSleepers_wakesThoseWhoseTimeHasCome(boolean virtual) throws Exception {
        List<Running<Long>> sleepers = new ArrayList<>();
        for (int seconds = 1; seconds <= 3; seconds++) {
            Deadline deadline = Deadline.after(Duration.ofSeconds(seconds), clock);
            sleepers.add(Running.start(virtual, () -> {
                while (!deadline.hasPassed()) {
                    deadline.park(this);
                }
                return clock.nanoTime();
            }));
        }
        for (int seconds = 1; seconds <= 3; seconds++) {
            int parked = 4 - seconds;
            Running.until("the others are parked", () -> clock.sleepers() == parked);

            clock.advance(Duration.ofSeconds(1));

            assertThat(sleepers.get(seconds - 1).result()).isEqualTo(seconds * 1_000_000_000L);
        }
    }
}
