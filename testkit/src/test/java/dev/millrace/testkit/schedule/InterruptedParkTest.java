package dev.millrace.testkit.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InterruptedParkTest {

    /** A park of an interrupted thread returns at once: the loop spins, and must not be the only one that runs. */
    @Test
    void park_ofAnInterruptedThreadInALoop_leavesTheTurnToOthers() {
        AtomicBoolean open = new AtomicBoolean();
        Body spins = new Body("spins", () -> {
            Thread.currentThread().interrupt();
            while (!open.get()) {
                Hooks.park();
            }
        });
        Body opens = new Body("opens", () -> {
            Hooks.point(0);
            open.set(true);
        });
        try (Controller controller = Controller.open()) {
            for (Strategy strategy : List.of(RandomWalk.of(1), PriorityWalk.of(2, 1), BoundedSearch.upTo(1))) {
                open.set(false);
                Outcome outcome = controller.run(List.of(spins, opens), strategy);
                assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
            }
        }
    }
}
