package dev.millrace.testkit.schedule;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CanaryTest {

    /** As a racy counter is that was not woven: no point in it. */
    private static final class Silent implements Canary.Counter {
        private int value;

        @Override
        public void increment() {
            value++;
        }

        @Override
        public int value() {
            return value;
        }
    }

    private static final class AlwaysWrong implements Canary.Counter {
        private final AtomicInteger value = new AtomicInteger();

        @Override
        public void increment() {
            value.set(1);
        }

        @Override
        public int value() {
            return value.get();
        }
    }

    @Test
    void require_counterWithoutPoints_isAnError() {
        try (Controller controller = Controller.open()) {
            assertThatThrownBy(() -> Canary.require(controller, "woven", Silent::new))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("controlled: canary=woven never counted 1 (expected: a lost update");
            assertThatThrownBy(() -> Canary.require(controller, "wrong", AlwaysWrong::new))
                    .hasMessageContaining("never counted 2");
        }
    }

    @Test
    void require_builtIn_sings() {
        try (Controller controller = Controller.open()) {
            assertThatCode(() -> Canary.require(controller)).doesNotThrowAnyException();
        }
    }
}
