package dev.millrace.core.wait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.time.Deadline;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The three ways in which a wait list can lose a wake-up, each step by step: the questions that the waiter asks the test
 * (`ready`, the time, the park) are the points at which the test lets the other thread run.
 */
@Timeout(60)
class WaitListProtocolTest {

    private final WaitList list = new WaitList();
    private final AtomicBoolean state = new AtomicBoolean();
    private final HookedClock clock = new HookedClock();

    // ---- the lost wake-up

    @Test
    void await_stateChangedBeforeTheWaiterRegistered_seesItAndDoesNotPark() throws Exception {
        state.set(true);
        list.signal(); // nobody is there to hear it

        assertThat(list.await(state::get, WaitStrategy.PARK, clock.deadline())).isTrue();
    }

    @Test
    void await_signalledBetweenRegisteringAndLooking_isNotLost() throws Exception {
        BooleanSupplier ready = () -> {
            boolean seen = state.get();
            Running.elsewhere(this::publishAndSignal);
            return seen;
        };

        assertThat(list.await(ready, WaitStrategy.PARK, clock.deadline())).isTrue();
    }

    @Test
    void await_signalledBetweenLookingAndParking_isNotLost() throws Exception {
        clock.beforePark(() -> Running.elsewhere(this::publishAndSignal));

        assertThat(list.await(() -> false, WaitStrategy.PARK, clock.deadline())).isTrue();
    }

    @Test
    void await_signalledWhileItParks_findsThePermit() throws Exception {
        clock.insteadOfPark(() -> {
            Running.elsewhere(this::publishAndSignal);
            LockSupport.park(this); // returns at once, or never
        });

        assertThat(list.await(() -> false, WaitStrategy.PARK, clock.deadline())).isTrue();
    }

    /** A lock in `ready` or in the clock may park, and then it takes the permit that the signal left. */
    @Test
    void await_readyTakesThePermitOfTheSignal_goesOnAllTheSame() throws Exception {
        BooleanSupplier ready = () -> {
            Running.elsewhere(this::publishAndSignal);
            LockSupport.park(this);
            return false;
        };

        assertThat(list.await(ready, WaitStrategy.PARK, clock.deadline())).isTrue();
    }

    @Test
    void await_unparkedForNoReason_staysRegisteredAndParksAgain() throws Exception {
        AtomicInteger parks = new AtomicInteger();
        clock.insteadOfPark(() -> {
            if (parks.incrementAndGet() == 3) {
                state.set(true);
            }
            assertThat(list.size()).isEqualTo(1);
        });

        assertThat(list.await(state::get, WaitStrategy.PARK, clock.deadline())).isTrue();
        assertThat(parks).hasValue(3);
    }

    private void publishAndSignal() {
        state.set(true);
        list.signal();
    }

    // ---- the wake-up that reaches a waiter which is leaving

    @Test
    void await_signalledWhileLeavingLate_passesTheSignalOn() throws Exception {
        AtomicBoolean next = new AtomicBoolean();
        clock.beforePark(() -> {
            startSecondWaiter(next);
            Running.elsewhere(list::signal);
            clock.makeLate();
        });

        assertThat(list.await(() -> false, WaitStrategy.PARK, clock.deadline())).isFalse();
        assertThat(list.size()).as("the next was woken instead").isZero();
        Running.until("the next has gone on", next::get);
    }

    @Test
    void await_signalledWhileLeavingInterrupted_passesTheSignalOn() throws Exception {
        AtomicBoolean next = new AtomicBoolean();
        Running<Boolean> first = Running.platform(() -> list.await(() -> {
            startSecondWaiter(next);
            Running.elsewhere(list::signal);
            Thread.currentThread().interrupt();
            return false;
        }, WaitStrategy.PARK, clock.deadline()));

        assertThat(first.failure()).isInstanceOf(InterruptedException.class);
        assertThat(list.size()).as("the next was woken instead").isZero();
        Running.until("the next has gone on", next::get);
    }

    @Test
    void await_signalledWhileReadyThrows_passesTheSignalOn() throws Exception {
        AtomicBoolean next = new AtomicBoolean();
        Running<Boolean> first = Running.platform(() -> list.await(() -> {
            startSecondWaiter(next);
            Running.elsewhere(list::signal);
            throw new IllegalStateException("ready failed");
        }, WaitStrategy.PARK, clock.deadline()));

        assertThat(first.failure()).isInstanceOf(IllegalStateException.class).hasMessage("ready failed");
        assertThat(list.size()).as("the next was woken instead").isZero();
        Running.until("the next has gone on", next::get);
    }

