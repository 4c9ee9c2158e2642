package dev.millrace.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.wait.Running;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SpinLockStressTest {

    private static final int THREADS = 4;
    private static final int ROUNDS = 100_000;

    private long counter;
    private long mirror;

    /** Two plain counters under the lock: they stay equal and lose nothing. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lock_severalThreads_oneAtATimeSeesAllThatTheLastOneDid(boolean virtual) throws Exception {
        SpinLock lock = new SpinLock();
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(Running.start(virtual, () -> {
                boolean equal = true;
                for (int round = 0; round < ROUNDS; round++) {
                    lock.lock();
                    try {
                        equal &= counter == mirror;
                        counter++;
                        mirror++;
                    } finally {
                        lock.unlock();
                    }
                }
                return equal;
            }));
        }
        for (Running<Boolean> thread : threads) {
            assertThat(thread.result()).isTrue();
        }
        assertThat(counter).isEqualTo((long) THREADS * ROUNDS);
        assertThat(mirror).isEqualTo((long) THREADS * ROUNDS);
    }
}
