package dev.millrace.testkit.outside;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.schedule.weave.WeavingException;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where woven code and other code do not fit together, the object under test is not to blame. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BorderTest {

    /** What crosses the border, and where. */
    enum Crossing {
        HIDDEN_IN_A_CALL, HIDDEN_IN_CREATE, HIDDEN_IN_A_THREAD, RANDOM
    }

    static final class Subject {
        private final Crossing crossing;
        private final AtomicInteger made = new AtomicInteger();

        Subject(Crossing crossing) {
            this.crossing = crossing;
            if (crossing == Crossing.HIDDEN_IN_CREATE) {
                made.set(PublicNeighbour.one());
            }
        }

        int one() throws InterruptedException {
            if (crossing == Crossing.HIDDEN_IN_A_THREAD) {
                Thread thread = new Thread(() -> made.set(PublicNeighbour.one()));
                thread.start();
                thread.join();
            }
            return switch (crossing) {
                case HIDDEN_IN_A_CALL -> PublicNeighbour.one();
                case RANDOM -> PublicNeighbour.draw(ThreadLocalRandom.current());
                default -> made.get();
            };
        }
    }

    private static Check check(Crossing crossing) {
        return Check.object((Spec<Subject, Integer> spec) -> {
            spec.create(() -> new Subject(crossing)).model(0);
            spec.operation("one", Subject::one).steps((model, _) -> Step.to(model, 1));
        }).engines(Engine.CONTROLLED).seed(1).budget(Duration.ofMillis(300));
    }

    @ParameterizedTest
    @EnumSource
    void border_crossedByWhatOneSideAloneKnows_isAnErrorThatSaysWhatToDo(Crossing crossing) {
        assertThatThrownBy(() -> check(crossing).run()).isInstanceOf(WeavingException.class)
                .hasMessageContaining("(expected: both sides woven, or neither)").hasMessageContaining("weave(...)");
    }
}
