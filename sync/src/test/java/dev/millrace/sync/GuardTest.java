package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.time.Deadline;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What guards and conditions do at moments that no public method can hold on to. */
@ParameterizedClass(name = "virtual threads: {0}")
@ValueSource(booleans = {false, true})
@Timeout(120)
class GuardTest {

    private final boolean virtual;

    GuardTest(boolean virtual) {
        this.virtual = virtual;
    }

    /** A lock whose parts a test decides on. */
    private static class TestLock extends LockGuard {
        volatile boolean open;
        volatile Runnable whenReleased = () -> {};
        volatile Runnable whenAsked = () -> {};
        volatile Runnable whenTried = () -> {};
        volatile @Nullable Thread holder;

        TestLock() {
            super(false);
        }

        @Override
        boolean attempt(int request) {
            whenTried.run();
            return open;
        }

        @Override
        boolean giveBack(int request) {
            throw new AssertionError("request=" + request + " (expected: nobody lets anybody out)");
        }

        @Override
        boolean isOpen() {
            return open;
        }

        @Override
        String goal(int request) {
            return "the test";
        }

        @Override
        @Nullable Thread soleHolder() {
            Thread found = holder;
            whenAsked.run();
            return found;
        }

        @Override
        int requireHeld(String subject) {
            return 1;
        }

        @Override
        void releaseFully() {
            whenReleased.run();
        }

        @Override
        String state() {
            return "";
        }
    }

    /** To ask who holds it may load classes, and a class loader may park: that takes the permit of the wake-up. */
    @Test
    void await_wakeUpTakenByOthersCode_isNotLost() throws Exception {
        TestLock lock = new TestLock();
        boolean[] taken = new boolean[1];
        lock.whenAsked = () -> {
            if (!taken[0]) {
                taken[0] = true;
                Running.doing(virtual, () -> {
                    lock.open = true;
                    lock.wakeFirst();
                });
                LockSupport.park(this);
            }
        };
        Running<Boolean> waiter = Running.doing(virtual, () -> lock.take(1));
        assertThat(waiter.result()).isTrue();
    }

    /** What the JVM shows to be held by a thread that has let go of it, may look like a deadlock. */
    @Test
    void await_holderLetsGoWhileHeIsLookedFor_isNotShown() throws Exception {
        TestLock lock = new TestLock();
        lock.holder = Thread.currentThread();
        Running<Boolean> first = Running.doing(virtual, () -> lock.take(1));
        Running.until("it waits", () -> lock.standing() == 1);
        Running<Boolean> second = Running.doing(false, () -> lock.take(1));
        Running.until("the holder is shown", () -> lock.holder.getName().equals(shownOwner(second)));
        first.awaitParked();

        AtomicReference<String> shown = new AtomicReference<>("nobody has tried");
        lock.whenAsked = () -> {
            lock.whenAsked = () -> {};
            lock.holder = null; // he was found, and is not the holder any more
            lock.wakeFirst();
            lock.whenTried = () -> {
                lock.whenTried = () -> {};
                shown.set(shownOwner(second));
                lock.open = true;
            };
        };
        lock.wakeFirst();
        assertThat(first.result()).isTrue();
        assertThat(second.result()).isTrue();
        assertThat(shown.get()).isNull();
    }

    /** The same without a hook, on real processors: whatever the two see of each other, in the end nobody is shown. */
    @Test
    @Timeout(3_600) // as long as a soak may take
    void showHolder_whileHeLetsGo_endsWithNobodyShown() throws Exception {
        TestLock lock = new TestLock();
        Turn head = new Turn(1); // of nobody who would show anything himself
        lock.enterSignalled(head);
        Running<Boolean> behind = Running.doing(virtual, () -> lock.take(1));
        Running.until("it is parked", () -> LockSupport.getBlocker(behind.thread()) instanceof Blocker);
        Blocker blocker = (Blocker) LockSupport.getBlocker(behind.thread());
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        Event over = new Event();
        Running<Boolean> showing = Running.doing(virtual, () -> {
            while (!over.isSet()) {
                int last = ended.get();
                spinUntil(() -> begun.get() > last || over.isSet());
                int round = begun.get();
                countDown(new AtomicInteger(round % 61));
                lock.showHolder();
                ended.set(round);
            }
        });
        int stale = 0;
        long start = System.nanoTime();
        for (int round = 1; System.nanoTime() - start < Duration.ofSeconds(Stress.scaled(1)).toNanos(); round++) {
            lock.holder = Thread.currentThread();
            begun.set(round);
            countDown(new AtomicInteger(round % 127));
            lock.holder = null;
            lock.wakeFirst();
            int last = round;
            spinUntil(() -> ended.get() == last);
            stale += blocker.shown() == null ? 0 : 1;
        }
        over.set();
        showing.result();
        lock.open = true;
        lock.leave(head);
        assertThat(behind.result()).isTrue();
        assertThat(stale).isZero();
    }

    /** As {@link Running#until}, and soon. */
    private static void spinUntil(BooleanSupplier condition) {
        for (int n = 1; !condition.getAsBoolean(); n++) {
            if (n % 1_000 == 0) {
                Thread.yield();
            }
        }
    }

    private static void countDown(AtomicInteger steps) {
        while (steps.get() > 0) {
            steps.decrementAndGet(); // takes some nanoseconds
        }
    }

    private static @Nullable String shownOwner(Running<?> platformThread) {
        return ManagementFactory.getThreadMXBean().getThreadInfo(platformThread.thread().threadId()).getLockOwnerName();
    }

    private static void refuse() {
        throw Errors.notHeld("test");
    }

    @Test
    void await_refusedAtTheUnlock_leavesNobodyBehind() {
        TestLock lock = new TestLock();
        lock.whenReleased = GuardTest::refuse;
        Signals signals = new Signals(lock, lock);
        assertThatThrownBy(() -> signals.await(Deadline.never())).isInstanceOf(IllegalMonitorStateException.class);
        assertThat(signals.awaiting()).isZero();
        assertThatThrownBy(signals::awaitUninterruptibly).isInstanceOf(IllegalMonitorStateException.class);
        assertThat(signals.awaiting()).isZero();
    }

    /** Two wait; the first is signalled, and refused only then. */
    @Test
    void await_signalledAndThenRefused_leavesTheLineAndHandsTheSignalOn() throws Exception {
        TestLock lock = new TestLock();
        Signals signals = new Signals(lock, lock);
        AtomicReference<Running<Boolean>> second = new AtomicReference<>();
        lock.whenReleased = () -> {
            lock.whenReleased = () -> {};
            second.set(Running.start(virtual, () -> signals.await(Deadline.never())));
            Running.until("both wait", () -> signals.awaiting() == 2);
            assertThat(signals.signal(1)).isEqualTo(1);
            assertThat(lock.standing()).isEqualTo(1);
            lock.open = true;
            refuse();
        };
        assertThatThrownBy(() -> signals.await(Deadline.never())).isInstanceOf(IllegalMonitorStateException.class);
        assertThat(second.get().result()).isTrue();
        assertThat(lock.standing()).isZero();
        assertThat(signals.awaiting()).isZero();
    }
}
