package dev.millrace.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.wait.Running;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DeadlineTest {

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2 - 1);

    private final ManualTime clock = new ManualTime();

    @Test
    void never_always_hasNotPassed() {
        Deadline never = Deadline.never();

        assertThat(never.isNever()).isTrue();
        assertThat(never.hasPassed()).isFalse();
        assertThat(never.remainingNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(never.remaining()).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
        assertThat(never).hasToString("Deadline[never]");
    }

    @Test
    void after_zero_hasPassedAtOnce() {
        Deadline deadline = Deadline.after(Duration.ZERO, clock);

        assertThat(deadline.hasPassed()).isTrue();
        assertThat(deadline.remainingNanos()).isZero();
        assertThat(Deadline.after(Duration.ZERO).hasPassed()).isTrue();
    }

    @Test
    void after_oneSecond_passesWhenTheClockIsThere() {
        Deadline deadline = Deadline.after(Duration.ofSeconds(1), clock);
        assertThat(deadline).hasToString("Deadline[in PT1S]");

        clock.advance(Duration.ofNanos(999_999_999));
        assertThat(deadline.hasPassed()).isFalse();
        assertThat(deadline.remainingNanos()).isEqualTo(1);
        assertThat(deadline.isNever()).isFalse();

        clock.advance(Duration.ofNanos(1));
        assertThat(deadline.hasPassed()).isTrue();
        assertThat(deadline.remaining()).isZero();

        clock.advance(Duration.ofDays(1));
        assertThat(deadline.remaining()).as("never negative").isZero();
    }

    @Test
    void after_moreThanTheClockHolds_isNever() {
        assertThat(Deadline.after(LONGEST.plusNanos(1), clock).isNever()).isTrue();
        assertThat(Deadline.after(Duration.ofDays(365_000), clock).isNever()).isTrue();
        assertThat(Deadline.after(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)).isNever()).isTrue();
    }

    @Test
    void after_justLessThanTheClockHolds_passesAlsoAcrossTheWrapOfTheClock() {
        clock.advance(LONGEST);
        clock.advance(LONGEST);
        Deadline deadline = Deadline.after(LONGEST, clock); // its reading of the clock is negative

        assertThat(deadline.isNever()).isFalse();
        assertThat(deadline.hasPassed()).isFalse();
        assertThat(deadline.remaining()).isEqualTo(LONGEST);

        clock.advance(LONGEST);
        assertThat(clock.nanoTime()).isNegative();
        assertThat(deadline.hasPassed()).isTrue();
    }

    @Test
    void after_negative_isRefused() {
        assertThatThrownBy(() -> Deadline.after(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("deadline: timeout=PT-0.000000001S (expected: >= 0)");
        assertThatThrownBy(() -> Deadline.after(Duration.ofSeconds(Long.MIN_VALUE)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void after_null_isRefused() {
        assertThatThrownBy(() -> Deadline.after(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("deadline: timeout=null (expected: not null)");
        assertThatThrownBy(() -> Deadline.after(Duration.ZERO, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("deadline: time=null (expected: not null)");
    }

    @Test
    void park_unparkedEarly_leavesTheDeadlineWhereItWas() throws Exception {
        Deadline deadline = Deadline.after(Duration.ofSeconds(10), clock);
        Running<Boolean> sleeper = Running.platform(() -> {
            while (!deadline.hasPassed()) {
                deadline.park(this);
            }
            return true;
        });
        for (int second = 1; second < 10; second++) {
            Running.until("the thread is parked", () -> clock.sleepers() == 1);
            LockSupport.unpark(sleeper.thread());
            clock.advance(Duration.ofSeconds(1));
            assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(10 - second));
            assertThat(sleeper.isDone()).isFalse();
        }

        clock.advance(Duration.ofSeconds(1));

        assertThat(sleeper.result()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void park_onTheSystemClock_returnsInTheEnd(boolean virtual) throws Exception {
        Deadline deadline = Deadline.after(Duration.ofMillis(2));

        Running<Boolean> sleeper = Running.start(virtual, () -> {
            while (!deadline.hasPassed()) {
                deadline.park(this);
            }
            return true;
        });

        assertThat(sleeper.result()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void park_farAwayOrNever_isEndedByUnpark(boolean virtual) throws Exception {
        for (Deadline deadline : new Deadline[] {Deadline.after(LONGEST), Deadline.never()}) {
            Running<Boolean> sleeper = Running.start(virtual, () -> {
                deadline.park(this);
                return deadline.hasPassed();
            });
            LockSupport.unpark(sleeper.thread());

            assertThat(sleeper.result()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void park_onAnyClock_namesTheBlocker(boolean virtual) throws Exception {
        Deadline[] deadlines = {Deadline.after(Duration.ofDays(1)), Deadline.after(LONGEST, clock), Deadline.never()};
        for (Deadline deadline : deadlines) {
            Running<Boolean> sleeper = Running.start(virtual, () -> {
                deadline.park(this);
                return true;
            });
            Running.until("the thread is parked", sleeper::isParked);

            assertThat(LockSupport.getBlocker(sleeper.thread())).isSameAs(this);
            LockSupport.unpark(sleeper.thread());
            assertThat(sleeper.result()).isTrue();
        }
    }
}
