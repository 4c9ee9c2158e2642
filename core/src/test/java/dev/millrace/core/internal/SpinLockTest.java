package dev.millrace.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.wait.Running;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SpinLockTest {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lock_held_waitsUntilItIsFree(boolean virtual) throws Exception {
        SpinLock lock = new SpinLock();
        AtomicBoolean freed = new AtomicBoolean();
        AtomicBoolean tries = new AtomicBoolean();
        lock.lock();
        Running<Boolean> next = Running.start(virtual, () -> {
            tries.set(true);
            lock.lock();
            try {
                return freed.get();
            } finally {
                lock.unlock();
            }
        });
        Running.until("the other thread tries", tries::get);
        for (int i = 0; i < 1_000; i++) {
            Thread.yield();
        }
        freed.set(true);
        lock.unlock();

        assertThat(next.result()).isTrue();
        lock.lock(); // free again
        lock.unlock();
    }
}
