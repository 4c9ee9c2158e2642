package dev.millrace.testkit.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static Schedule of(int... choices) {
        Schedule.Recorder recorder = new Schedule.Recorder();
        for (int choice : choices) {
            recorder.add(choice);
        }
        return recorder.schedule();
    }

    @Test
    void toString_choicesOfEachKind_isOneShortLine() {
        Schedule schedule = of(
                0, 0, 0, 1, Schedule.TIME, Schedule.fault(Fault.INTERRUPT, 2), Schedule.fault(Fault.SPURIOUS_WAKEUP, 0),
                Schedule.fault(Fault.DEATH, 36), 1, 1, 40);
        assertThat(schedule).hasToString("0*3.1.T.I2.W0.D10.1*2.14");
        assertThat(schedule.switches()).isEqualTo(2);
    }

    @Test
    void parse_whatToStringWrote_isEqual() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 200; i++) {
            int[] choices = random.ints(random.nextInt(40), -12, 6).toArray();
            Schedule schedule = of(choices);
            assertThat(Schedule.parse(schedule.toString())).isEqualTo(schedule).hasSameHashCodeAs(schedule);
        }
    }

    @Test
    void parse_somethingElse_saysWhichItem() {
        assertThatThrownBy(() -> Schedule.parse("0.?"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("item=?");
        assertThatThrownBy(() -> Schedule.parse("Q1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Strategy.parse("pct:x")).isInstanceOf(IllegalArgumentException.class);
    }
}
