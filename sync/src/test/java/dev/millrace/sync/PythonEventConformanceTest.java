package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What Python's events promise, by the ids of the conformance list. */
@ParameterizedClass(name = "virtual threads: {0}")
@ValueSource(booleans = {false, true})
@Timeout(120)
class PythonEventConformanceTest {

    private static final Duration SHORT = Duration.ofMillis(30);

    private final boolean virtual;
    private final Event event = new Event();

    PythonEventConformanceTest(boolean virtual) {
        this.virtual = virtual;
    }

    @Test
    @DisplayName("EV-01 a new event is not set; to set it twice, or to clear it twice, is as once")
    void isSet_setAndCleared_follows() {
        assertThat(event.isSet()).isFalse();
        event.clear();
        assertThat(event.isSet()).isFalse();
        for (int round = 0; round < 3; round++) {
            event.set();
            assertThat(event.isSet()).isTrue();
            event.set();
            assertThat(event.isSet()).isTrue();
            event.clear();
            assertThat(event.isSet()).isFalse();
            event.clear();
            assertThat(event.isSet()).isFalse();
        }
    }

    @Test
    @DisplayName("EV-02 set wakes all 5 who wait, later waits return at once; after clear a second round does the same")
    void set_fiveWait_allGoOn() throws Exception {
        for (int round = 0; round < 2; round++) {
            List<Running<Boolean>> threads = waiting(5);
            event.set();
            for (Running<Boolean> thread : threads) {
                assertThat(thread.result()).isTrue();
            }
            assertThat(Running.start(virtual, () -> event.await(Duration.ZERO)).result()).isTrue();
            Running.doing(virtual, event::await).result();
            assertThat(event.waiting()).isZero();
            event.clear();
        }
    }

    @Test
    @DisplayName("EV-02 ours: who waited when it was set goes on, even if it is cleared at once")
    void set_clearedAtOnce_allGoOn() throws Exception {
        for (int round = 0; round < 20; round++) {
            List<Running<Boolean>> threads = waiting(3);
            event.set();
            event.clear();
            for (Running<Boolean> thread : threads) {
                assertThat(thread.result()).isTrue();
            }
            assertThat(event.isSet()).isFalse();
        }
    }

    @Test
    @DisplayName("EV-04 not set: waiting for no time is false, for some time false after it, for 5 threads at once")
    void await_notSet_falseAfterTheTimeout() throws Exception {
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            threads.add(Running.start(virtual, () -> {
                assertThat(event.await(Duration.ZERO)).isFalse();
                long start = System.nanoTime();
                boolean set = event.await(SHORT);
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos()); // never early
                return set;
            }));
        }
        for (Running<Boolean> thread : threads) {
            assertThat(thread.result()).isFalse();
        }
        assertThat(event.waiting()).isZero();
    }

    @Test
    @DisplayName("AL-08 set wakes all in line, which is in the order of waiting; waiting for a set event does not wait, not even interrupted")
    void await_set_doesNotWait() throws Exception {
        List<Running<Boolean>> threads = waiting(20);
        assertThat(event.report().waiters()).extracting(Report.Waiter::thread).as("the line that set goes along")
                .containsExactlyElementsOf(threads.stream().map(Running::thread).toList());
        event.set();
        for (Running<Boolean> thread : threads) {
            assertThat(thread.result()).isTrue();
        }
        Running.doing(virtual, () -> {
            Thread.currentThread().interrupt();
            event.await();
            assertThat(event.await(Duration.ZERO)).isTrue();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        }).result();
    }

    private List<Running<Boolean>> waiting(int count) {
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean timed = i % 2 == 0;
            threads.add(Running.start(virtual, () -> {
                if (timed) {
                    return event.await(Duration.ofDays(1));
                }
                event.await();
                return true;
            }));
            int come = i + 1;
            Running.until("they wait: " + come, () -> event.waiting() == come);
        }
        return threads;
    }
}
