package dev.millrace.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.scenario.Scenario;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

    @Test
    void shrink_untilNothingSimplerFails_keepsWhatMatters() {
        Shrinker shrinker = new Shrinker(scenario -> scenario.toString().contains("b")
                ? failure(scenario, "wrong")
                : Optional.empty(), () -> true, _ -> true);
        Trial smallest = shrinker.shrink(failure(Scenario.parse("a/a,b:7,c|b,a|c"), "wrong").orElseThrow());
        assertThat(smallest.scenario()).hasToString("b");
    }

    /** As with a spin lock: without the call that unlocks it, every run spins for ever, and that says nothing. */
    @Test
    void shrink_toWhatHasNoEnd_onlyFromWhatHasNone() {
        Shrinker shrinker = new Shrinker(scenario -> failure(scenario, hasUnlock(scenario) ? "wrong" : "livelock: x"),
                () -> true, _ -> true);
        Scenario first = Scenario.parse("lock,unlock|lock,unlock");
        assertThat(shrinker.shrink(failure(first, "wrong").orElseThrow()).verdict()).extracting("reason")
                .isEqualTo("wrong");
        Shrinker again = new Shrinker(scenario -> failure(scenario, "livelock: x"), () -> true, _ -> true);
        assertThat(again.shrink(failure(first, "livelock: x").orElseThrow()).scenario().size()).isEqualTo(1);
    }

    /** As with a lock that is not reentrant: without the call that unlocks it, locking again is the fault of who does it. */
    @Test
    void shrink_toWhatNobodyWouldSay_onlyIfItShowsTheSame() {
        Scenario first = Scenario.parse("tryLock,unlock|tryLock,unlock");
        Shrinker misused = new Shrinker(
                scenario -> failure(scenario, "", hasUnlock(scenario) ? Boolean.FALSE : Boolean.TRUE), () -> true,
                ShrinkerTest::hasUnlock);
        assertThat(misused.shrink(failure(first, "", false).orElseThrow()).scenario()).hasToString("unlock");
        Shrinker same = new Shrinker(scenario -> failure(scenario, "", false), () -> true, ShrinkerTest::hasUnlock);
        assertThat(same.shrink(failure(first, "", false).orElseThrow()).scenario().size()).isEqualTo(1);
    }

    private static Optional<Trial> failure(Scenario scenario, String reason, Object output) {
        Operation culprit = Operation.returned(0, "tryLock", null, output, 0, 1);
        return Optional.of(new Trial(scenario, History.of(culprit),
                new Verdict.Violation(reason, List.of(), culprit), "", List.of(), 0));
    }

    private static boolean hasUnlock(Scenario scenario) {
        return scenario.toString().contains("unlock");
    }

    private static Optional<Trial> failure(Scenario scenario, String reason) {
        return Optional.of(
                new Trial(scenario, History.of(), new Verdict.Violation(reason, List.of(), null), "", List.of(), 0));
    }
}
