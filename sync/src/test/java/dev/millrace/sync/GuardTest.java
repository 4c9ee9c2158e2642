package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.time.Deadline;
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
        Runnable whenReleased = () -> {};
        BooleanSupplier whenAsked = () -> true;

        TestLock() {
            super(false);
        }

        @Override
        boolean attempt(int request) {
            return open;
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
            whenAsked.getAsBoolean();
            return null;
        }

        @Override
        int requireHeld(String subject) {
            return 1;
        }

        @Override
        void releaseFully() {
            whenReleased.run();
            throw Errors.notHeld("test");
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
            return true;
        };
        Running<Boolean> waiter = Running.start(virtual, () -> lock.take(1, Deadline.never()));
        assertThat(waiter.result()).isTrue();
    }

    @Test
    void await_refusedAtTheUnlock_leavesNobodyBehind() {
        TestLock lock = new TestLock();
        Signals signals = new Signals(lock, lock);
        assertThatThrownBy(() -> signals.await(Deadline.never())).isInstanceOf(IllegalMonitorStateException.class);
        assertThat(signals.awaiting()).isZero();
        assertThatThrownBy(signals::awaitUninterruptibly).isInstanceOf(IllegalMonitorStateException.class);
        assertThat(signals.awaiting()).isZero();
    }

    @Test
    void await_signalledAndThenRefused_leavesTheLineAndHandsTheSignalOn() throws Exception {
        TestLock lock = new TestLock();
        Signals signals = new Signals(lock, lock);
        boolean[] first = {true};
        Event waits = new Event();
        lock.whenReleased = () -> {
            if (first[0]) {
                first[0] = false;
                assertThat(signals.signal(1)).isEqualTo(1);
                assertThat(lock.standing()).isEqualTo(1);
            }
        };
        assertThatThrownBy(() -> signals.await(Deadline.never())).isInstanceOf(IllegalMonitorStateException.class);
        assertThat(lock.standing()).isZero();
        assertThat(signals.awaiting()).isZero();
        assertThat(waits.isSet()).isFalse();
    }
}