    @Test
    void awaitAny_signalledWhileLeavingLate_passesTheSignalOnInTheListItCameFrom() throws Exception {
        WaitList other = new WaitList();
        AtomicBoolean next = new AtomicBoolean();
        clock.beforePark(() -> {
            startSecondWaiter(next);
            Running.elsewhere(list::signal);
            clock.makeLate();
        });

        assertThat(WaitList.awaitAny(List.of(other, list), () -> false, WaitStrategy.PARK, clock.deadline()))
                .isNull();
        assertThat(list.size()).as("the next was woken instead").isZero();
        assertThat(other.size()).isZero();
        Running.until("the next has gone on", next::get);
    }

    @Test
    void awaitAny_signalledWhileLeavingInterrupted_passesTheSignalOn() throws Exception {
        AtomicBoolean next = new AtomicBoolean();
        Running<Object> first = Running.platform(() -> WaitList.awaitAny(List.of(list, new WaitList()), () -> {
            startSecondWaiter(next);
            Running.elsewhere(list::signal);
            Thread.currentThread().interrupt();
            return false;
        }, WaitStrategy.PARK, clock.deadline()));

        assertThat(first.failure()).isInstanceOf(InterruptedException.class);
        assertThat(list.size()).as("the next was woken instead").isZero();
        Running.until("the next has gone on", next::get);
    }

    private void startSecondWaiter(AtomicBoolean goneOn) {
        Running.platform(() -> {
            goneOn.set(list.await(() -> false, WaitStrategy.PARK, Deadline.never()));
            return true;
        });
        Running.until("the second waiter is registered", () -> list.size() == 2);
    }

    // ---- the stalled producer

    @Test
    void await_producerStallsBetweenClaimAndFill_chainedSignalsReachEveryConsumer() throws Exception {
        StallingQueue queue = new StallingQueue();
        List<Running<String>> consumers = startTwoConsumers(queue, true);

        stallAndFill(queue, consumers);

        assertThat(consumers.get(0).result()).isEqualTo("one");
        assertThat(consumers.get(1).result()).isEqualTo("zero");
        assertThat(list.size()).isZero();
    }

    /** What the chained signal is for: without it a consumer sleeps beside an element. */
    @Test
    void await_producerStallsAndNobodyChains_aConsumerSleepsBesideAnElement() throws Exception {
        StallingQueue queue = new StallingQueue();
        List<Running<String>> consumers = startTwoConsumers(queue, false);

        stallAndFill(queue, consumers);

        assertThat(consumers.get(1).result()).isEqualTo("zero");
        assertThat(queue.isEmpty()).isFalse();
        assertThat(list.waitingThreads()).containsExactly(consumers.get(0).thread());
        list.signal(); // lets the forgotten one go
        assertThat(consumers.get(0).result()).isEqualTo("one");
    }

    private List<Running<String>> startTwoConsumers(StallingQueue queue, boolean chained) {
        Running<String> first = Running.platform(() -> consume(queue, chained));
        Running.until("the first consumer waits", () -> list.size() == 1 && first.isParked());
        Running<String> second = Running.platform(() -> consume(queue, chained));
        Running.until("the second consumer waits", () -> list.size() == 2 && second.isParked());
        return List.of(first, second);
    }

    /** The loop of WaitList's documentation. */
    private String consume(StallingQueue queue, boolean chained) throws InterruptedException {
        String item;
        while ((item = queue.poll()) == null) {
            list.await(() -> !queue.isEmpty(), WaitStrategy.PARK, Deadline.never());
        }
        if (chained && !queue.isEmpty()) {
            list.signal();
        }
        return item;
    }

    /** Two producers: one claims slot 0 and stalls, the other fills slot 1 and signals; then the first goes on. */
    private void stallAndFill(StallingQueue queue, List<Running<String>> consumers) {
        int stalled = queue.claim();
        int quick = queue.claim();
        queue.fill(quick, "one");
        list.signal();
        Running.until("the first consumer has found nothing and waits again",
                () -> list.size() == 2 && consumers.get(0).isParked());
        queue.fill(stalled, "zero");
        list.signal();
    }

    /** A queue of two slots like the array queues of JCTools: an element is visible once all before it are. */
    private static final class StallingQueue {
        private final AtomicReferenceArray<String> slots = new AtomicReferenceArray<>(3);
        private final AtomicInteger claimed = new AtomicInteger();
        private final AtomicInteger taken = new AtomicInteger();

        int claim() {
            return claimed.getAndIncrement();
        }

        void fill(int slot, String element) {
            slots.set(slot, element);
        }

        boolean isEmpty() {
            return slots.get(taken.get()) == null;
        }

        String poll() {
            while (true) {
                int head = taken.get();
                String element = slots.get(head);
                if (element == null || taken.compareAndSet(head, head + 1)) {
                    return element;
                }
            }
        }
    }
}
