package dev.millrace.testkit.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Operation.Thrown;
import dev.millrace.testkit.history.Verdict;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SurvivalTest {
    private static final Survival QUEUE = Survival.queue("put", "take");

    private long time;

    @Test
    void queue_allTaken_isRight() {
        assertThat(judge(QUEUE, List.of(3), put(0, 1), put(0, 2), take(1, 1), take(1, 2), put(0, 3))).isNull();
        assertThat(judge(QUEUE, List.of())).isNull();
    }

    @Test
    void queue_pendingPut_mayBeThereOrNot() {
        assertThat(judge(QUEUE, List.of(1, 2), put(0, 1), pendingPut(0, 2))).isNull();
        assertThat(judge(QUEUE, List.of(1), put(0, 1), pendingPut(0, 2))).isNull();
    }

    @Test
    void queue_pendingTake_mayHaveOneElement() {
        assertThat(judge(QUEUE, List.of(2), put(0, 1), put(0, 2), pendingTake(1))).isNull();
        assertThat(judge(QUEUE, List.of(3), put(0, 1), put(0, 2), put(0, 3), pendingTake(1)))
                .startsWith("lost: [1, 2] accepted by put and never taken (expected: <= 1");
    }

    @Test
    void nothingLost_acceptedAndGone_isLost() {
        assertThat(judge(QUEUE, List.of(), put(0, 1))).startsWith("lost: [1]");
    }

    @Test
    void nothingLost_refusedOrThrown_isNotLost() {
        assertThat(judge(QUEUE, List.of(), put(0, 1, false), put(0, 2, new Thrown(IllegalStateException.class))))
                .isNull();
    }

    @Test
    void nothingTwice_takenAndDrained_isTwice() {
        assertThat(judge(QUEUE, List.of(1), put(0, 1), take(1, 1))).isEqualTo("taken twice: [1]");
        assertThat(judge(QUEUE, List.of(1, 1), put(0, 1), put(0, 1))).isNull();
    }

    @Test
    void nothingTwice_putAgainAfterARefusal_countsOnce() {
        assertThat(judge(QUEUE, List.of(1), put(0, 1, false), put(0, 1))).isNull();
        assertThat(judge(QUEUE, List.of(1, 1), put(0, 1, false), put(0, 1))).isEqualTo("taken twice: [1]");
        assertThat(judge(Survival.nothingTwice("put", "take"), List.of(1, 1), put(0, 1, false)))
                .isEqualTo("taken twice: [1]");
    }

    @Test
    void nothingForged_neverPutOrRefused_isForged() {
        assertThat(judge(QUEUE, List.of(7), put(0, 7, false)))
                .isEqualTo("forged: [7] taken, but accepted from nobody");
        assertThat(judge(QUEUE, List.of(), take(1, 8))).startsWith("forged: [8]");
    }

    @Test
    void inOrder_laterFirst_isOutOfOrder() {
        assertThat(judge(QUEUE, List.of(2, 1), put(0, 1), put(0, 2)))
                .isEqualTo("out of order: 2 taken before 1, which the same child put first");
        assertThat(judge(QUEUE, List.of(1), put(0, 1), put(0, 2), take(1, 2))).startsWith("out of order");
        assertThat(judge(QUEUE, List.of(2, 1), put(0, 1), put(1, 2))).isNull();
        assertThat(judge(QUEUE, List.of(), put(0, 1), put(0, 2), take(1, 2), take(2, 1))).isNull();
    }

    @Test
    void inOrder_putAgainAfterARefusal_countsFromWhenItWasAccepted() {
        assertThat(judge(QUEUE, List.of(2, 1), put(0, 1, false), put(0, 2), put(0, 1))).isNull();
        assertThat(judge(QUEUE, List.of(1, 2), put(0, 1, false), put(0, 2), put(0, 1)))
                .isEqualTo("out of order: 1 taken before 2, which the same child put first");
        assertThat(judge(QUEUE, List.of(2, 1), put(0, 1, false), put(0, 2), pendingPut(0, 1))).isNull();
    }

    @Test
    void recoversWithin_longer_isSaid() {
        assertThat(judge(Survival.recoversWithin(Duration.ofMillis(6)), List.of()))
                .isEqualTo("recovery: took 7 ms (expected: <= 6)");
        assertThat(judge(Survival.recoversWithin(Duration.ofMillis(7)), List.of())).isNull();
    }

    @Test
    void judged_passesOnTheVerdict() {
        assertThat(judge(Survival.judged("take", h -> new Verdict.Linearizable(List.of())), List.of())).isNull();
        assertThat(judge(Survival.judged("take", h -> new Verdict.Violation("bad", List.of(), null)), List.of()))
                .isEqualTo("bad");
        assertThat(judge(Survival.judged("take", h -> new Verdict.GaveUp("too long")), List.of()))
                .isEqualTo("no verdict: too long");
    }

    @Test
    void historyWithDrained_putsTakesAtTheEnd() {
        History history = aftermath(List.of(2), put(0, 1), pendingPut(0, 2)).historyWithDrained("take");

        Operation last = history.operations().getLast();
        assertThat(last).hasToString("take() = 2");
        assertThat(last.thread()).isEqualTo(1);
        assertThat(history.operations()).filteredOn(each -> !each.equals(last))
                .allMatch(each -> each.invokedAt() < last.invokedAt());
    }

    private @Nullable String judge(Survival survival, List<Object> drained, Operation... operations) {
        return survival.violation(aftermath(drained, operations));
    }

    private static Aftermath aftermath(List<Object> drained, Operation... operations) {
        return new Aftermath(History.of(operations), drained, List.of(), Duration.ofMillis(7));
    }

    private Operation put(int lane, int element) {
        return put(lane, element, true);
    }

    private Operation put(int lane, int element, Object output) {
        return Operation.returned(lane, "put", element, output, tick(), tick());
    }

    private long tick() {
        return time++;
    }

    private Operation pendingPut(int lane, int element) {
        return Operation.pending(lane, "put", element, time++, Ending.UNKNOWN);
    }

    private Operation take(int lane, int element) {
        return Operation.returned(lane, "take", null, element, tick(), tick());
    }

    private Operation pendingTake(int lane) {
        return Operation.pending(lane, "take", null, time++, Ending.UNKNOWN);
    }
}
