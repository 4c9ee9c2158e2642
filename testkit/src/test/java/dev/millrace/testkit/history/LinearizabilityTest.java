package dev.millrace.testkit.history;

import static dev.millrace.testkit.history.Operation.pending;
import static dev.millrace.testkit.history.Operation.returned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.history.Limits.Algorithm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LinearizabilityTest {

    private static Verdict check(Model<?> model, Operation... calls) {
        return Linearizability.check(model, History.of(calls));
    }

    private static Verdict.Violation violation(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Violation.class);
        return (Verdict.Violation) verdict;
    }

    @Test
    void check_noCalls_linearizable() {
        assertThat(check(Models.fifoQueue())).isEqualTo(new Verdict.Linearizable(List.of()));
    }

    @Test
    void check_overlappingCalls_ordersThemAsTheModelNeeds() {
        Operation poll = returned(0, "poll", null, 1, 1, 10);
        Operation offer = returned(1, "offer", 1, true, 5, 12);
        assertThat(check(Models.fifoQueue(), poll, offer)).isEqualTo(new Verdict.Linearizable(List.of(offer, poll)));
    }

    @Test
    void check_callsThatShareAMoment_areConcurrent() {
        Operation poll = returned(0, "poll", null, 1, 1, 5);
        assertThat(check(Models.fifoQueue(), poll, returned(1, "offer", 1, true, 5, 5)).isLinearizable()).isTrue();
        assertThat(check(Models.fifoQueue(), poll, returned(1, "offer", 1, true, 6, 6)).isLinearizable()).isFalse();
    }

    @Test
    void check_valueFromNowhere_namesTheCallAndTheOrderBefore() {
        Operation offer = returned(0, "offer", 1, true, 1, 2);
        Operation poll = returned(1, "poll", null, 2, 3, 4);
        Verdict.Violation violation = violation(check(Models.fifoQueue(), offer, poll));
        assertThat(violation.culprit()).isEqualTo(poll);
        assertThat(violation.prefix()).containsExactly(offer);
        assertThat(violation.reason()).contains("poll() = 2 of thread 1").contains("1 of 2");
    }

    @Test
    void check_unknownEnding_mayHaveTakenEffectLater() {
        Operation offer = pending(0, "offer", 1, 1, Ending.UNKNOWN);
        Operation empty = returned(1, "poll", null, null, 2, 3);
        Operation poll = returned(1, "poll", null, 1, 4, 5);
        assertThat(check(Models.fifoQueue(), offer, empty, poll))
                .isEqualTo(new Verdict.Linearizable(List.of(empty, offer, poll)));
        assertThat(check(Models.fifoQueue(), offer, empty).isLinearizable()).isTrue();
    }

    @Test
    void check_unknownEnding_hasNoEffectBeforeItBegins() {
        Operation poll = returned(1, "poll", null, 1, 1, 2);
        Operation offer = pending(0, "offer", 1, 3, Ending.UNKNOWN);
        assertThat(violation(check(Models.fifoQueue(), poll, offer)).culprit()).isEqualTo(poll);
    }

    @ParameterizedTest
    @EnumSource
    void check_blockedThoughAble_lostWakeUp(Algorithm algorithm) {
        Operation put = returned(0, "put", 1, null, 1, 2);
        Operation take = pending(1, "take", null, 1, Ending.BLOCKED);
        History history = History.of(put, take);
        Verdict verdict = Linearizability.check(Models.fifoQueue(1), history, Limits.none().with(algorithm));
        assertThat(violation(verdict).reason()).startsWith("deadlock or lost wake-up: take() waits of thread 1");
        assertThat(violation(verdict).culprit()).isEqualTo(take);
        assertThat(violation(verdict).prefix()).containsExactly(put);
    }

    @ParameterizedTest
    @EnumSource
    void check_blockedForAReason_linearizable(Algorithm algorithm) {
        Operation put = returned(0, "put", 1, null, 1, 2);
        Operation take = returned(0, "take", null, 1, 3, 4);
        Operation waits = pending(1, "take", null, 1, Ending.BLOCKED);
        History history = History.of(put, take, waits);
        Verdict verdict = Linearizability.check(Models.fifoQueue(1), history, Limits.none().with(algorithm));
        assertThat(verdict).isEqualTo(new Verdict.Linearizable(List.of(put, take)));
    }

    @ParameterizedTest
    @EnumSource
    void check_blockedAndAnUnknownCallExplainsIt_linearizable(Algorithm algorithm) {
        Operation put = returned(0, "put", 1, null, 1, 2);
        Operation killed = pending(2, "take", null, 1, Ending.UNKNOWN);
        History history = History.of(put, killed, pending(1, "take", null, 1, Ending.BLOCKED));
        Verdict verdict = Linearizability.check(Models.fifoQueue(1), history, Limits.none().with(algorithm));
        assertThat(verdict).isEqualTo(new Verdict.Linearizable(List.of(put, killed)));
    }

    /** Twelve writers side by side, then a value that nobody wrote. */
    private static History hard(int writers) {
        List<Operation> calls = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            calls.add(returned(writer, "offer", writer, true, 1, 100));
        }
        calls.add(returned(writers, "poll", null, -1, 101, 102));
        return new History(calls);
    }

    @ParameterizedTest
    @EnumSource
    void check_stepsUsedUp_givesUp(Algorithm algorithm) {
        Limits limits = Limits.none().with(algorithm).withMaxSteps(10_000);
        assertThat(Linearizability.check(Models.fifoQueue(), hard(9), limits))
                .isInstanceOfSatisfying(Verdict.GaveUp.class, verdict -> assertThat(verdict.reason())
                        .startsWith("linearizability: steps=10")
                        .contains("(expected: < 10000); allow more"));
    }

    @ParameterizedTest
    @EnumSource
    void check_memoryUsedUp_givesUp(Algorithm algorithm) {
        Limits limits = Limits.none().with(algorithm).withMaxBytes(100_000);
        assertThat(Linearizability.check(Models.fifoQueue(), hard(9), limits))
                .isInstanceOfSatisfying(Verdict.GaveUp.class, verdict -> assertThat(verdict.reason())
                        .startsWith("linearizability: bytes="));
    }

    @Test
    void check_timeUsedUp_givesUp() {
        assertThat(Linearizability.check(Models.fifoQueue(), hard(9), Limits.within(Duration.ofNanos(1))))
                .isInstanceOfSatisfying(Verdict.GaveUp.class, verdict -> assertThat(verdict.reason())
                        .startsWith("linearizability: time=PT0.000000001S is over"));
    }

    @Test
    void check_cancelled_givesUp() {
        AtomicInteger asked = new AtomicInteger();
        Limits limits = Limits.none().until(() -> asked.incrementAndGet() == 3);
        assertThat(Linearizability.check(Models.fifoQueue(), hard(9), limits))
                .isInstanceOfSatisfying(Verdict.GaveUp.class, verdict -> assertThat(verdict.reason())
                        .startsWith("linearizability: cancelled after"));
        assertThat(asked).hasValue(3);
    }

    @Test
    void check_interrupted_givesUpAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        Verdict verdict = Linearizability.check(Models.fifoQueue(), hard(9));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(verdict).isInstanceOf(Verdict.GaveUp.class);
    }

    /** There are 14! orders of the increments, but only 2^14 sets. */
    @ParameterizedTest
    @EnumSource
    void check_manyOrdersOfTheSameCalls_triesEachSetOnce(Algorithm algorithm) {
        List<Operation> calls = new ArrayList<>();
        for (int thread = 0; thread < 14; thread++) {
            calls.add(returned(thread, "increment", null, null, 1, 100));
        }
        calls.add(returned(14, "get", null, 15, 101, 102));
        Limits limits = Limits.none().with(algorithm).withMaxSteps(1_000_000);
        assertThat(Linearizability.check(Models.counter(0), new History(calls), limits))
                .isInstanceOf(Verdict.Violation.class);
    }

    @ParameterizedTest
    @EnumSource
    void check_enoughSteps_findsTheHardViolation(Algorithm algorithm) {
        Verdict verdict = Linearizability.check(Models.fifoQueue(), hard(6), Limits.none().with(algorithm));
        assertThat(violation(verdict).prefix()).hasSize(6);
        assertThat(violation(verdict).culprit().name()).isEqualTo("poll");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1000})
    void check_manyParts_ordersTheWholeByTime(int keys) {
        History history = rounds(keys);
        Verdict verdict = Linearizability.check(Models.keyValue(), history);
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Linearizable.class, found -> {
            assertThat(found.order()).containsExactlyInAnyOrderElementsOf(history.operations());
            assertThat(isInTime(found.order())).isTrue();
        });
    }

    /** Ten rounds; in each, every key is written and then read, the calls on one key overlapping those on the next. */
    private static History rounds(int keys) {
        List<Operation> calls = new ArrayList<>();
        long time = 0;
        for (int round = 0; round < 10; round++) {
            for (int key = 0; key < keys; key++) {
                calls.add(returned(0, "put", List.of(key, "v" + round), null, time, time + 1));
                calls.add(returned(1, "get", key, "v" + round, time + 2, time + 7));
                time += 4;
            }
        }
        return new History(calls);
    }

    private static boolean isInTime(List<Operation> order) {
        long latest = Long.MIN_VALUE;
        for (Operation call : order) {
            if (call.returnedAt() < latest) {
                return false;
            }
            latest = Math.max(latest, call.invokedAt());
        }
        return true;
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1000})
    void check_twoPartsWrong_namesTheFirst(int keys) {
        List<Operation> calls = new ArrayList<>(rounds(keys).operations());
        Operation first = returned(2, "get", 3, "never", 5_000_000, 5_000_001);
        calls.add(first);
        calls.add(returned(2, "get", 5, "never", 4_000_000, 4_000_001));
        Verdict.Violation violation = violation(Linearizability.check(Models.keyValue(), new History(calls)));
        assertThat(violation.culprit()).isEqualTo(first);
        assertThat(violation.reason()).startsWith("part 3: no order explains get(3) = never of thread 2");
    }

    @Test
    void check_modelThrowsInAnotherThread_comesOut() {
        List<Operation> calls = new ArrayList<>(rounds(1000).operations());
        calls.add(returned(2, "frobnicate", List.of(7, ""), null, 5_000_000, 5_000_001));
        assertThatThrownBy(() -> Linearizability.check(Models.keyValue(), new History(calls)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("key-value store model: operation=frobnicate (expected: get, put or append)");
    }

    @Test
    void check_longHistoryOfFewThreads_isLinear() {
        List<Operation> calls = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            calls.add(returned(i % 3, "write", i % 5, null, 10L * i, 10L * i + 25));
            calls.add(returned(3 + i % 3, "read", null, i % 5, 10L * i + 5, 10L * i + 28));
        }
        for (Algorithm algorithm : Algorithm.values()) {
            Limits limits = Limits.none().with(algorithm).withMaxSteps(20_000_000);
            assertThat(Linearizability.check(Models.register(null), new History(calls), limits).isLinearizable())
                    .as("%s", algorithm)
                    .isTrue();
        }
    }

    @Test
    void limits_nothingLeft_refused() {
        assertThatThrownBy(() -> Limits.none().withMaxSteps(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limits: maxSteps=0 (expected: > 0)");
        assertThatThrownBy(() -> Limits.within(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limits: maxTime=PT0S (expected: > 0)");
    }
}
