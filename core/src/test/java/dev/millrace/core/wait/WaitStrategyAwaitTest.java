package dev.millrace.core.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.time.Deadline;
import dev.millrace.core.time.ManualTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Waiting without a list, for what another thread makes so before it unparks. */
@Timeout(60)
class WaitStrategyAwaitTest {

    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicInteger looks = new AtomicInteger();
    private final ManualTime clock = new ManualTime();

    static Stream<Arguments> everyWay() {
        return Stream.of(WaitStrategy.values())
                .flatMap(strategy -> Stream.of(false, true).map(virtual -> Arguments.of(strategy, virtual)));
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void await_doneAlready_goesOnAlsoWhenLateAndInterrupted(WaitStrategy strategy, boolean virtual) throws Exception {
        done.set(true);
        Running<Boolean> waiter = Running.start(virtual, () -> {
            Thread.currentThread().interrupt();
            boolean goesOn = await(strategy, Deadline.after(Duration.ZERO));
            return goesOn && Thread.currentThread().isInterrupted();
        });

        assertThat(waiter.result()).isTrue();
    }

    /** A lock in the clock may park, and then it takes the permit of the unpark that follows `done`. */
    @Test
    void await_doneWhileItReadsTheClock_doesNotPark() throws Exception {
        HookedClock hooked = new HookedClock().beforePark(() -> done.set(true));

        assertThat(await(WaitStrategy.PARK, hooked.deadline())).isTrue();
    }

    @Test
    void await_nullArgument_isRefused() {
        assertThatThrownBy(() -> WaitStrategy.PARK.await(null, () -> true, Deadline.never()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("wait: blocker=null (expected: not null)");
        assertThatThrownBy(() -> WaitStrategy.PARK.await(this, null, Deadline.never()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("wait: done=null (expected: not null)");
        assertThatThrownBy(() -> WaitStrategy.PARK.await(this, () -> true, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("wait: deadline=null (expected: not null)");
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void await_unparkedForNothing_waitsUntilItIsDone(WaitStrategy strategy, boolean virtual) throws Exception {
        Running<Boolean> waiter = startAndWait(strategy, virtual);
        for (int i = 0; i < 3; i++) {
            int before = looks.get();
            LockSupport.unpark(waiter.thread());
            Running.until("the waiter has looked again", () -> looks.get() > before || waiter.isDone());
            assertThat(waiter.isDone()).isFalse();
        }

        done.set(true);
        LockSupport.unpark(waiter.thread());

        assertThat(waiter.result()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void await_clockReachesTheDeadline_isLate(WaitStrategy strategy, boolean virtual) throws Exception {
        Running<Boolean> waiter = startAndWait(strategy, virtual);

        clock.advance(Duration.ofDays(1));

        assertThat(waiter.result()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void await_interrupted_throwsWithTheStatusCleared(WaitStrategy strategy, boolean virtual) throws Exception {
        AtomicBoolean status = new AtomicBoolean();
        Running<Boolean> waiter = Running.start(virtual, () -> {
            try {
                return await(strategy, Deadline.never());
            } finally {
                status.set(Thread.currentThread().isInterrupted());
            }
        });
        Running.until("the waiter waits", () -> looks.get() > 0);

        waiter.interrupt();

        assertThat(waiter.failure()).isInstanceOf(InterruptedException.class);
        assertThat(status).isFalse();
    }

    /** Only the strategies that park are seen on the clock, and by name in a thread dump. */
    @ParameterizedTest
    @MethodSource("everyWay")
    void await_itsStrategyParks_isParkedOnItsBlocker(WaitStrategy strategy, boolean virtual) throws Exception {
        Running<Boolean> waiter = startAndWait(strategy, virtual);
        if (strategy.parks()) {
            Running.until("the waiter is parked", waiter::isParked);
            assertThat(LockSupport.getBlocker(waiter.thread())).isSameAs(this);
        } else {
            int before = looks.get();
            Running.until("the waiter goes on looking", () -> looks.get() > before + 10);
            assertThat(clock.sleepers()).isZero();
        }

        done.set(true);
        LockSupport.unpark(waiter.thread());

        assertThat(waiter.result()).isTrue();
    }

    private Running<Boolean> startAndWait(WaitStrategy strategy, boolean virtual) {
        Deadline deadline = Deadline.after(Duration.ofDays(1), clock);
        Running<Boolean> waiter = Running.start(virtual, () -> await(strategy, deadline));
        Running.until("the waiter waits",
                () -> waiter.isDone() || (strategy.parks() ? clock.sleepers() == 1 : looks.get() > 0));
        return waiter;
    }

    private boolean await(WaitStrategy strategy, Deadline deadline) throws InterruptedException {
        return strategy.await(this, () -> {
            looks.incrementAndGet();
            return done.get();
        }, deadline);
    }
}
