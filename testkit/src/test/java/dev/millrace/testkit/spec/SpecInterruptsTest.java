package dev.millrace.testkit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Result;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpecInterruptsTest {

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

    private static Result run(Engine engine, boolean forgetful) {
        return Check.object((Spec<Forgetful, Integer> spec) -> {
            spec.create(Forgetful::new).model(0).interrupts();
            spec.operation("give", subject -> {
                subject.permits.release();
                return null;
            }).steps((count, _) -> Step.to(count + 1));
            spec.operation("take", subject -> {
                if (forgetful) {
                    subject.take();
                } else {
                    subject.permits.acquire();
                }
                return null;
            }).when((count, _) -> count > 0).steps((count, _) -> Step.to(count - 1));
        }).named("interrupted").engines(engine).weaveJdk().seed(3).budget(Duration.ofMillis(500)).run();
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void interrupts_callThatIsInterruptedHasNoEffect_passes(Engine engine) {
        assertThat(run(engine, false).hasPassed()).isTrue();
    }

    @Test
    void interrupts_callThatIsInterruptedAfterItsEffect_isFound() {
        assertThat(run(Engine.CONTROLLED, true).hasPassed()).isFalse();
    }
}
