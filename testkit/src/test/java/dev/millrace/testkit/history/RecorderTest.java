package dev.millrace.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.history.Recorder.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class RecorderTest {

    @Test
    void history_callsOfTwoThreads_inTheOrderOfTheirBeginnings() {
        Recorder recorder = new Recorder(2, Clock.COUNTER);
        recorder.log(1).begin("poll", null);
        recorder.log(0).begin("offer", 7);
        recorder.log(1).end(null);
        recorder.log(0).end(true);
        recorder.log(0).begin("offer", 8);
        assertThat(recorder.history().operations())
                .containsExactly(
                        Operation.returned(1, "poll", null, null, 0, 2),
                        Operation.returned(0, "offer", 7, true, 1, 3),
                        Operation.pending(0, "offer", 8, 4, Ending.UNKNOWN));
    }

    @Test
    void log_ofNoThread_isRefused() {
        Recorder recorder = new Recorder(2, Clock.COUNTER);
        for (int none : new int[] {-1, 2}) {
            assertThatThrownBy(() -> recorder.log(none)).isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("recorder: thread=" + none + " (expected: 0 to 1)");
        }
    }

    @Test
    void history_ofNothingKnown_isRefused() {
        List<Operation> operations = new ArrayList<>();
        operations.add(null);
        assertThatThrownBy(() -> new History(operations)).isInstanceOf(NullPointerException.class)
                .hasMessage("history: operation=null (expected: not null)");
    }

    @Test
    void history_pendingEndings_areAsked() {
        Recorder recorder = new Recorder(2, Clock.COUNTER);
        recorder.log(0).begin("take", null);
        recorder.log(1).begin("take", null);
        History history = recorder.history(thread -> thread == 1 ? Ending.BLOCKED : Ending.UNKNOWN);
        assertThat(history.operations()).extracting(Operation::ending).containsExactly(Ending.UNKNOWN, Ending.BLOCKED);
    }

    @Test
    void call_throws_recordsTheExceptionAndThrowsIt() {
        Recorder recorder = new Recorder(1, Clock.COUNTER);
        assertThatThrownBy(() -> recorder.log(0).call("add", 1, () -> {
            throw new IllegalStateException("full");
        }))
                .hasMessage("full");
        assertThat(recorder.history().operations().get(0).output())
                .isEqualTo(new Operation.Thrown(IllegalStateException.class));
        assertThat(recorder.history().operations().get(0).output()).hasFieldOrPropertyWithValue("message", "full");
    }

    @Test
    void waits_insideTheCall_keepsTheFirstTime() throws Exception {
        Recorder recorder = new Recorder(1, Clock.COUNTER);
        Recorder.Log log = recorder.log(0);
        log.waits();
        log.begin("take", null);
        log.waits();
        log.waits();
        assertThat(recorder.history().operations().get(0).waitedAt()).isEqualTo(2);
        log.end(5);
        log.call("poll", null, () -> null);
        log.waits();
        assertThat(recorder.history().operations()).extracting(Operation::waitedAt).containsExactly(2L,
                Operation.NEVER);
        assertThat(log.isInCall()).isFalse();
    }

    @Test
    void begin_twice_refused() {
        Recorder.Log log = new Recorder(1, Clock.NANO_TIME).log(0);
        assertThatThrownBy(() -> log.end(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("recorder: end in thread 0 (expected: a call has begun)");
        log.begin("offer", 1);
        assertThatThrownBy(() -> log.begin("poll", null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("recorder: begin of poll in thread 0 (expected: the call before has returned)");
    }

    @Test
    void recorder_noThreads_refused() {
        assertThatThrownBy(() -> new Recorder(0, Clock.COUNTER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("recorder: threads=0 (expected: >= 1)");
    }

    @ParameterizedTest
    @EnumSource
    void history_whileThreadsWork_isARightBeginning(Clock clock) throws Exception {
        int perThread = 20_000;
        Recorder recorder = new Recorder(3, clock);
        ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();
        CountDownLatch working = new CountDownLatch(3);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            Recorder.Log log = recorder.log(t);
            int from = t * perThread;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < perThread; i++) {
                    int value = from + i;
                    work(log, queue, value);
                    if (i == 100) {
                        working.countDown();
                    }
                }
            }));
        }
        working.await();
        for (int i = 0; i < 20; i++) {
            for (Operation call : recorder.history().operations()) {
                assertThat(call.name()).isIn("offer", "poll");
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        History history = recorder.history();
        assertThat(history.size()).isEqualTo(3 * perThread);
        assertThat(FifoQueueCheck.linearizable().check(history).isLinearizable()).isTrue();
    }

    private static void work(Recorder.Log log, ConcurrentLinkedQueue<Integer> queue, int value) {
        try {
            if ((value & 1) == 0) {
                log.call("offer", value, () -> queue.offer(value));
            } else {
                log.call("poll", null, queue::poll);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
