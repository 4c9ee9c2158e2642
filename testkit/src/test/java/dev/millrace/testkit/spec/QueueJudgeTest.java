package dev.millrace.testkit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.QueueCriterion;
import dev.millrace.testkit.history.Verdict;
import org.junit.jupiter.api.Test;

class QueueJudgeTest {

    private static final Judge WEAK_FULL = new QueueJudge(1, QueueCriterion.WEAK_FULL);

    /** Another put is under way all the time, and meanwhile the queue is found full and then empty. */
    private static final History FULL_AND_THEN_EMPTY = History.of(
            Operation.returned(0, "offer", 1L, true, 1, 6),
            Operation.returned(1, "offer", 2L, false, 2, 3),
            Operation.returned(1, "poll", null, null, 4, 5));

    @Test
    void weakFull_fullWhileAPutIsUnderWay_isRight() {
        assertThat(WEAK_FULL.judge(FULL_AND_THEN_EMPTY)).isInstanceOf(Verdict.Linearizable.class);
        assertThat(new QueueJudge(1, QueueCriterion.LINEARIZABLE).judge(FULL_AND_THEN_EMPTY))
                .isInstanceOf(Verdict.Violation.class);
    }

    @Test
    void weakFull_fullAlone_isWrong() {
        assertThat(WEAK_FULL.judge(History.of(Operation.returned(0, "offer", 1L, false, 1, 2))))
                .isInstanceOf(Verdict.Violation.class);
    }

    /** Too short a history for the patterns to be sure of the capacity; the model is. */
    @Test
    void weakFull_moreThanTheCapacity_isWrong() {
        assertThat(WEAK_FULL.judge(History.of(
                Operation.returned(0, "offer", 1L, true, 1, 2),
                Operation.returned(1, "offer", 2L, true, 3, 4)))).isInstanceOf(Verdict.Violation.class);
    }

    @Test
    void weakFull_emptyWhileItHoldsAnItem_isWrong() {
        assertThat(WEAK_FULL.judge(History.of(
                Operation.returned(0, "offer", 1L, true, 1, 2),
                Operation.returned(1, "poll", null, null, 3, 4)))).isInstanceOf(Verdict.Violation.class);
    }

    @Test
    void weakFull_waitsForAPlaceThatIsFree_isWrong() {
        assertThat(WEAK_FULL.judge(History.of(Operation.pending(0, "put", 1L, 1, Ending.BLOCKED))))
                .isInstanceOf(Verdict.Violation.class);
    }
}
