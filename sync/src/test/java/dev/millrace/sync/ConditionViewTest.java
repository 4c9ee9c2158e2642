package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the JDK asks of a {@code Condition}, of that of each view, on both kinds of thread. */
@ParameterizedClass(name = "{0}, virtual threads: {1}")
@MethodSource("dev.millrace.sync.ViewKind#exclusivesOnBothThreads")
@Timeout(120)
// Here it is the locks and the waits that are tested, and dates are what awaitUntil takes.
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop", "JavaUtilDate"})
class ConditionViewTest {

    /** A way to wait, for a day; says whether it was in time. */
    private record Way(String name, Call call) {

        @FunctionalInterface
        interface Call {
            boolean on(Condition condition) throws InterruptedException;
        }

        boolean on(Condition condition) throws InterruptedException {
            return call.on(condition);
        }
    }

    private static final Way UNINTERRUPTIBLE = new Way("awaitUninterruptibly", condition -> {
        condition.awaitUninterruptibly();
        return true;
    });

    private static final List<Way> INTERRUPTIBLE = List.of(
            new Way("await", condition -> {
                condition.await();
                return true;
            }),
            new Way("awaitNanos", condition -> condition.awaitNanos(TimeUnit.DAYS.toNanos(1)) > 0),
            new Way("await(time)", condition -> condition.await(1, TimeUnit.DAYS)),
            new Way("awaitUntil", condition -> condition.awaitUntil(in(TimeUnit.DAYS.toMillis(1)))));

    private static final List<Way> ALL = List.of(INTERRUPTIBLE.get(0), INTERRUPTIBLE.get(1), INTERRUPTIBLE.get(2),
            INTERRUPTIBLE.get(3), UNINTERRUPTIBLE);

    /** Those that are over at once. */
    private static final List<Way> NO_TIME = List.of(
            new Way("awaitNanos(0)", condition -> condition.awaitNanos(0) > 0),
            new Way("awaitNanos(-1)", condition -> condition.awaitNanos(-1) > 0),
            new Way("awaitNanos(least)", condition -> condition.awaitNanos(Long.MIN_VALUE) > 0),
            new Way("await(0)", condition -> condition.await(0, TimeUnit.DAYS)),
            new Way("await(-1)", condition -> condition.await(-1, TimeUnit.DAYS)),
            new Way("await(least)", condition -> condition.await(Long.MIN_VALUE, TimeUnit.DAYS)),
            new Way("awaitUntil(past)", condition -> condition.awaitUntil(in(-1))),
            new Way("awaitUntil(1970)", condition -> condition.awaitUntil(new Date(0))),
            new Way("awaitUntil(least)", condition -> condition.awaitUntil(new Date(Long.MIN_VALUE))));

    /** Those that are over soon. */
    private static final List<Way> LITTLE_TIME = List.of(
            new Way("awaitNanos", condition -> condition.awaitNanos(TimeUnit.MILLISECONDS.toNanos(5)) > 0),
            new Way("await(time)", condition -> condition.await(5, TimeUnit.MILLISECONDS)),
            new Way("awaitUntil", condition -> condition.awaitUntil(in(5))));

    private final ViewKind kind;
    private final boolean virtual;
    private final ViewKind.View view;
    private final Lock lock;
    private final Condition condition;

    ConditionViewTest(ViewKind kind, boolean virtual) {
        this.kind = kind;
        this.virtual = virtual;
        this.view = kind.create();
        this.lock = view.lock();
        this.condition = lock.newCondition();
    }

    private static Date in(long millis) {
        return new Date(System.currentTimeMillis() + millis);
    }

    @Test
    void toString_somebodyWaits_saysHowManyAndOnWhichLock() throws Exception {
        assertThat(condition.toString()).startsWith("Condition[awaiting=0, lock=").doesNotContain("@");
        Running<Boolean> waiter = awaiter(INTERRUPTIBLE.getFirst());
        untilAwaiting(1);
        assertThat(condition.toString()).startsWith("Condition[awaiting=1, lock=");
        lock.lock();
        condition.signal();
        lock.unlock();
        assertThat(waiter.result()).isTrue();
    }

