package dev.millrace.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How calls look, whatever they were given and returned. */
class OperationTest {

    private static String shown(Object output) {
        return Operation.returned(0, "take", null, output, 1, 2).toString();
    }

    @Test
    void toString_simpleValues_areShown() {
        assertThat(shown(7)).isEqualTo("take() = 7");
        assertThat(Operation.pending(0, "put", 7, 1, Ending.BLOCKED)).hasToString("put(7) waits");
        assertThat(Operation.pending(0, "put", 7, 1, Ending.UNKNOWN)).hasToString("put(7) = ?");
    }

    @Test
    void toString_ofAValueThatThrows_saysSo() {
        Object hostile = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no");
            }
        };
        assertThat(shown(hostile)).isEqualTo("take() = <toString threw IllegalStateException>");
    }

    @Test
    void toString_ofAListThatHoldsItself_saysSo() {
        List<Object> list = new ArrayList<>();
        list.add(List.of(list));
        assertThat(shown(list)).isEqualTo("take() = <toString threw StackOverflowError>");
    }

    @Test
    void toString_ofALongValue_isCutBetweenCharacters() {
        assertThat(shown("x".repeat(5_000_000))).hasSize("take() = ".length() + Operation.LONGEST_VALUE).endsWith("x…");
        String pair = "\uD83D\uDE00";
        assertThat(shown("x".repeat(Operation.LONGEST_VALUE - 2) + pair + pair)).endsWith("x…");
    }
}
