package dev.millrace.testkit.history;

import static dev.millrace.testkit.history.Operation.pending;
import static dev.millrace.testkit.history.Operation.returned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.history.Operation.Thrown;
import dev.millrace.testkit.history.QueueCalls.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FifoQueueCheckTest {

    private static final FifoQueueCheck QUEUE = FifoQueueCheck.linearizable();

    private static void assertRight(FifoQueueCheck check, Operation... calls) {
        assertThat(check.check(History.of(calls))).isEqualTo(new Verdict.Linearizable(List.of()));
    }

    private static void assertWrong(FifoQueueCheck check, Operation culprit, String reason, Operation... calls) {
        assertThat(check.check(History.of(calls))).isEqualTo(new Verdict.Violation(reason, List.of(), culprit));
    }

    private static Operation offer(int thread, Object value, long from, long to) {
        return returned(thread, "offer", value, true, from, to);
    }

    private static Operation poll(int thread, Object value, long from, long to) {
        return returned(thread, "poll", null, value, from, to);
    }

    /** None of them waits, whatever is in the queue. */
    @ParameterizedTest
    @ValueSource(strings = {"offer", "add", "poll", "remove"})
    void check_hangInACallThatNeverWaits_isForbidden(String name) {
        Operation hangs = pending(0, name, 1, 1, Ending.BLOCKED);
        assertWrong(QUEUE, hangs, "Forbidden: " + name + "(1) waits (thread 0, 1) ended as no call of a queue may end",
                hangs);
    }

    @Test
    void check_valueFromNowhere_fresh() {
        Operation poll = poll(1, 5, 3, 4);
        assertWrong(
                QUEUE, poll, "Fresh: poll() = 5 (thread 1, 3 to 4) took a value that nobody had added",
                offer(0, 1, 1, 2), poll);
    }

    @Test
    void check_takenBeforeItWasAdded_fresh() {
        Operation poll = poll(1, 5, 3, 4);
        assertWrong(
                QUEUE, poll,
                "Fresh: poll() = 5 (thread 1, 3 to 4) was over before offer(5) = true (thread 0, 5 to 6) began",
                poll, offer(0, 5, 5, 6));
        assertRight(QUEUE, poll, offer(0, 5, 4, 6));
    }

    @Test
    void check_takenTwice_repeat() {
        Operation second = poll(1, 5, 5, 6);
        assertWrong(
                QUEUE, second,
                "Repeat: poll() = 5 (thread 1, 3 to 4) and poll() = 5 (thread 1, 5 to 6) both took 5, which was added once",
                offer(0, 5, 1, 2), poll(1, 5, 3, 4), second);
    }

    @Test
    void check_overtaken_order() {
        Operation culprit = poll(1, 2, 5, 6);
        assertWrong(
                QUEUE, culprit,
                "Order: poll() = 2 (thread 1, 5 to 6) took 2, but offer(1) = true (thread 0, 1 to 2) was over before"
                        + " offer(2) = true (thread 0, 3 to 4) began, and 1 was taken only by poll() = 1 (thread 1, 7 to 8)",
                offer(0, 1, 1, 2), offer(0, 2, 3, 4), culprit, poll(1, 1, 7, 8));
        assertRight(QUEUE, offer(0, 1, 1, 2), offer(0, 2, 3, 4), poll(2, 2, 5, 7), poll(1, 1, 7, 8));
        assertRight(QUEUE, offer(0, 1, 1, 3), offer(2, 2, 3, 4), poll(1, 2, 5, 6), poll(1, 1, 7, 8));
    }

    @Test
    void check_lost_order() {
        Operation culprit = poll(1, 2, 5, 6);
        Verdict verdict = QUEUE.check(History.of(offer(0, 1, 1, 2), offer(0, 2, 3, 4), culprit));
        assertThat(((Verdict.Violation) verdict).reason()).endsWith("began, and 1 was not taken at all");
        assertRight(QUEUE, offer(0, 1, 1, 2), offer(0, 2, 3, 4), culprit, pending(2, "poll", null, 4, Ending.UNKNOWN));
    }

    @Test
    void check_seemsEmpty_namesTheValuesThatWereThere() {
        Operation empty = poll(1, null, 5, 9);
        assertWrong(
                QUEUE, empty,
                "Empty: poll() = null (thread 1, 5 to 9) found nothing, but the queue was never empty in that time: 1 was in it"
                        + " from 2 to 7, 2 was in it from 6 on",
                offer(0, 1, 1, 2), offer(0, 2, 3, 6), empty, poll(2, 1, 7, 8));
        assertRight(QUEUE, offer(0, 1, 1, 2), offer(3, 2, 3, 7), empty, poll(2, 1, 7, 8));
    }

    @Test
    void check_seemsEmptyInAMomentAtTheEdge_right() {
        assertRight(QUEUE, offer(0, 1, 1, 2), poll(1, null, 5, 7), poll(2, 1, 7, 8));
        assertRight(QUEUE, offer(0, 1, 1, 5), poll(1, null, 5, 7), poll(2, 1, 8, 9));
        assertThat(QUEUE.check(History.of(offer(0, 1, 1, 4), poll(1, null, 5, 7), poll(2, 1, 8, 9)))
                .isLinearizable())
                .isFalse();
    }

    @Test
    void check_tooMany_overCapacity() {
        Operation third = offer(0, 3, 5, 6);
        assertWrong(
                QUEUE.capacity(2), third,
                "OverCapacity: when offer(3) = true (thread 0, 5 to 6) returned, 3 values were in the queue (capacity: 2)",
                offer(0, 1, 1, 2), offer(0, 2, 3, 4), third);
        assertRight(QUEUE.capacity(3), offer(0, 1, 1, 2), offer(0, 2, 3, 4), third);
        assertRight(QUEUE.capacity(2), offer(0, 1, 1, 2), offer(0, 2, 3, 4), third, poll(1, 1, 6, 7));
    }

    @Test
    void check_seemsFull_full() {
        Operation full = returned(0, "offer", 3, false, 5, 6);
        assertWrong(
                QUEUE.capacity(2), full,
                "Full: offer(3) = false (thread 0, 5 to 6) found no room, but in that time it can never have held more than 1"
                        + " values (capacity: 2)",
                offer(0, 1, 1, 2), offer(0, 2, 3, 4), poll(1, 1, 3, 4), full);
        assertWrong(
                QUEUE, full, "Full: offer(3) = false (thread 0, 5 to 6) found no room, but the queue has no bound",
                full);
        assertRight(QUEUE.capacity(2), offer(0, 1, 1, 2), offer(0, 2, 3, 4), poll(1, 1, 3, 5), full);
        assertRight(QUEUE.capacity(1), full, offer(1, 1, 6, 8));
        assertRight(QUEUE.capacity(2).by(QueueCriterion.NO_LOSS), full);
    }

    @Test
    void check_takeWaitsBesideAValue_lostWakeUp() {
        Operation take = pending(1, "take", null, 1, Ending.BLOCKED);
        assertWrong(
                QUEUE, take, "LostWakeUp: take() waits (thread 1, 1), although 1 values are in the queue",
                take, offer(0, 1, 1, 2));
        assertRight(QUEUE, take, offer(0, 1, 1, 2), poll(0, 1, 3, 4));
        assertRight(QUEUE, take, offer(0, 1, 1, 2), pending(0, "take", null, 3, Ending.UNKNOWN));
    }

    @Test
    void check_putWaitsBesideRoom_lostWakeUp() {
        Operation put = pending(1, "put", 9, 1, Ending.BLOCKED);
        assertWrong(
                QUEUE.capacity(2), put,
                "LostWakeUp: put(9) waits (thread 1, 1), although at most 1 values are in the queue (capacity: 2)",
                put, offer(0, 1, 1, 2));
        assertRight(QUEUE.capacity(1), put, offer(0, 1, 1, 2));
        assertRight(QUEUE.capacity(1), put, pending(0, "offer", 1, 1, Ending.UNKNOWN));
        assertRight(
                QUEUE.capacity(1), put, offer(0, 1, 1, 2), pending(0, "take", null, 1, Ending.UNKNOWN));
    }

    @Test
    void check_putAndTakeWaitForEachOther_lostWakeUp() {
        Operation take = pending(0, "take", null, 1, Ending.BLOCKED);
        assertWrong(
                QUEUE.capacity(1), take,
                "LostWakeUp: take() waits (thread 0, 1), although put(9) waits (thread 1, 1) waits too",
                take, pending(1, "put", 9, 1, Ending.BLOCKED));
    }

    @Test
    void check_addedTwice_givesUp() {
        Verdict verdict = QUEUE.check(History.of(offer(0, 1, 1, 2), offer(1, 1, 1, 2)));
        assertThat(verdict)
                .isEqualTo(
                        new Verdict.GaveUp("queue check: value=1 is added twice (expected: distinct values); number the"
                                + " values, or use Linearizability"));
    }

    @Test
    void check_strangeException_forbidden() {
        Operation call = returned(0, "offer", 1, new Thrown(NullPointerException.class), 1, 2);
        assertWrong(
                QUEUE, call,
                "Forbidden: offer(1) = NullPointerException (thread 0, 1 to 2) ended as no call of a queue may end",
                call);
    }

    @Test
    void check_takeOfNothing_forbidden() {
        Operation call = returned(0, "take", null, null, 1, 2);
        assertWrong(QUEUE, call,
                "Forbidden: take() = null (thread 0, 1 to 2) ended as no call of a queue may end", call);
    }

    @Test
    void check_weakEmpty_onlyAlone() {
        FifoQueueCheck weak = QUEUE.by(QueueCriterion.WEAK_EMPTY);
        Operation empty = poll(1, null, 5, 6);
        assertRight(weak, offer(0, 1, 1, 2), empty, offer(2, 2, 6, 9));
        assertRight(weak, offer(0, 1, 1, 2), empty, pending(2, "offer", 2, 1, Ending.UNKNOWN));
        assertThat(weak.check(History.of(offer(0, 1, 1, 2), empty, offer(2, 2, 7, 9))).isLinearizable()).isFalse();
    }

    @Test
    void check_weakFull_emptyMustBeTrueThoughNotAlone() {
        FifoQueueCheck weak = QUEUE.capacity(2).by(QueueCriterion.WEAK_FULL);
        assertThat(weak.check(History.of(offer(0, 1, 1, 2), poll(1, null, 5, 6), offer(2, 2, 6, 9))).isLinearizable())
                .isFalse();
        assertThat(weak.check(History.of(offer(0, 1, 1, 2), returned(0, "offer", 2, false, 3, 4))).isLinearizable())
                .isFalse();
    }

    @Test
    void check_perProducer_othersMayOvertake() {
        FifoQueueCheck lanes = QUEUE.by(QueueCriterion.FIFO_PER_PRODUCER);
        assertRight(lanes, offer(0, 1, 1, 2), offer(1, 2, 3, 4), poll(2, 2, 5, 6), poll(2, 1, 7, 8));
        assertThat(lanes.check(History.of(offer(0, 1, 1, 2), offer(0, 2, 3, 4), poll(2, 2, 5, 6), poll(2, 1, 7, 8)))
                .isLinearizable())
                .isFalse();
    }

    @Test
    void check_perProducerAndALostTake_goesToTheOneThatWasOvertaken() {
        FifoQueueCheck lanes = QUEUE.by(QueueCriterion.FIFO_PER_PRODUCER);
        assertRight(
                lanes, offer(0, 1, 1, 2), offer(1, 5, 3, 4), offer(1, 6, 5, 6), poll(2, 6, 7, 8),
                pending(3, "poll", null, 6, Ending.UNKNOWN));
        assertThat(lanes.check(History.of(
                offer(0, 1, 1, 2), offer(1, 5, 3, 4), offer(1, 6, 5, 6), poll(2, 6, 7, 8),
                pending(3, "poll", null, 9, Ending.UNKNOWN)))
                .isLinearizable())
                .isFalse();
    }

    @Test
    void check_noLoss_anyOrderButNothingLost() {
        FifoQueueCheck bag = QUEUE.by(QueueCriterion.NO_LOSS);
        assertRight(bag, offer(0, 1, 1, 2), offer(0, 2, 3, 4), poll(2, 2, 5, 6), poll(2, 1, 7, 8), poll(2, null, 9, 9));
        assertThat(bag.check(History.of(offer(0, 1, 1, 2), offer(0, 2, 3, 4), poll(2, 2, 5, 6), poll(2, null, 7, 8)))
                .isLinearizable())
                .isFalse();
    }

    @Test
    void byName_endings_areToldApart() {
        QueueCalls calls = QueueCalls.byName();
        assertThat(calls.kindOf(returned(0, "put", 1, null, 1, 2))).isEqualTo(Kind.ADD);
        assertThat(calls.kindOf(returned(0, "add", 1, new Thrown(IllegalStateException.class), 1, 2)))
                .isEqualTo(Kind.FULL);
        assertThat(calls.kindOf(returned(0, "remove", null, new Thrown(NoSuchElementException.class), 1, 2)))
                .isEqualTo(Kind.EMPTY);
        assertThat(calls.kindOf(returned(0, "take", null, new Thrown(InterruptedException.class), 1, 2)))
                .isEqualTo(Kind.NO_EFFECT);
        assertThatThrownBy(() -> calls.kindOf(returned(0, "peek", null, null, 1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("queue calls: operation=peek (expected: offer, add, put, poll, remove or take)");
    }

    @Test
    void check_otherNames_byTheAdapter() {
        QueueCalls calls = call -> call.name().equals("send") ? Kind.ADD : Kind.TAKE;
        FifoQueueCheck check = QUEUE.calls(calls);
        assertRight(check, returned(0, "send", 1, null, 1, 2), returned(0, "receive", null, 1, 3, 4));
    }

    @Test
    void capacity_zero_refused() {
        assertThatThrownBy(() -> QUEUE.capacity(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("queue check: capacity=0 (expected: >= 1)");
    }

    @Test
    void check_longHistory_findsTheOneError() {
        List<Operation> calls = new ArrayList<>(QueueTraffic.calls(100_000, 3));
        assertThat(QUEUE.check(new History(calls)).isLinearizable()).isTrue();
        int at = calls.size() / 2;
        while (!calls.get(at).name().equals("poll") || calls.get(at).output() == null) {
            at++;
        }
        Operation lost = calls.remove(at);
        assertThat(QUEUE.check(new History(calls)))
                .isInstanceOfSatisfying(Verdict.Violation.class, violation -> assertThat(violation.reason())
                        .contains("offer(" + lost.output() + ")")
                        .endsWith(lost.output() + " was not taken at all"));
    }
}
