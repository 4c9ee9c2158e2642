package dev.millrace.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class CrewTest {

    static List<Thread.Builder> threads() {
        return List.of(Thread.ofPlatform().daemon(), Thread.ofVirtual());
    }

    /** It would spin, and a virtual thread would keep its carrier from all others. */
    @ParameterizedTest
    @MethodSource("threads")
    void worker_interruptedAtTheEndOfItsTask_waitsForTheNext(Thread.Builder factory) {
        Crew crew = new Crew(factory);
        AtomicReference<Thread> worker = new AtomicReference<>();
        Crew.Performance performance = crew.performance(1);
        performance.assign(0, () -> {
            worker.set(Thread.currentThread());
            Thread.currentThread().interrupt();
        });
        performance.begin();
        assertThat(performance.awaitEnd(TimeUnit.SECONDS.toNanos(30))).isTrue();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        boolean waits = false;
        while (!waits && System.nanoTime() < deadline) {
            waits = worker.get().getState() == Thread.State.WAITING;
        }
        assertThat(waits).isTrue();
        assertThat(worker.get().isInterrupted()).isFalse();
        crew.close();
    }
}
