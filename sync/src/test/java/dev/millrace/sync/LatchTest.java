package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.core.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Latches, on both kinds of thread. */
@ParameterizedClass(name = "virtual threads: {0}")
@ValueSource(booleans = {false, true})
@Timeout(60)
class LatchTest {

    private static final Duration SHORT = Duration.ofMillis(30);

    private final boolean virtual;

    LatchTest(boolean virtual) {
        this.virtual = virtual;
    }

    /** Who was woken for another, who has left meanwhile, goes on waiting. */
    @Test
    void awaitUntil_wokenThoughItIsNotSo_waitsOn() throws Exception {
        AtomicBoolean isSo = new AtomicBoolean();
        Latch gate = new Latch(1);
        Running<Boolean> waiter = Running.start(true,
                () -> gate.awaitUntil(isSo::get, Deadline.after(Duration.ofDays(1))));
        for (int round = 0; round < 3; round++) {
            Running.until("it waits", () -> gate.waiting() == 1);
            gate.open();
        }
        isSo.set(true);
        Running.until("it has gone", () -> {
            gate.open();
            return gate.waiting() == 0;
        });
        assertThat(waiter.result()).isTrue();
    }

    @Test
    void await_countedDownToZero_allGoOn() throws Exception {
        Latch latch = new Latch(3);
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            boolean timed = i % 2 == 0;
            threads.add(Running.start(virtual, () -> {
                if (timed) {
                    return latch.await(Duration.ofDays(1));
                }
                latch.await();
                return true;
            }));
        }
        Running.until("all wait", () -> latch.waiting() == 5);
        for (int left = 2; left >= 0; left--) {
            assertThat(threads).noneMatch(Running::isDone);
            assertThat(latch.isOpen()).isFalse();
            latch.countDown();
            assertThat(latch.count()).isEqualTo(left);
        }
        for (Running<Boolean> thread : threads) {
            assertThat(thread.result()).isTrue();
        }
        assertThat(latch.isOpen()).isTrue();
        assertThat(latch.waiting()).isZero();
    }

    @Test
    void countDown_atZero_staysOpen() throws Exception {
        Latch latch = new Latch(1);
        for (int i = 0; i < 5; i++) {
            latch.countDown();
            assertThat(latch.count()).isZero();
            latch.await();
            assertThat(latch.await(Duration.ZERO)).isTrue();
        }
    }

    @Test
    void create_zero_isOpen() throws Exception {
        Latch latch = new Latch(0);
        assertThat(latch.isOpen()).isTrue();
        latch.await();
        latch.countDown();
        assertThat(latch.count()).isZero();
    }

    @Test
    void await_notOpened_falseAfterTheTimeout() throws Exception {
        Latch latch = new Latch(2);
        latch.countDown();
        assertThat(latch.await(Duration.ZERO)).isFalse();
        assertThat(Running.start(virtual, () -> {
            long start = System.nanoTime();
            boolean open = latch.await(SHORT);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos()); // never early
            return open;
        }).result()).isFalse();
        assertThat(latch.waiting()).isZero();
        assertThat(latch.count()).isEqualTo(1);
    }

    @Test
    void await_interrupted_throws() throws Exception {
        Latch latch = new Latch(1);
        Running<Boolean> waiter = Running.doing(virtual, () -> {
            assertThat(catchThrowable(latch::await)).isInstanceOf(InterruptedException.class);
        });
        Running.until("it waits", () -> latch.waiting() == 1);
        waiter.interrupt();
        waiter.result();
        assertThat(latch.count()).isEqualTo(1);
    }

    @Test
    void countDown_byManyThreads_countsEachOnceAndShowsWhatTheyDid() throws Exception {
        for (int round = 0; round < 100; round++) {
            int[] plain = new int[6];
            Latch latch = new Latch(6);
            List<Running<Boolean>> threads = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int number = i;
                threads.add(Running.doing(virtual, () -> {
                    plain[number] = number + 1;
                    latch.countDown();
                }));
            }
            latch.await();
            assertThat(plain).containsExactly(1, 2, 3, 4, 5, 6);
            for (Running<Boolean> thread : threads) {
                thread.result();
            }
        }
    }

    @Test
    void countDown_byManyThreadsAtOnce_countsEach() throws Exception {
        int each = 50_000;
        Latch latch = new Latch(4 * each);
        Latch begin = new Latch(1);
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Running.doing(virtual, () -> {
                begin.await();
                for (int n = 0; n < each; n++) {
                    latch.countDown();
                }
            }));
        }
        begin.countDown();
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
        assertThat(latch.count()).isZero();
        latch.await();
    }

    @Test
    void countDown_byManyThreadsBeyondZero_staysAtZero() throws Exception {
        for (int round = 0; round < 100; round++) {
            Latch latch = new Latch(3);
            Latch begin = new Latch(1);
            List<Running<Boolean>> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                threads.add(Running.doing(virtual, () -> {
                    begin.await();
                    for (int n = 0; n < 10; n++) {
                        latch.countDown();
                        assertThat(latch.count()).isBetween(0, 2);
                    }
                    latch.await();
                }));
            }
            begin.countDown();
            for (Running<Boolean> thread : threads) {
                thread.result();
            }
            assertThat(latch.count()).isZero();
            assertThat(latch.await(Duration.ZERO)).isTrue();
        }
    }
}
