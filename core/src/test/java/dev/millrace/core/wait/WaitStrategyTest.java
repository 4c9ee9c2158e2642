package dev.millrace.core.wait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.time.Deadline;
import dev.millrace.core.time.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every strategy does alike, on platform and on virtual threads, on one list and on two. */
@Timeout(60)
class WaitStrategyTest {

    private final WaitList list = new WaitList();
    private final WaitList other = new WaitList();
    private final AtomicBoolean state = new AtomicBoolean();
    private final AtomicInteger looks = new AtomicInteger();

    static Stream<Arguments> everyWay() {
        return Stream.of(WaitStrategy.values())
                .flatMap(strategy -> Stream.of(false, true)
                        .flatMap(virtual -> Stream.of(false, true)
                                .map(several -> Arguments.of(strategy, virtual, several))));
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void await_stateIsReady_goesOnAtOnce(WaitStrategy strategy, boolean virtual, boolean several) throws Exception {
        state.set(true);

        assertThat(start(strategy, virtual, several, Deadline.never()).result()).isTrue();
        assertNobodyIsLeft();
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void await_stateIsPublishedAndSignalled_goesOn(WaitStrategy strategy, boolean virtual, boolean several)
            throws Exception {
        Running<Boolean> waiter = start(strategy, virtual, several, Deadline.never());
        Running.until("the waiter waits", () -> strategy.parks() ? list.size() == 1 : looks.get() > 0);
        state.set(true);
        list.signal();

        assertThat(waiter.result()).isTrue();
        assertNobodyIsLeft();
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void await_zeroTimeout_isLateAtOnce(WaitStrategy strategy, boolean virtual, boolean several) throws Exception {
        Deadline deadline = Deadline.after(Duration.ZERO);

        assertThat(start(strategy, virtual, several, deadline).result()).isFalse();
        assertThat(looks.get()).as("it has looked all the same").isPositive();
        assertNobodyIsLeft();
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void await_zeroTimeoutAndReady_goesOn(WaitStrategy strategy, boolean virtual, boolean several) throws Exception {
        state.set(true);

        assertThat(start(strategy, virtual, several, Deadline.after(Duration.ZERO)).result()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void await_clockReachesTheDeadline_isLate(WaitStrategy strategy, boolean virtual, boolean several)
            throws Exception {
        ManualTime clock = new ManualTime();
        Running<Boolean> waiter = start(strategy, virtual, several, Deadline.after(Duration.ofDays(1), clock));
        Running.until("the waiter waits", () -> strategy.parks() ? clock.sleepers() == 1 : looks.get() > 0);

        clock.advance(Duration.ofDays(1));

        assertThat(waiter.result()).isFalse();
        assertNobodyIsLeft();
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void await_interruptedOnEntry_throwsAlthoughReady(WaitStrategy strategy, boolean virtual, boolean several)
            throws Exception {
        state.set(true);
        Running<String> waiter = Running.start(virtual, () -> {
            Thread.currentThread().interrupt();
            return howItEnds(strategy, several, Deadline.never());
        });

        assertThat(waiter.result()).isEqualTo("interrupted, status cleared");
        assertThat(looks).hasValue(0);
        assertNobodyIsLeft();
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void await_interruptedWhileWaiting_throws(WaitStrategy strategy, boolean virtual, boolean several)
            throws Exception {
        Running<String> waiter = Running.start(virtual, () -> howItEnds(strategy, several, Deadline.never()));
        Running.until("the waiter waits", () -> strategy.parks() ? list.size() == 1 : looks.get() > 0);

        waiter.interrupt();

        assertThat(waiter.result()).isEqualTo("interrupted, status cleared");
        assertNobodyIsLeft();
    }

    private Running<Boolean> start(WaitStrategy strategy, boolean virtual, boolean several, Deadline deadline) {
        return Running.start(virtual, () -> await(strategy, several, deadline));
    }

    private boolean await(WaitStrategy strategy, boolean several, Deadline deadline) throws InterruptedException {
        BooleanSupplier ready = () -> {
            looks.incrementAndGet();
            return state.get();
        };
        return several
                ? WaitList.awaitAny(List.of(other, list), ready, strategy, deadline) != null
                : list.await(ready, strategy, deadline);
    }

    private String howItEnds(WaitStrategy strategy, boolean several, Deadline deadline) {
        try {
            return "returned " + await(strategy, several, deadline);
        } catch (InterruptedException e) {
            return Thread.currentThread().isInterrupted() ? "interrupted, status kept" : "interrupted, status cleared";
        }
    }

    private void assertNobodyIsLeft() {
        assertThat(list.size()).isZero();
        assertThat(list.waitingThreads()).isEmpty();
        assertThat(other.size()).isZero();
        assertThat(other.waitingThreads()).isEmpty();
    }
}
