package dev.millrace.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {

    /** Room for 2,000 looks, of which 200 are asked for. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static void pass(Duration time) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < time.toNanos()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void isOver_timeHasPassedButHardlyALook_no() {
        Patience patience = new Patience(PATIENCE);
        assertThat(patience.isOver(7)).isFalse();
        pass(PATIENCE.multipliedBy(2));
        for (int look = 0; look < 150; look++) {
            assertThat(patience.isOver(7)).isFalse();
        }
        for (int look = 0; look < 100; look++) {
            patience.isOver(7);
        }
        assertThat(patience.isOver(7)).isTrue();
    }

    @Test
    void isOver_manyLooksInNoTime_no() {
        Patience patience = new Patience(Duration.ofHours(1));
        boolean over = false;
        for (int look = 0; look < 1_000_000; look++) {
            over |= patience.isOver(7);
        }
        assertThat(over).isFalse();
    }

    @Test
    void isOver_somethingMoves_beginsAgain() {
        Patience patience = new Patience(PATIENCE);
        patience.isOver(1);
        pass(PATIENCE.multipliedBy(2));
        for (int look = 0; look < 1_000; look++) {
            patience.isOver(1);
        }
        assertThat(patience.isOver(1)).isTrue();
        assertThat(patience.isOver(2)).isFalse();
    }
}
