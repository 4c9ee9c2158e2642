package dev.millrace.testkit.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.schedule.Programs.DepthThree;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PriorityWalkTest {

    private static Optional<Outcome> find(Controller controller, int depth) {
        return controller.find(
                () -> new DepthThree().bodies(), PriorityWalk.of(depth, 11), Programs.MANY, run -> !run.isClean());
    }

    @Test
    void find_bugOfDepthThree_isFoundAtDepthThreeAndNotAtTwo() {
        try (Controller controller = Controller.open()) {
            assertThat(find(controller, 1)).isEmpty();
            assertThat(find(controller, 2)).isEmpty();
            Outcome found = find(controller, 3).orElseThrow();
            Outcome again = controller.run(new DepthThree().bodies(), Strategy.parse(found.token()));
            assertThat(again.schedule()).isEqualTo(found.schedule());
        }
    }

    @Test
    void of_depthZero_isRefused() {
        assertThatThrownBy(() -> PriorityWalk.of(0, 1)).hasMessageContaining("depth=0 (expected: >= 1)");
    }
}