    // ---- without the lock

    @Test
    void call_lockNotHeld_refusedAndNobodyWaits() throws Exception {
        refuseAll();
        Running.doing(virtual, this::refuseAll).result();
        assertThat(awaiting(condition)).isZero();
        assertThat(view.isFree()).isTrue();
    }

    @Test
    void call_heldByAnother_refusedIfOwned() throws Exception {
        if (!kind.owned()) {
            return; // whoever calls may be the holder
        }
        Running<Boolean> waiter = awaiter(INTERRUPTIBLE.getFirst());
        untilAwaiting(1);
        lock.lock();
        Running.doing(virtual, this::refuseAll).result();
        assertThat(awaiting(condition)).isEqualTo(1);
        assertThat(view.isFree()).isFalse();
        condition.signal();
        lock.unlock();
        assertThat(waiter.result()).isTrue();
    }

    @Test
    void call_anotherLockHeld_refused() throws Exception {
        Lock another = kind.create().lock();
        another.lock();
        refuseAll();
        Condition theirs = another.newCondition();
        assertThat(theirs.awaitNanos(0)).isNotPositive();
        another.unlock();
        lock.lock();
        assertThat(catchThrowable(theirs::signal)).isInstanceOf(IllegalMonitorStateException.class);
        lock.unlock();
    }

    private void refuseAll() {
        List<Running.Steps> calls = new ArrayList<>(List.of(condition::signal, condition::signalAll));
        for (List<Way> ways : List.of(ALL, NO_TIME)) {
            ways.forEach(way -> calls.add(() -> way.on(condition)));
        }
        for (Running.Steps call : calls) {
            assertThat(catchThrowable(call::run)).isInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageStartingWith("condition: ");
        }
    }

    // ---- signals

    @Test
    void await_signalled_holdsTheLockAgain() throws Exception {
        for (Way way : ALL) {
            Running<Boolean> waiter = Running.start(virtual, () -> {
                lock.lock();
                boolean inTime = way.on(condition);
                assertThat(view.isFree()).as(way.name()).isFalse();
                assertThat(Running.start(virtual, lock::tryLock).result()).as(way.name()).isFalse();
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                lock.unlock();
                return inTime;
            });
            untilAwaiting(1); // so it has unlocked
            lock.lock();
            condition.signal();
            assertThat(waiter.isDone()).isFalse();
            lock.unlock();
            assertThat(waiter.result()).as(way.name()).isTrue();
            assertThat(view.isFree()).isTrue();
        }
    }

