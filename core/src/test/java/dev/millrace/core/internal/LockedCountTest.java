package dev.millrace.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.wait.Running;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LockedCountTest {

    private static final int THREADS = 4;
    private static final int ROUNDS = 100_000;

    private long mirror;

    @Test
    void unlock_withACount_publishesIt() {
        LockedCount count = new LockedCount();
        count.lock();
        count.unlock(7);

        assertThat(count.count()).isEqualTo(7);
    }

    @Test
    void unlock_withoutACount_leavesItAndFreesTheLock() {
        LockedCount count = new LockedCount();
        count.lock();
        count.unlock(7);
        count.lock();
        assertThat(count.count()).isEqualTo(7);
        count.unlock();
        count.lock(); // free again
        count.unlock();

        assertThat(count.count()).isEqualTo(7);
    }

    /** The count and a plain number change together under the lock: they stay equal and lose nothing. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lock_severalThreads_oneAtATimeSeesAllThatTheLastOneDid(boolean virtual) throws Exception {
        LockedCount count = new LockedCount();
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(Running.start(virtual, () -> {
                boolean equal = true;
                for (int round = 0; round < ROUNDS; round++) {
                    count.lock();
                    equal &= count.count() == mirror;
                    mirror++;
                    count.unlock(mirror);
                }
                return equal;
            }));
        }
        for (Running<Boolean> thread : threads) {
            assertThat(thread.result()).isTrue();
        }
        assertThat(count.count()).isEqualTo((long) THREADS * ROUNDS);
        assertThat(mirror).isEqualTo((long) THREADS * ROUNDS);
    }
}
