package dev.millrace.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.history.Limits.Algorithm;
import dev.millrace.testkit.history.SmallHistories.Sample;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** The search says what trying every order says, whichever way it goes. */
class LinearizabilityPropertyTest {

    @Provide
    Arbitrary<Sample> small() {
        return SmallHistories.samples(6);
    }

    @Provide
    Arbitrary<Sample> medium() {
        return SmallHistories.samples(24);
    }

    @Property(tries = 3000)
    void check_smallHistory_asEveryOrder(@ForAll("small") Sample sample, @ForAll Algorithm algorithm) {
        assertAsEveryOrder(sample.of().model(), sample.history(), algorithm);
    }

    @Property
    void check_twoEqualCalls_areTwo(@ForAll Algorithm algorithm) {
        History both = new History(List.of(taken(), taken()));
        assertThat(EveryOrder.isLinearizable(Models.semaphore(1), both)).isFalse();
        assertAsEveryOrder(Models.semaphore(1), both, algorithm);
    }

    private static Operation taken() {
        return Operation.returned(1, "tryAcquire", null, true, 10, 12);
    }

    private static <S> void assertAsEveryOrder(Model<S> model, History history, Algorithm algorithm) {
        boolean right = EveryOrder.isLinearizable(model, history);
        Verdict verdict = Linearizability.check(model, history, Limits.none().with(algorithm));
        Statistics.collect(right ? "right" : "wrong");
        assertThat(verdict.isLinearizable()).as("%s", verdict).isEqualTo(right);
        switch (verdict) {
            case Verdict.Linearizable found ->
                assertThat(EveryOrder.isRight(model, history, found.order())).as("%s", found).isTrue();
            case Verdict.Violation found -> assertExplains(model, history, found);
            case Verdict.GaveUp gaveUp -> assertThat(gaveUp).isNull();
        }
    }

    /** Up to just before the return of the culprit all is well, with it nothing is; a wake-up is lost only at the end. */
    private static <S> void assertExplains(Model<S> model, History history, Verdict.Violation found) {
        Operation culprit = found.culprit();
        assertThat(culprit).isNotNull();
        List<Operation> part = history.operations().stream()
                .filter(call -> model.partOf(call).equals(model.partOf(culprit)))
                .toList();
        assertThat(EveryOrder.isPrefix(model, new History(part), found.prefix())).as("%s", found).isTrue();
        if (culprit.ending() == Ending.BLOCKED) {
            History awake = new History(part.stream().filter(call -> call.ending() != Ending.BLOCKED).toList());
            assertThat(EveryOrder.isRight(model, awake, found.prefix())).as("%s", found).isTrue();
            return;
        }
        History before = known(part, culprit.returnedAt() - 1, culprit.returnedAt());
        History after = known(part, culprit.returnedAt(), culprit.returnedAt());
        assertThat(EveryOrder.isLinearizable(model, before)).as("%s", found).isTrue();
        assertThat(EveryOrder.isLinearizable(model, after)).as("%s", found).isFalse();
    }

    /** The calls that had begun by {@code begun}; those that had not returned by {@code returned} need not take effect. */
    private static History known(List<Operation> part, long returned, long begun) {
        return new History(part.stream()
                .filter(call -> call.ending() != Ending.BLOCKED && call.invokedAt() <= begun)
                .map(call -> call.returnedAt() <= returned
                        ? call
                        : call.hasReturned() ? EveryOrder.late(call) : call)
                .toList());
    }

    @Property(tries = 1000)
    void check_mediumHistory_sameForBothAlgorithms(@ForAll("medium") Sample sample) {
        Model<?> model = sample.of().model();
        Verdict depthFirst = check(model, sample, Algorithm.WING_GONG_LOWE);
        Verdict breadthFirst = check(model, sample, Algorithm.JUST_IN_TIME);
        Statistics.collect(depthFirst.getClass().getSimpleName());
        assertThat(depthFirst).hasSameClassAs(breadthFirst);
        if (depthFirst instanceof Verdict.Violation deep && breadthFirst instanceof Verdict.Violation broad) {
            assertThat(deep.culprit().ending()).isEqualTo(broad.culprit().ending());
            assertThat(deep.culprit().returnedAt()).isEqualTo(broad.culprit().returnedAt());
        }
    }

    private static Verdict check(Model<?> model, Sample sample, Algorithm algorithm) {
        return Linearizability.check(model, sample.history(), Limits.none().with(algorithm));
    }
}
