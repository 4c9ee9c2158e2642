package dev.millrace.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

    /** As what a run left behind does, whose lock nobody will unlock any more. */
    @Test
    @Timeout(60)
    void toString_ofAValueThatWaitsForEver_saysSo() {
        CountDownLatch never = new CountDownLatch(1);
        class Locked {
            @Override
            public String toString() {
                while (never.getCount() > 0) {
                    LockSupport.park(never);
                }
                return "at last";
            }
        }
        try {
            assertThat(shown(new Locked())).isEqualTo("take() = <toString does not return>");
            assertThat(shown(List.of(new Locked()))).isEqualTo("take() = <toString does not return>");
        } finally {
            never.countDown();
        }
    }

    @Test
    void toString_callerIsInterrupted_isShownAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        assertThat(shown(List.of(1))).isEqualTo("take() = [1]");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void toString_ofALongValue_isCutBetweenCharacters() {
        assertThat(shown("x".repeat(5_000_000))).hasSize("take() = ".length() + Operation.LONGEST_VALUE).endsWith("x…");
        String pair = "\uD83D\uDE00";
        assertThat(shown("x".repeat(Operation.LONGEST_VALUE - 2) + pair + pair)).endsWith("x…");
    }
}
