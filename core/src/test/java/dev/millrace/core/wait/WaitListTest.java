package dev.millrace.core.wait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.time.Deadline;
import dev.millrace.core.time.ManualTime;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WaitListTest {

    private final WaitList list = new WaitList();
    private final ManualTime clock = new ManualTime();

    @Test
    void signal_nobodyWaits_isNotRemembered() throws Exception {
        list.signal();

        assertThat(list.signalAll()).isZero();
        assertThat(list.wake(5)).isZero();
        assertThat(list.await(() -> false, WaitStrategy.PARK, Deadline.after(Duration.ZERO))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void signal_severalWait_wakesTheLongestWaitingFirst(boolean virtual) throws Exception {
        List<Running<Boolean>> waiters = startWaiters(5, virtual);

        for (int woken = 1; woken <= 5; woken++) {
            list.signal();

            assertThat(waiters.get(woken - 1).result()).isTrue();
            assertThat(list.waitingThreads()).isEqualTo(threads(waiters).subList(woken, 5));
        }
    }

    @Test
    void signalAll_severalWait_wakesThem() throws Exception {
        List<Running<Boolean>> waiters = startWaiters(3, false);

        assertThat(list.signalAll()).isEqualTo(3);

        assertThat(list.hasWaiters()).isFalse();
        for (Running<Boolean> waiter : waiters) {
            assertThat(waiter.result()).isTrue();
        }
    }

    @Test
    void signalAll_threadComesLater_leavesItWaiting() throws Exception {
        startWaiters(2, false);
        list.signalAll();
        List<Running<Boolean>> late = startWaiters(1, false);

        assertThat(list.waitingThreads()).isEqualTo(threads(late));
        list.signal();
        assertThat(late.get(0).result()).isTrue();
    }

    /** The woken wait again at once, behind those who were there before: one call ends. */
    @Test
    void signalAll_theWokenComeBack_wakesNoMoreThanWereThere() throws Exception {
        int threads = 50;
        AtomicBoolean over = new AtomicBoolean();
        List<Running<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            waiters.add(Running.start(true, () -> {
                while (!over.get()) {
                    list.await(over::get, WaitStrategy.PARK, Deadline.never());
                }
                return true;
            }));
        }
        for (int round = 0; round < 2_000; round++) {
            assertThat(list.signalAll()).isLessThanOrEqualTo(threads);
        }
        over.set(true);
        list.signalAll();

        for (Running<Boolean> waiter : waiters) {
            assertThat(waiter.result()).isTrue();
        }
    }

    @Test
    void wake_moreWaitThanAsked_wakesTheFirstOfThem() throws Exception {
        List<Running<Boolean>> waiters = startWaiters(5, false);

        assertThat(list.wake(0)).isZero();
        assertThat(list.wake(3)).isEqualTo(3);
        assertThat(list.waitingThreads()).isEqualTo(threads(waiters).subList(3, 5));
        assertThat(list.wake(Integer.MAX_VALUE)).isEqualTo(2);

        for (Running<Boolean> waiter : waiters) {
            assertThat(waiter.result()).isTrue();
        }
    }

    @Test
    void size_threadsComeAndGo_countsThem() throws Exception {
        assertThat(list.size()).isZero();
        assertThat(list.hasWaiters()).isFalse();
        assertThat(list.waitingThreads()).isEmpty();

        List<Running<Boolean>> waiters = startWaiters(3, false);
        assertThat(list.size()).isEqualTo(3);
        assertThat(list.hasWaiters()).isTrue();
        assertThat(list.waitingThreads()).isEqualTo(threads(waiters));

        waiters.get(1).interrupt(); // one from the middle
        assertThat(waiters.get(1).failure()).isInstanceOf(InterruptedException.class);
        assertThat(list.waitingThreads()).containsExactly(waiters.get(0).thread(), waiters.get(2).thread());
        waiters.get(2).interrupt(); // one from the end
        assertThat(waiters.get(2).failure()).isInstanceOf(InterruptedException.class);
        assertThat(list.waitingThreads()).containsExactly(waiters.get(0).thread());
        waiters.get(0).interrupt();
        assertThat(waiters.get(0).failure()).isInstanceOf(InterruptedException.class);
        assertThat(list.size()).isZero();
        assertThat(list.hasWaiters()).isFalse();
    }

    /** Zero does not wait: neither a spin nor a yield comes before it is found late. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void await_deadlineHasPassed_looksOnce(boolean virtual) throws Exception {
        WaitList many = new WaitList(16);
        AtomicInteger looks = new AtomicInteger();
        Running<Boolean> waiter = Running.start(virtual, () -> many.await(() -> {
            looks.incrementAndGet();
            return false;
        }, WaitStrategy.AUTO, Deadline.after(Duration.ZERO)));

        assertThat(waiter.result()).isFalse();
        assertThat(looks).hasValue(1);
    }

    @Test
    void waitedNanos_waitsHaveEnded_areAddedUp() throws Exception {
        assertThat(list.waitedNanos()).isZero();
        long begin = System.nanoTime();
        Running<Boolean> waiter = startWaiters(1, false).get(0);
        long registered = System.nanoTime();
        assertThat(list.waitedNanos()).as("of waits that have ended").isZero();
        Running.until("a millisecond is over", () -> System.nanoTime() - registered > 1_000_000);

        list.signal();
        waiter.result();
        long first = list.waitedNanos();
        assertThat(first).isBetween(1_000_000L, System.nanoTime() - begin);

        list.await(() -> false, WaitStrategy.PARK, Deadline.after(Duration.ofMillis(1)));
        assertThat(list.waitedNanos()).isGreaterThanOrEqualTo(first + 1_000_000);
    }

    /** One wait after the other in one place; a wait is timed if it adds something. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void startClock_manyWaitsInOnePlace_aboutOneInEightOfAVirtualThreadIsTimed(boolean virtual) throws Exception {
        Running<List<Integer>> timed = Running.start(virtual, () -> {
            Place place = new Waiter();
            return List.of(
                    timedOf(256, 1, place).size(),
                    timedOf(800, virtual ? 8 : 1, place).size());
        });

        assertThat(timed.result().get(0)).isEqualTo(256);
        assertThat(timed.result().get(1)).isBetween(virtual ? 85 : 800, virtual ? 115 : 800);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void waits_ofAListThatTimesAll_tellsForHowLong(boolean virtual) throws Exception {
        WaitList all = new WaitList();
        for (int round = 0; round < 300; round++) { // beyond those that are timed anyway
            assertWaitIsTold(all, virtual);
        }
    }

    private static void assertWaitIsTold(WaitList all, boolean virtual) throws Exception {
        Running<Boolean> waiter = Running.start(virtual,
                () -> all.await(() -> false, WaitStrategy.PARK, Deadline.never()));
        Running.until("its clock runs", () -> all.waits().stream().anyMatch(wait -> wait.nanos() > 0));
        WaitList.Wait wait = all.waits().getFirst();
        assertThat(wait.thread()).isSameAs(waiter.thread());
        Running.until("it has waited longer", () -> all.waits().getFirst().nanos() > wait.nanos());
        all.signal();
        waiter.result();
        assertThat(all.waits()).isEmpty();
    }

    @Test
    void waitingNanos_notTimed_isMinusOne() {
        Place place = new Waiter();
        assertThat(place.waitingNanos()).isEqualTo(-1);
        place.startClock(true);
        assertThat(place.waitingNanos()).isNotNegative();
        place.stopClock();
        assertThat(place.waitingNanos()).isEqualTo(-1);
    }

    /** Were it each eighth wait, that could be the one long wait, or the one short, of a thread that does eight things in turn. */
    @Test
    void startClock_manyWaitsInOnePlace_fallsInStepWithNoPattern() throws Exception {
        Running<List<Integer>> timed = Running.start(true, () -> {
            Place place = new Waiter();
            timedOf(256, 1, place);
            return timedOf(800, 8, place);
        });

        for (int period = 2; period <= 8; period++) {
            for (int turn = 0; turn < period; turn++) {
                int length = period;
                int phase = turn;
                assertThat(timed.result().stream().filter(wait -> wait % length == phase).count())
                        .as("timed of the waits %d, %d + %d, ...", phase, phase, length)
                        .isBetween(50L / period, 200L / period);
            }
        }
    }

    /** Which of the waits were timed; each that is counts for as many as it stands for. */
    private static List<Integer> timedOf(int waits, int weight, Place place) {
        List<Integer> timed = new ArrayList<>();
        for (int i = 0; i < waits; i++) {
            long before = place.waitedNanos();
            place.startClock(false);
            long begin = System.nanoTime();
            long end = begin;
            while (end == begin) {
                Thread.onSpinWait();
                end = System.nanoTime();
            }
            place.stopClock();
            long added = place.waitedNanos() - before;
            if (added > 0) {
                assertThat(added).isGreaterThanOrEqualTo(weight * (end - begin));
                timed.add(i);
            }
        }
        return timed;
    }

    /** Each of the threads waits in a place of its own; the times of all are added up, also where they are more than kept. */
    @Test
    void waitedNanos_moreThreadsThanPlacesAreKept_countsThemAll() throws Exception {
        int threads = 7;
        List<Running<Boolean>> waiters = startWaiters(threads, true);
        long registered = System.nanoTime();
        Running.until("a millisecond is over", () -> System.nanoTime() - registered > 1_000_000);
        assertThat(list.signalAll()).isEqualTo(threads);
        for (Running<Boolean> waiter : waiters) {
            waiter.result();
        }

        assertThat(list.waitedNanos()).isGreaterThanOrEqualTo(threads * 1_000_000L);
    }

    /** A waiter is used again only when its thread is through with it: many waits, each signalled, none of another's. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 6})
    void wake_sameThreadsWaitAgainAndAgain_reachesEachOnce(int threads) throws Exception {
        int rounds = 2_000;
        List<Running<Integer>> waiters = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            waiters.add(Running.start(true, () -> {
                int signals = 0;
                for (int round = 0; round < rounds; round++) {
                    signals += list.await(() -> false, WaitStrategy.AUTO, Deadline.never()) ? 1 : 0;
                }
                return signals;
            }));
        }
        int woken = 0;
        while (woken < rounds * threads) {
            Running.until("somebody waits", list::hasWaiters);
            woken += list.wake(1);
        }

        for (Running<Integer> waiter : waiters) {
            assertThat(waiter.result()).isEqualTo(rounds);
        }
        assertThat(list.size()).isZero();
    }

    /** Each wait takes at least its timeout, so the sum, also where it is an estimate, comes near their sum or above. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void waitedNanos_manyWaits_isNoLessThanTheirTimeouts(boolean virtual) throws Exception {
        int waits = 256 + 80;
        Duration timeout = Duration.ofNanos(20_000);
        Running<Boolean> waiter = Running.start(virtual, () -> {
            for (int i = 0; i < waits; i++) {
                list.await(() -> false, WaitStrategy.PARK, Deadline.after(timeout));
            }
            return true;
        });
        waiter.result();

        assertThat(list.waitedNanos()).isGreaterThan((waits - 8) * timeout.toNanos() / 2);
    }

    /** One thread cannot wait for longer than it lives, so no wait is counted twice; kept places and others are told apart. */
    @Test
    void waitedNanos_oneThreadIsLateAgainAndAgain_isNoMoreThanItsTime() throws Exception {
        List<WaitList> lists = List.of(list, new WaitList());
        long begin = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            list.await(() -> false, WaitStrategy.PARK, Deadline.after(Duration.ofNanos(100_000)));
            WaitList.awaitAny(lists, () -> false, WaitStrategy.PARK, Deadline.after(Duration.ofNanos(100_000)));
        }
        long passed = System.nanoTime() - begin;

        assertThat(list.waitedNanos()).isBetween(40 * 100_000L, passed);
        assertThat(lists.get(1).waitedNanos()).isBetween(20 * 100_000L, passed);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void await_parked_namesTheListAsItsBlocker(boolean virtual) throws Exception {
        Running<Boolean> waiter = startWaiters(1, virtual).get(0);
        Running.until("the waiter is parked", waiter::isParked);

        assertThat(LockSupport.getBlocker(waiter.thread())).isSameAs(list);
        list.signal();
        assertThat(waiter.result()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void await_interruptedAndLateAtOnce_throws(boolean virtual) throws Exception {
        Deadline deadline = Deadline.after(Duration.ofSeconds(1), clock);
        Running<Boolean> waiter = Running.start(virtual, () -> list.await(() -> {
            clock.advance(Duration.ofSeconds(1));
            Thread.currentThread().interrupt();
            return false;
        }, WaitStrategy.PARK, deadline));

        assertThat(waiter.failure()).isInstanceOf(InterruptedException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void await_wokenEarlyForNothing_isLateWhenItWasToBe(boolean virtual) throws Exception {
        AtomicInteger looks = new AtomicInteger();
        Deadline deadline = Deadline.after(Duration.ofSeconds(10), clock);
        Running<Boolean> waiter = Running.start(virtual, () -> list.await(() -> {
            looks.incrementAndGet();
            return false;
        }, WaitStrategy.PARK, deadline));
        for (int second = 1; second < 10; second++) {
            Running.until("the waiter is parked", () -> clock.sleepers() == 1);
            int before = looks.get();
            clock.advance(Duration.ofSeconds(1));
            Running.until("the waiter has looked again", () -> looks.get() > before);
            assertThat(list.size()).isEqualTo(1);
            assertThat(waiter.isDone()).isFalse();
        }

        clock.advance(Duration.ofSeconds(1));

        assertThat(waiter.result()).isFalse();
        assertThat(list.size()).isZero();
    }

    @Test
    void await_late_leavesNoGhostThatSwallowsASignal() throws Exception {
        Deadline deadline = Deadline.after(Duration.ofSeconds(1), clock);
        Running<Boolean> late = Running.platform(() -> list.await(() -> false, WaitStrategy.PARK, deadline));
        Running.until("the first waits", () -> list.size() == 1 && clock.sleepers() == 1);
        Running<Boolean> next = Running.platform(() -> list.await(() -> false, WaitStrategy.PARK, Deadline.never()));
        Running.until("the second waits", () -> list.size() == 2);
        clock.advance(Duration.ofSeconds(1));
        assertThat(late.result()).isFalse();
        assertThat(list.waitingThreads()).containsExactly(next.thread());

        list.signal();

        assertThat(next.result()).isTrue();
    }

    @Test
    void await_interrupted_leavesNoGhostThatSwallowsASignal() throws Exception {
        List<Running<Boolean>> waiters = startWaiters(2, false);
        waiters.get(0).interrupt();
        assertThat(waiters.get(0).failure()).isInstanceOf(InterruptedException.class);
        assertThat(list.waitingThreads()).containsExactly(waiters.get(1).thread());

        list.signal();

        assertThat(waiters.get(1).result()).isTrue();
    }

    @Test
    void await_readyThrows_leavesNoGhost() throws Exception {
        Running<Boolean> waiter = Running.platform(() -> list.await(() -> {
            throw new IllegalStateException("ready failed");
        }, WaitStrategy.PARK, Deadline.never()));

        assertThat(waiter.failure()).isInstanceOf(IllegalStateException.class).hasMessage("ready failed");
        assertThat(list.size()).isZero();
    }

    /** An interrupt that comes together with the signal is for the next wait to notice; it is not lost. */
    @Test
    void await_signalledAndInterrupted_returnsWithTheStatusKept() throws Exception {
        Running<Boolean> waiter = Running.platform(() -> {
            boolean signalled = list.await(() -> {
                Running.elsewhere(list::signal);
                Thread.currentThread().interrupt();
                return true;
            }, WaitStrategy.PARK, Deadline.never());
            return signalled && Thread.currentThread().isInterrupted();
        });

        assertThat(waiter.result()).isTrue();
    }

    /** Places are used again: each wait is a new one, for a new thread. */
    @Test
    void await_manyInARow_eachHasItsOwnSignal() throws Exception {
        for (int round = 0; round < 50; round++) {
            List<Running<Boolean>> waiters = startWaiters(1 + round % 7, round % 2 == 0);
            assertThat(list.waitingThreads()).isEqualTo(threads(waiters));
            list.signalAll();
            for (Running<Boolean> waiter : waiters) {
                assertThat(waiter.result()).isTrue();
            }
            assertThat(list.await(() -> false, WaitStrategy.PARK, Deadline.after(Duration.ZERO)))
                    .as("an old signal is not a new one")
                    .isFalse();
        }
    }

    @Test
    void await_hasEnded_keepsNoReferenceToTheThread() throws Exception {
        WeakReference<Thread> thread = threadThatHasWaited();

        Running.until("the thread is collected", () -> {
            System.gc();
            return thread.refersTo(null);
        });
    }

    private WeakReference<Thread> threadThatHasWaited() throws Exception {
        Running<Boolean> waiter = startWaiters(1, false).get(0);
        list.signal();
        waiter.result();
        waiter.thread().join();
        return new WeakReference<>(waiter.thread());
    }

    private List<Running<Boolean>> startWaiters(int count, boolean virtual) {
        List<Running<Boolean>> waiters = new ArrayList<>();
        int present = list.size();
        for (int i = 1; i <= count; i++) {
            int expected = present + i;
            waiters.add(Running.start(
                    virtual, () -> list.await(() -> false, WaitStrategy.PARK, Deadline.never())));
            Running.until("waiter " + i + " is registered", () -> list.size() == expected);
        }
        return waiters;
    }

    private static List<Thread> threads(List<Running<Boolean>> waiters) {
        return waiters.stream().map(Running::thread).toList();
    }
}
