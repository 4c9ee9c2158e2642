package dev.millrace.core.wait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting on several lists at once. */
@Timeout(60)
class WaitListAnyTest {

    private final WaitList left = new WaitList();
    private final WaitList right = new WaitList();
    private final List<WaitList> both = List.of(left, right);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void awaitAny_oneSignals_returnsThatListAndLeavesTheOthers(boolean virtual) throws Exception {
        for (WaitList signaller : both) {
            Running<WaitList.Wake> waiter = startOnBoth(virtual);

            signaller.signal();

            assertThat(waiter.result().signalledBy()).isSameAs(signaller);
            assertNobodyIsLeft();
        }
    }

    @Test
    void awaitAny_readyWithoutASignal_saysSo() throws Exception {
        AtomicBoolean state = new AtomicBoolean();
        HookedClock clock = new HookedClock().insteadOfPark(() -> state.set(true));

        WaitList.Wake wake = WaitList.awaitAny(both, state::get, WaitStrategy.PARK, clock.deadline());

        assertThat(wake).isEqualTo(new WaitList.Wake(null));
        assertNobodyIsLeft();
    }

    @Test
    void awaitAny_bothSignalAtOnce_secondSignalGoesToTheNextThere() throws Exception {
        HookedClock clock = new HookedClock();
        List<Running<Boolean>> next = new ArrayList<>();
        clock.beforePark(() -> {
            next.add(Running.platform(() -> right.await(() -> false, WaitStrategy.PARK, Deadline.never())));
            Running.until("the next waits behind", () -> right.size() == 2);
            Running.elsewhere(() -> {
                left.signal();
                right.signal();
                assertThat(right.size()).isZero();
            });
        });

        WaitList.Wake wake = WaitList.awaitAny(both, () -> false, WaitStrategy.PARK, clock.deadline());

        assertThat(wake).isEqualTo(new WaitList.Wake(left));
        assertThat(next.get(0).result()).isTrue();
        assertNobodyIsLeft();
    }

    /** A signal that is used is not passed on as well. */
    @Test
    void awaitAny_oneSignalForTwoWaiters_theSecondWaitsOn() throws Exception {
        Running<WaitList.Wake> first = startOnBoth(false);
        Running<Boolean> second = Running.platform(() -> right.await(() -> false, WaitStrategy.PARK, Deadline.never()));
        Running.until("the second waits behind", () -> right.size() == 2);

        right.signal();

        assertThat(first.result().signalledBy()).isSameAs(right);
        assertThat(right.waitingThreads()).containsExactly(second.thread());
        right.signal();
        assertThat(second.result()).isTrue();
    }

    @Test
    void wake_firstIsSignalledElsewhere_countsOnlyThoseItWoke() throws Exception {
        HookedClock clock = new HookedClock();
        clock.beforePark(() -> Running.elsewhere(() -> {
            assertThat(left.wake(1)).isEqualTo(1);
            assertThat(right.signalAll()).as("the only one there is woken already").isZero();
        }));

        WaitList.Wake wake = WaitList.awaitAny(both, () -> false, WaitStrategy.PARK, clock.deadline());

        assertThat(wake).isEqualTo(new WaitList.Wake(left));
        assertNobodyIsLeft();
    }

    @Test
    void awaitAny_signalledAsItSeesReady_namesTheListToWhichItOwesTheSignal() throws Exception {
        WaitList.Wake wake = WaitList.awaitAny(both, () -> {
            Running.elsewhere(right::signal);
            return true;
        }, WaitStrategy.PARK, Deadline.never());

        assertThat(wake).isEqualTo(new WaitList.Wake(right));
        assertNobodyIsLeft();
    }

    @Test
    void awaitAny_late_swallowsNoLaterSignal() throws Exception {
        HookedClock clock = new HookedClock();
        clock.beforePark(clock::makeLate);
        assertThat(WaitList.awaitAny(both, () -> false, WaitStrategy.PARK, clock.deadline())).isNull();
        assertNobodyIsLeft();
        Running<Boolean> next = Running.platform(() -> left.await(() -> false, WaitStrategy.PARK, Deadline.never()));
        Running.until("the next waits", () -> left.size() == 1);

        left.signal();

        assertThat(next.result()).isTrue();
    }

    @Test
    void awaitAny_readyThrows_leavesEveryList() throws Exception {
        Running<Object> waiter = Running.platform(() -> WaitList.awaitAny(both, () -> {
            throw new IllegalStateException("ready failed");
        }, WaitStrategy.PARK, Deadline.never()));

        assertThat(waiter.failure()).isInstanceOf(IllegalStateException.class).hasMessage("ready failed");
        assertNobodyIsLeft();
    }

    @Test
    void awaitAny_listOfListsChangesMeanwhile_leavesThoseThatItJoined() throws Exception {
        List<WaitList> changing = new ArrayList<>(both);

        WaitList.Wake wake = WaitList.awaitAny(changing, () -> {
            changing.clear();
            return true;
        }, WaitStrategy.PARK, Deadline.never());

        assertThat(wake).isEqualTo(new WaitList.Wake(null));
        assertNobodyIsLeft();
    }

    private Running<WaitList.Wake> startOnBoth(boolean virtual) {
        Running<WaitList.Wake> waiter = Running.start(
                virtual, () -> WaitList.awaitAny(both, () -> false, WaitStrategy.PARK, Deadline.never()));
        Running.until("the waiter stands on both", () -> left.size() == 1 && right.size() == 1);
        return waiter;
    }

    private void assertNobodyIsLeft() {
        assertThat(left.size()).isZero();
        assertThat(left.waitingThreads()).isEmpty();
        assertThat(right.size()).isZero();
        assertThat(right.waitingThreads()).isEmpty();
    }
}