    @Test
    void signal_eachWayWaits_firstComeFirstServedOneAtATime() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        List<Running<Boolean>> waiters = eachWay(order);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < ALL.size(); i++) {
            signal();
            assertThat(waiters.get(i).result()).isTrue();
            expected.add(ALL.get(i).name());
            assertThat(order).isEqualTo(expected);
            assertThat(awaiting(condition)).isEqualTo(ALL.size() - i - 1);
        }
    }

    @Test
    void signal_severalTimes_asManyInOrder() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        List<Running<Boolean>> waiters = eachWay(order);
        lock.lock();
        condition.signal();
        condition.signal();
        condition.signal();
        lock.unlock();
        for (Running<Boolean> waiter : waiters.subList(0, 3)) {
            assertThat(waiter.result()).isTrue();
        }
        assertThat(order).containsExactly("await", "awaitNanos", "await(time)");
        assertThat(awaiting(condition)).isEqualTo(2);
        assertThat(waiters.subList(3, 5)).noneMatch(Running::isDone);
        lock.lock();
        condition.signalAll();
        lock.unlock();
        waiters.get(3).result();
        waiters.get(4).result();
    }

    @Test
    void signalAll_eachWayWaits_allInOrder() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        List<Running<Boolean>> waiters = eachWay(order);
        lock.lock();
        condition.signalAll();
        lock.unlock();
        for (Running<Boolean> waiter : waiters) {
            assertThat(waiter.result()).isTrue();
        }
        assertThat(order).isEqualTo(ALL.stream().map(Way::name).toList());
        assertThat(awaiting(condition)).isZero();
        assertThat(view.isFree()).isTrue();
    }

    @Test
    void signal_nobodyWaits_isNotKept() throws Exception {
        lock.lock();
        condition.signal();
        condition.signalAll();
        for (Way way : LITTLE_TIME) {
            assertThat(way.on(condition)).as(way.name()).isFalse();
        }
        lock.unlock();
    }

    @Test
    void signal_severalConditionsOfOneLock_onlyItsOwn() throws Exception {
        Condition other = lock.newCondition();
        Running<Boolean> waiter = awaiter(UNINTERRUPTIBLE);
        untilAwaiting(1);
        lock.lock();
        other.signal();
        other.signalAll();
        assertThat(awaiting(condition)).isEqualTo(1);
        assertThat(view.waiting()).isZero();
        condition.signal();
        lock.unlock();
        assertThat(waiter.result()).isTrue();
    }

    @Test
    void await_producersAndConsumers_eachItemOnce() throws Exception {
        Condition notEmpty = condition;
        Condition notFull = lock.newCondition();
        Queue<Integer> items = new ArrayDeque<>();
        AtomicInteger sum = new AtomicInteger();
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(Running.doing(virtual, () -> {
                for (int item = 1; item <= 150; item++) {
                    lock.lock();
                    while (items.size() == 2) {
                        assertThat(ALL.get(item % 5).on(notFull)).isTrue();
                    }
                    items.add(item);
                    notEmpty.signal();
                    lock.unlock();
                }
            }));
            threads.add(Running.doing(virtual, () -> {
                for (int n = 0; n < 150; n++) {
                    lock.lockInterruptibly();
                    while (items.isEmpty()) {
                        assertThat(ALL.get(n % 5).on(notEmpty)).isTrue();
                    }
                    sum.addAndGet(items.remove());
                    notFull.signal();
                    lock.unlock();
                }
            }));
        }
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
        assertThat(sum.get()).isEqualTo(2 * 150 * 151 / 2);
        assertThat(items).isEmpty();
    }

    // ---- the depth of the lock

    @Test
    void await_anyDepth_unlocksAllAndTakesAllBack() throws Exception {
        for (Way way : ALL) {
            Running<Boolean> waiter = lockedAsOftenAsMayBe(() -> assertThat(way.on(condition)).isTrue());
            untilAwaiting(1); // so it has unlocked
            signal();
            waiter.result();
        }
        for (Way way : INTERRUPTIBLE) {
            Running<Boolean> waiter = lockedAsOftenAsMayBe(() -> assertThat(catchThrowable(() -> way.on(condition)))
                    .isInstanceOf(InterruptedException.class));
            untilAwaiting(1);
            waiter.interrupt();
            waiter.result();
        }
        for (List<Way> ways : List.of(NO_TIME, LITTLE_TIME)) {
            for (Way way : ways) {
                lockedAsOftenAsMayBe(() -> assertThat(way.on(condition)).isFalse()).result();
            }
        }
        assertThat(view.isFree()).isTrue();
    }

    /** A thread that locks three times where it may, else once. */
    private Running<Boolean> lockedAsOftenAsMayBe(Running.Steps steps) {
        return Running.doing(virtual, () -> {
            int depth = kind.owned() ? 3 : 1;
            for (int i = 0; i < depth; i++) {
                lock.lock();
            }
            steps.run();
            for (int held = depth; held > 0; held--) {
                assertThat(Running.start(virtual, lock::tryLock).result()).as("held " + held).isFalse();
                lock.unlock();
            }
            assertThat(catchThrowable(lock::unlock)).isInstanceOf(IllegalMonitorStateException.class);
        });
    }

    // ---- interrupts

    @Test
    void await_interruptedOnEntry_throwsWithTheLock() throws Exception {
        List<Way> ways = new ArrayList<>(INTERRUPTIBLE);
        ways.addAll(NO_TIME);
        for (Way way : ways) {
            Running.doing(virtual, () -> {
                lock.lock();
                Thread.currentThread().interrupt();
                assertThat(catchThrowable(() -> way.on(condition))).as(way.name())
                        .isInstanceOf(InterruptedException.class);
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                assertThat(view.isFree()).isFalse();
                lock.unlock();
            }).result();
            assertThat(awaiting(condition)).isZero();
            assertThat(view.isFree()).isTrue();
        }
    }

    @Test
    void await_interruptedWhileWaiting_throwsWithTheLock() throws Exception {
        for (Way way : INTERRUPTIBLE) {
            AtomicReference<Boolean> held = new AtomicReference<>();
            Running<Boolean> waiter = Running.doing(virtual, () -> {
                lock.lock();
                assertThat(catchThrowable(() -> way.on(condition))).as(way.name())
                        .isInstanceOf(InterruptedException.class);
                held.set(!view.isFree());
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                lock.unlock();
            });
            untilAwaiting(1);
            lock.lock();
            waiter.interrupt();
            Running.until("it wants the lock", () -> view.waiting() == 1);
            assertThat(waiter.isDone()).as("not without the lock").isFalse();
            lock.unlock();
            waiter.result();
            assertThat(held.get()).isTrue();
            assertThat(awaiting(condition)).isZero();
            assertThat(view.isFree()).isTrue();
        }
    }

    @Test
    void awaitUninterruptibly_interrupted_waitsOnAndKeepsTheStatus() throws Exception {
        for (boolean onEntry : new boolean[] {true, false}) {
            Running<Boolean> waiter = Running.start(virtual, () -> {
                lock.lock();
                if (onEntry) {
                    Thread.currentThread().interrupt();
                }
                condition.awaitUninterruptibly();
                assertThat(view.isFree()).isFalse();
                lock.unlock();
                return Thread.currentThread().isInterrupted();
            });
            untilAwaiting(1);
            if (!onEntry) {
                waiter.awaitParked();
                waiter.interrupt();
            }
            Running.until("it has noticed", () -> waiter.isDone() || !waiter.thread().isInterrupted());
            waiter.awaitParked();
            assertThat(waiter.isDone()).isFalse();
            assertThat(awaiting(condition)).isEqualTo(1);
            signal();
            assertThat(waiter.result()).isTrue();
        }
    }

    @Test
    void await_interruptedAfterTheSignal_returnsAndKeepsTheStatus() throws Exception {
        for (Way way : ALL) {
            Running<Boolean> waiter = Running.start(virtual, () -> {
                lock.lock();
                assertThat(way.on(condition)).as(way.name()).isTrue();
                lock.unlock();
                return Thread.currentThread().isInterrupted();
            });
            untilAwaiting(1);
            lock.lock();
            condition.signal();
            waiter.interrupt();
            lock.unlock();
            assertThat(waiter.result()).as(way.name()).isTrue();
        }
    }

    @Test
    void await_lateAndInterruptedWhileItLocksAgain_keepsTheStatus() throws Exception {
        if (!kind.fair()) {
            return; // who comes back may be quicker than who waits
        }
        for (Way way : NO_TIME) {
            Event taken = new Event();
            Event go = new Event();
            Running<Boolean> waiter = Running.start(virtual, () -> {
                lock.lock();
                Running.until("the other waits", () -> view.waiting() == 1);
                assertThat(way.on(condition)).as(way.name()).isFalse();
                lock.unlock();
                return Thread.currentThread().isInterrupted();
            });
            Running.until("it has the lock", () -> !view.isFree());
            Running<Boolean> other = Running.doing(virtual, () -> {
                lock.lock();
                taken.set();
                go.await();
                lock.unlock();
            });
            Running.until("it wants the lock again", () -> taken.isSet() && view.waiting() == 1);
            waiter.interrupt();
            Running.until("it has noticed", () -> waiter.isDone() || !waiter.thread().isInterrupted());
            assertThat(waiter.isDone()).isFalse();
            go.set();
            other.result();
            assertThat(waiter.result()).as(way.name()).isTrue();
        }
    }

    @Test
    void signal_firstWasInterrupted_goesToTheNext() throws Exception {
        for (Way way : INTERRUPTIBLE) {
            Running<Boolean> first = awaiter(way);
            untilAwaiting(1);
            Running<Boolean> second = awaiter(UNINTERRUPTIBLE);
            untilAwaiting(2);
            lock.lock();
            first.interrupt();
            Running.until("it has given up", () -> view.waiting() == 1);
            condition.signal();
            lock.unlock();
            assertThat(first.failure()).isInstanceOf(InterruptedException.class);
            assertThat(second.result()).isTrue();
        }
    }

    /** Either the first one uses the signal, or it throws and the second one does. */
    @Test
    void signal_firstIsInterruptedMeanwhile_isNotLost() throws Exception {
        for (int round = 0; round < 40; round++) {
            Running<Boolean> first = awaiter(INTERRUPTIBLE.get(round % 4));
            untilAwaiting(1);
            Running<Boolean> second = awaiter(UNINTERRUPTIBLE);
            untilAwaiting(2);
            Running<Boolean> interrupter = Running.doing(virtual, first::interrupt);
            signal();
            interrupter.result();
            Running.until("the first has ended", first::isDone);
            if (awaiting(condition) == 1) {
                assertThat(first.result()).isTrue();
                signal();
            } else {
                assertThat(first.failure()).isInstanceOf(InterruptedException.class);
            }
            assertThat(second.result()).isTrue();
            assertThat(awaiting(condition)).isZero();
        }
    }

    // ---- times

    @Test
    void await_noTime_falseWithTheLock() throws Exception {
        for (Way way : NO_TIME) {
            lock.lock();
            assertThat(way.on(condition)).as(way.name()).isFalse();
            assertThat(view.isFree()).isFalse();
            lock.unlock();
            assertThat(awaiting(condition)).isZero();
        }
    }

    /** No time, or not: to wait unlocks, and who stood in line for a fair lock has it first. */
    @Test
    void await_noTime_unlocksMeanwhile() throws Exception {
        if (!kind.fair()) {
            return; // who comes back may be quicker than who waits
        }
        for (Way way : NO_TIME) {
            List<String> order = new CopyOnWriteArrayList<>();
            lock.lock();
            Running<Boolean> other = Running.doing(virtual, () -> {
                lock.lock();
                order.add("other");
                lock.unlock();
            });
            Running.until("the other waits", () -> view.waiting() == 1);
            assertThat(way.on(condition)).isFalse();
            order.add("back");
            lock.unlock();
            other.result();
            assertThat(order).as(way.name()).containsExactly("other", "back");
        }
    }

    @Test
    void await_notSignalled_falseNotBeforeTheTime() throws Exception {
        long time = TimeUnit.MILLISECONDS.toNanos(20);
        Running.doing(virtual, () -> {
            lock.lock();
            long start = System.nanoTime();
            assertThat(condition.awaitNanos(time)).isNotPositive();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(time);
            start = System.nanoTime();
            assertThat(condition.await(20, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(time);
            assertThat(condition.awaitUntil(in(20))).isFalse();
            assertThat(view.isFree()).isFalse();
            lock.unlock();
        }).result();
        assertThat(awaiting(condition)).isZero();
    }

    @Test
    void awaitNanos_signalled_returnsWhatIsLeft() throws Exception {
        for (long time : new long[] {TimeUnit.DAYS.toNanos(1), Long.MAX_VALUE}) {
            Running<Boolean> waiter = Running.doing(virtual, () -> {
                lock.lock();
                long start = System.nanoTime();
                long left = condition.awaitNanos(time);
                long passed = System.nanoTime() - start;
                assertThat(left).isLessThan(time).isGreaterThanOrEqualTo(time - passed);
                lock.unlock();
            });
            untilAwaiting(1);
            waiter.awaitParked();
            signal();
            waiter.result();
        }
    }

    /** In a loop, as one waits until something is so: signals in between do not make the whole longer. */
    @Test
    void awaitNanos_signalledAgainAndAgain_whatIsLeftComesToAnEnd() throws Exception {
        Event over = new Event();
        Running<Boolean> waiter = Running.doing(virtual, () -> {
            lock.lock();
            long left = TimeUnit.MILLISECONDS.toNanos(50);
            while (left > 0) {
                left = condition.awaitNanos(left);
            }
            lock.unlock();
            over.set();
        });
        Running.until("the time is over", () -> {
            lock.lock();
            condition.signalAll();
            lock.unlock();
            return over.isSet();
        });
        waiter.result();
    }

    /** The longest time there is means for ever, as it does in the JDK, whatever its unit. */
    @Test
    void await_mostTime_waitsInEachUnit() throws Exception {
        List<Way> ways = new ArrayList<>();
        for (TimeUnit unit : TimeUnit.values()) {
            ways.add(new Way("await " + unit, each -> each.await(Long.MAX_VALUE, unit)));
        }
        ways.add(new Way("awaitUntil", each -> each.awaitUntil(new Date(Long.MAX_VALUE))));
        ways.add(new Way("awaitNanos", each -> each.awaitNanos(Long.MAX_VALUE) > 0));
        for (Way way : ways) {
            Running<Boolean> waiter = awaiter(way);
            Running.until("it awaits", () -> waiter.isDone() || (awaiting(condition) == 1 && view.isFree()));
            assertThat(waiter.isDone()).as(way.name()).isFalse();
            signal();
            assertThat(waiter.result()).as(way.name()).isTrue();
        }
    }

    /** The dates of SQL are such: they have a time, but refuse to tell it as an instant. */
    private static final class DateOnly extends Date {

        private static final long serialVersionUID = 1;

        DateOnly(long time) {
            super(time);
        }

        @Override
        public java.time.Instant toInstant() {
            throw new UnsupportedOperationException("date only");
        }
    }

    @Test
    void awaitUntil_dateWithoutAnInstant_asItsTime() throws Exception {
        lock.lock();
        assertThat(condition.awaitUntil(new DateOnly(0))).isFalse();
        lock.unlock();
        Running<Boolean> waiter = awaiter(new Way("awaitUntil", each -> each.awaitUntil(new DateOnly(Long.MAX_VALUE))));
        untilAwaiting(1);
        signal();
        assertThat(waiter.result()).isTrue();
    }

    @Test
    @SuppressWarnings("NullAway")
    void await_noUnitOrDate_refusedWithTheLock() {
        lock.lock();
        assertThat(catchThrowable(() -> condition.await(1, null))).isInstanceOf(NullPointerException.class);
        assertThat(catchThrowable(() -> condition.awaitUntil(null))).isInstanceOf(NullPointerException.class);
        assertThat(awaiting(condition)).isZero();
        lock.unlock();
    }

    // ---- steps

    private static int awaiting(Condition condition) {
        return ((ConditionView) condition).signals().awaiting();
    }

    private void untilAwaiting(int count) {
        Running.until("they await: " + count, () -> awaiting(condition) == count && view.isFree());
    }

    private void signal() {
        lock.lock();
        condition.signal();
        lock.unlock();
    }

    /** One that locks, waits, and unlocks, also if it fails. */
    private Running<Boolean> awaiter(Way way) {
        return Running.start(virtual, () -> {
            lock.lock();
            try {
                return way.on(condition);
            } finally {
                lock.unlock();
            }
        });
    }

    /** One for each way to wait, one behind the other; they write themselves down when they have the lock again. */
    private List<Running<Boolean>> eachWay(List<String> order) {
        List<Running<Boolean>> waiters = new ArrayList<>();
        for (Way way : ALL) {
            waiters.add(awaiter(new Way(way.name(), each -> {
                boolean inTime = way.on(each);
                order.add(way.name());
                return inTime;
            })));
            untilAwaiting(waiters.size());
        }
        return waiters;
    }
}
