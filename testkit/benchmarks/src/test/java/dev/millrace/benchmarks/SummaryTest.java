package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SummaryTest {

    private static final double[] NONE = {};

    @Test
    void of_oddCount_takesTheMiddle() {
        assertThat(Summary.of(new double[] {30, 10, 11}, new double[] {5, 1, 2}))
                .isEqualTo(new Summary(11, 10, 30, 2));
    }

    @Test
    void of_evenCount_takesTheMeanOfTheMiddleTwo() {
        assertThat(Summary.of(new double[] {40, 10, 20, 30}, new double[] {0}))
                .isEqualTo(new Summary(25, 10, 40, 0));
    }

    @Test
    void of_noBytes_isNaN() {
        assertThat(Summary.of(new double[] {1}, NONE).bytes()).isNaN();
    }

    @Test
    void of_noScores_isRefused() {
        assertThatThrownBy(() -> Summary.of(NONE, NONE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ratioTo_fasterThanPeer_isBelowOne() {
        assertThat(new Summary(10, 1, 99, 0).ratioTo(new Summary(40, 1, 99, 0))).isEqualTo(0.25);
    }
}
