package dev.millrace.benchmarks.peers.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.benchmarks.peers.ThreadKind;
import dev.millrace.benchmarks.peers.Threads;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class ContestTest {

    @Test
    void run_sharedTurns_eachIsTakenOnce() throws InterruptedException {
        Set<Integer> taken = ConcurrentHashMap.newKeySet();
        Contest.sharing(Threads.parse("4 virtual"), 400).run((thread, turn) -> {
            if (!taken.add(thread * 100 + turn)) {
                throw new IllegalStateException("turn: number=" + turn + " (expected: once)");
            }
        });
        assertThat(taken).hasSize(400).contains(0, 399);
    }

    @Test
    void run_turnFails_othersEndAndCauseIsKept() {
        Contest contest = new Contest(new Threads(4, ThreadKind.PLATFORM), 1);
        assertThatThrownBy(() -> contest.run((thread, turn) -> {
            if (thread == 3) {
                throw new IllegalArgumentException("on purpose");
            }
            Thread.sleep(Long.MAX_VALUE);
        })).isInstanceOf(IllegalStateException.class).hasRootCauseMessage("on purpose");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void sharing_unevenly_isRefused() {
        assertThatThrownBy(() -> Contest.sharing(Threads.parse("16 platform"), 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("contest: operations=100 (expected: a multiple of threads=16)");
    }

    @Test
    void threads_written_areReadBack() {
        Threads threads = new Threads(1000, ThreadKind.VIRTUAL);
        assertThat(threads).hasToString("1000 virtual");
        assertThat(Threads.parse(threads.toString())).isEqualTo(threads);
    }

    @Test
    void threads_none_areRefused() {
        assertThatThrownBy(() -> Threads.parse("0 virtual"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("threads: count=0 (expected: >= 1)");
        assertThatThrownBy(() -> Threads.parse("virtual"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("threads: text=virtual (expected: <count> <kind>)");
    }
}
