package dev.millrace.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChecksTest {

    @Test
    void inRange_ends_areIn() {
        assertThat(Checks.inRange("queue", "capacity", 1, 1, 3)).isEqualTo(1);
        assertThat(Checks.inRange("queue", "capacity", 3, 1, 3)).isEqualTo(3);
    }

    @Test
    void inRange_outside_saysWhatIsExpected() {
        assertThatThrownBy(() -> Checks.inRange("queue", "capacity", 0, 1, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("queue: capacity=0 (expected: 1 to 3)");
        assertThatThrownBy(() -> Checks.inRange("queue", "capacity", 4, 1, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("queue: capacity=4 (expected: 1 to 3)");
    }

    @Test
    void atLeast_lessOrNot_saysWhatIsExpected() {
        assertThat(Checks.atLeast("queue", "limit", 0, 0)).isZero();
        assertThatThrownBy(() -> Checks.atLeast("queue", "limit", -1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("queue: limit=-1 (expected: >= 0)");
    }

    @Test
    void notNegative_negativeOrNull_saysWhatIsExpected() {
        assertThat(Checks.notNegative("deadline", "timeout", Duration.ZERO)).isZero();
        assertThatThrownBy(() -> Checks.notNegative("deadline", "timeout", Duration.ofSeconds(-2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("deadline: timeout=PT-2S (expected: >= 0)");
        assertThatThrownBy(() -> Checks.notNegative("deadline", "timeout", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("deadline: timeout=null (expected: not null)");
    }

    @Test
    void notNull_value_isReturned() {
        assertThat(Checks.notNull("queue", "element", "x")).isEqualTo("x");
    }
}
