package dev.millrace.testkit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Result;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a thread stands in the line of a lock that is built on a monitor: once it waits inside, not at the entry. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FairLineTest {

    abstract static class MonitorLock {
        abstract void lock() throws InterruptedException;

        abstract void unlock();
    }

    /** Draws a number under the monitor, and waits there for its turn. */
    static final class Tickets extends MonitorLock {
        private int next;
        private int now;

        @Override
        synchronized void lock() throws InterruptedException {
            int mine = next++;
            while (mine != now) {
                wait();
            }
        }

        @Override
        synchronized void unlock() {
            now++;
            notifyAll();
        }
    }

    /** Whoever enters the monitor first has it. */
    static final class Flag extends MonitorLock {
        private boolean held;

        @Override
        synchronized void lock() throws InterruptedException {
            while (held) {
                wait();
            }
            held = true;
        }

        @Override
        synchronized void unlock() {
            held = false;
            notify();
        }
    }

    private static Check fair(boolean tickets) {
        return Check.lock((LockSpec<MonitorLock> lock) -> lock.create(() -> tickets ? new Tickets() : new Flag())
                .lock(MonitorLock::lock)
                .unlock(MonitorLock::unlock).fair()).engines(Engine.CONTROLLED).seed(1);
    }

    @Test
    void ticketsUnderAMonitor_areFair() {
        fair(true).budget(Duration.ofSeconds(1)).run().orThrow();
    }

    @Test
    void flagUnderAMonitor_isUnfair() {
        Result result = fair(false).budget(Duration.ofSeconds(60)).run();
        assertThat(result).isInstanceOf(Result.Failed.class).asString().contains("unfair: ");
    }
}
