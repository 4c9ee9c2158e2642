package dev.millrace.testkit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Result;
import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class SpecInterruptsTest {

    private static Plan<Object> plan() {
        Spec<Object, Integer> spec = new Spec<>();
        spec.create(Object::new).model(0).interrupts();
        spec.operation("give", _ -> null).steps((count, _) -> Step.to(count + 1));
        spec.operation("take", _ -> null).when((count, _) -> count > 0).steps((count, _) -> Step.to(count - 1));
        return spec.plan();
    }

    @Test
    void interrupts_haveARoleOfTheirOwn() {
        assertThat(plan().roles()).extracting(Role::name).containsExactly("interrupter", "caller");
    }

    @Test
    void interruptedCall_hasNoEffectOnTheModel() {
        Operation give = Operation.returned(0, "give", null, null, 1, 2);
        Operation interrupt = Operation.returned(1, "interrupt", 0, 0, 3, 4);
        Operation another = Operation.returned(1, "interrupt", 1, 1, 3, 4);
        Operation take = Operation.returned(0, "take", null, new Operation.Thrown(InterruptedException.class), 5, 6);
        Operation waits = Operation.pending(1, "take", null, 7, Ending.BLOCKED);

        assertThat(plan().judge().judge(History.of(give, interrupt, take))).isInstanceOf(Verdict.Linearizable.class);
        assertThat(plan().judge().judge(History.of(give, another, take))).isInstanceOf(Verdict.Violation.class);
        assertThat(plan().judge().judge(History.of(give, interrupt, take, waits)))
                .isInstanceOf(Verdict.Violation.class);
    }

    /** Gives up at an interrupt, and has taken something. */
    private static final class Forgetful {
        private final Semaphore permits = new Semaphore(0);

        void take() throws InterruptedException {
            permits.acquire();
            Thread.yield();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    @Test
    void interruptedCall_thatHasHadAnEffect_isFound() {
        Result result = Check.object((Spec<Forgetful, Integer> spec) -> {
            spec.create(Forgetful::new).model(0).interrupts();
            spec.operation("give", subject -> {
                subject.permits.release();
                return null;
            }).steps((count, _) -> Step.to(count + 1));
            spec.operation("take", subject -> {
                subject.take();
                return null;
            }).when((count, _) -> count > 0).steps((count, _) -> Step.to(count - 1));
        }).named("forgetful").engines(Engine.CONTROLLED).weaveJdk().seed(3).budget(Duration.ofMinutes(1)).run();

        assertThat(result).isInstanceOf(Result.Failed.class);
        assertThat(((Result.Failed) result).failure().verdict().reason())
                .startsWith("deadlock or lost wake-up: take() waits");
    }
}
