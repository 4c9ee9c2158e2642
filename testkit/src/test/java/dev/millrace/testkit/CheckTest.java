package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.scenario.Scenario;
import dev.millrace.testkit.schedule.weave.WeavingException;
import dev.millrace.testkit.spec.Gen;
import dev.millrace.testkit.spec.LockSpec;
import dev.millrace.testkit.spec.QueueSpec;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CheckTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    private static final class Racy {
        private int value;

        int increment() {
            return ++value;
        }
    }

    private static final class Atomic {
        private final AtomicInteger value = new AtomicInteger();

        int increment() {
            return value.incrementAndGet();
        }
    }

    private static Check racy() {
        return racyOf(2);
    }

    private static Check racyOf(int threads) {
        return Check.object((Spec<Racy, Integer> spec) -> {
            spec.create(Racy::new).model(0).threads(threads, 3);
            spec.operation("increment", Racy::increment).steps((value, _) -> Step.to(value + 1, value + 1));
        }).named("racy counter").engines(Engine.CONTROLLED).seed(42);
    }

    private static Check atomic() {
        return Check.object((Spec<Atomic, Integer> spec) -> {
            spec.create(Atomic::new).model(0);
            spec.operation("increment", Atomic::increment).steps((value, _) -> Step.to(value + 1, value + 1));
        }).named("atomic counter").seed(42).budget(SHORT);
    }

    @Test
    void shrink_roleThatMustBePlayed_isKept() {
        Failure failure = failureOf(Check.object((Spec<Racy, Integer> spec) -> {
            spec.create(Racy::new).model(0);
            spec.operation("increment", Racy::increment).steps((value, _) -> Step.to(value + 1, value + 1));
            spec.operation("look", racy -> racy.value >= 0).steps((value, _) -> Step.to(value, true));
            spec.role("writer", 2, 2, "increment").role("reader", 1, 1, "look");
        }).engines(Engine.CONTROLLED).seed(42).run());
        assertThat(failure.scenario()).hasToString("increment|increment|look");
    }

    /** A journal that gives itself away, as a list and as an array. */
    private static final class Journal {
        private final List<Integer> entries = new ArrayList<>();
        private final int[] last = new int[1];

        List<Integer> add(int entry) {
            entries.add(entry);
            return entries;
        }

        int[] last(int entry) {
            last[0] = entry;
            return last;
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void run_resultThatChangesLater_isTakenAsItWasReturned(Engine engine) {
        Check.object((Spec<Journal, ArrayList<Integer>> spec) -> {
            spec.create(Journal::new).model(ArrayList::new, ArrayList::new).threads(1, 1);
            spec.operation("add", Gen.ints(0, 9), Journal::add).like((model, entry) -> {
                model.add(entry);
                return model;
            });
            spec.operation("last", Gen.ints(0, 9), Journal::last).like((_, entry) -> new int[] {entry});
        }).engines(engine).seed(1).budget(SHORT).run().orThrow();
    }

    private static Failure failureOf(Result result) {
        assertThat(result).isInstanceOf(Result.Failed.class);
        return ((Result.Failed) result).failure();
    }

    @Test
    void run_lostUpdate_isFoundAndShrunkToTwoCalls() {
        Failure failure = failureOf(racyOf(3).run());
        assertThat(failure.scenario()).hasToString("increment|increment");
        assertThat(failure.history().operations()).extracting("output").containsExactly(1, 1);
        assertThat(failure.found()).isGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void run_rightCounter_passes(Engine engine) {
        Result result = atomic().engines(engine).run();
        assertThat(result.hasPassed()).isTrue();
        assertThat(result.efforts()).singleElement().satisfies(effort -> {
            assertThat(effort.engine()).isEqualTo(engine);
            assertThat(effort.runs()).isPositive();
            assertThat(effort.distinct() > 1).isEqualTo(engine == Engine.CONTROLLED);
            assertThat(effort.gaveUp()).isZero();
        });
    }

    @Test
    void run_bothEngines_runsEachInTheOrderNamed() {
        Result result = atomic().engines(Engine.CONTROLLED, Engine.STRESS).run();
        assertThat(result.efforts()).extracting(Effort::engine).containsExactly(Engine.CONTROLLED, Engine.STRESS);
        assertThat(result.efforts()).allSatisfy(effort -> assertThat(effort.runs()).isPositive());
    }

    @Test
    void run_sameSeed_givesTheSameReport() {
        String first = table(failureOf(racy().run()));
        for (int i = 0; i < 3; i++) {
            assertThat(table(failureOf(racy().run()))).isEqualTo(first);
        }
    }

    /** Returns an object that has no text of its own where it should not. */
    static final class Leaky {
        private int calls;

        Object call() {
            int before = calls;
            calls = before + 1;
            return before == 0 ? new Object() : "late";
        }
    }

    @Test
    void run_resultsWithoutAText_givesTheSameReport() {
        Check check = Check.object((Spec<Leaky, Integer> spec) -> {
            spec.create(Leaky::new).model(0);
            spec.operation("call", Leaky::call).steps((calls, _) -> Step.to(calls + 1, calls + 1));
        }).engines(Engine.CONTROLLED).seed(1);
        String first = table(failureOf(check.run()));
        assertThat(first).contains("Object@1").doesNotContain("java.lang.Object@");
        assertThat(table(failureOf(check.run()))).isEqualTo(first);
    }

    /** The report without how long it took. */
    private static String table(Failure failure) {
        return failure.toString().replaceAll("after \\d+ ms", "");
    }

    @Test
    void replay_hundredTimes_givesTheSameTableEachTime() {
        Failure failure = failureOf(racy().run());
        withProperty(Failure.REPLAY, failure.replay().replaceAll("^-D[^=]*='|'$", ""), () -> {
            for (int i = 0; i < 100; i++) {
                Failure again = failureOf(racy().seed(i).run()); // which would find something else
                assertThat(again.seed()).isEqualTo(failure.seed());
                assertThat(again.runs()).isOne();
                assertThat(again.history()).isEqualTo(failure.history());
                assertThat(again.scenario()).isEqualTo(failure.scenario());
                assertThat(again.schedule()).isEqualTo(failure.schedule());
                assertThat(again.verdict()).isEqualTo(failure.verdict());
            }
        });
    }

    @Test
    void replay_ofAnotherCheck_isNotForThisOne() {
        withProperty(Failure.REPLAY, ReplayLine.withChecksum("somebody else;CONTROLLED;1;increment|increment;0.1"),
                () -> {
                    assertThat(failureOf(racy().run()).scenario().size()).isEqualTo(2);
                });
    }

    @Test
    void replay_lineThatIsNone_isRefused() {
        withProperty(Failure.REPLAY, ReplayLine.withChecksum("racy counter;SOMETIMES;1;increment;0"), () -> {
            assertThatThrownBy(() -> racy().run()).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("replay: line=racy counter;SOMETIMES");
        });
    }

    @Test
    void replay_lineThatIsNone_isRefusedByAnyCheck() {
        withProperty(Failure.REPLAY, "'somebody else;CONTROLLED;1;increment|increment", () -> {
            assertThatThrownBy(() -> racy().run()).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(
                            "(expected: name;ENGINE;seed;scenario;schedule;checksum, as a report prints it)");
        });
    }

    @Test
    void replay_lineCutShortOrChanged_isRefused() {
        String line = failureOf(racy().run()).replay().replaceAll("^-D[^=]*='|'$", "");
        for (int length = 1; length < line.length(); length++) {
            assertIsNone(line.substring(0, length));
        }
        assertIsNone(line.replaceFirst(";42;", ";43;"));
        assertIsNone(line + "0");
    }

    private static void assertIsNone(String line) {
        withProperty(Failure.REPLAY, line, () -> assertThatThrownBy(() -> racy().run())
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("replay: line=" + line + " "));
    }

    @Test
    void replay_lineThatTheCheckCannotHavePrinted_isRefused() {
        assertRefused("racy counter;STRESS;1;increment|increment;",
                "replay of racy counter: engine=STRESS (expected: one of [CONTROLLED])");
        assertRefused("racy counter;CONTROLLED;1;increment|decrement;0.1",
                "scenario: operation=decrement (expected: one of [increment])");
        assertRefused("racy counter;CONTROLLED;1;decrement/increment;0.1",
                "scenario: operation=decrement (expected: one of [increment])");
        assertRefused("racy counter;CONTROLLED;1;increment|increment;0.!",
                "schedule: item=! (expected: T, or a number to base 36, or I, W, D and a number)");
        withProperty(Failure.REPLAY, ReplayLine.withChecksum("atomic counter;STRESS;1;increment|increment;0.1"), () -> {
            assertThatThrownBy(() -> atomic().run()).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("replay of atomic counter: schedule=0.1 (expected: none, for STRESS)");
        });
    }

    private static void assertRefused(String line, String message) {
        withProperty(Failure.REPLAY, ReplayLine.withChecksum(line), () -> assertThatThrownBy(() -> racy().run())
                .isInstanceOf(IllegalArgumentException.class).hasMessage(message));
    }

    @Test
    void replay_scheduleOfAnotherProgram_isAnError() {
        withProperty(Failure.REPLAY, ReplayLine.withChecksum("racy counter;CONTROLLED;1;increment|increment;9*5"),
                () -> {
                    assertThatThrownBy(() -> racy().run()).isInstanceOf(IllegalStateException.class);
                });
    }

    @Test
    void replay_nobodyHasTheName_isNoticedAtTheEnd() {
        String line = "somebody;CONTROLLED;1;increment;0";
        Unreplayed unreplayed = new Unreplayed(Failure.REPLAY, ';');
        unreplayed.check("b");
        unreplayed.check("a");
        assertThat(unreplayed.notice(line)).hasValue("replay: nothing was replayed: line=" + line
                + " (expected: the name of a check that ran here: a, b)");
        assertThat(unreplayed.notice(null)).isEmpty();
        unreplayed.check("somebody");
        assertThat(unreplayed.notice(line)).isEmpty();
    }

    /** For a JVM of its own. */
    static final class RacyMain {
        private RacyMain() {}

        public static void main(String[] args) {
            racy().run();
        }
    }

    @Test
    void replay_nobodyHasTheName_isPrintedByTheJvm(@TempDir Path folder) throws IOException, InterruptedException {
        String line = ReplayLine.withChecksum("somebody;CONTROLLED;1;increment;0");
        Path err = folder.resolve("err");
        Process jvm = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens", "java.base/java.lang=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                "-Dmillrace.replay=" + line, RacyMain.class.getName())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(err.toFile()).start();
        assertThat(jvm.waitFor()).isZero();
        assertThat(Files.readString(err)).contains("replay: nothing was replayed: line=" + line, ": racy counter)");
    }

    @Test
    void run_scenarioWithAnUnknownOperation_isRefused() {
        assertThatThrownBy(() -> racy().run(Scenario.parse("increment|decrement")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scenario: operation=decrement (expected: one of [increment])");
    }

    private static void withProperty(String name, String value, Runnable body) {
        System.setProperty(name, value);
        try {
            body.run();
        } finally {
            System.clearProperty(name);
        }
    }

    static final class Slow {
        int call() throws InterruptedException {
            Thread.sleep(50);
            return 1;
        }
    }

    @Test
    void budget_ofSlowCalls_endsInTheMiddleOfManyRuns() {
        Check check = Check.object((Spec<Slow, Integer> spec) -> {
            spec.create(Slow::new).model(0);
            spec.operation("call", Slow::call).steps((model, _) -> Step.to(model, 1));
        });
        Effort effort = check.engines(Engine.STRESS).seed(1).budget(Duration.ofMillis(200)).run().efforts().getFirst();
        assertThat(effort.runs()).isBetween(1L, 40L);
    }

    @Test
    void budget_onTheCommandLine_takesThePlaceOfTheOwn() {
        withProperty(Budget.PROPERTY, "20ms", () -> {
            Result result = atomic().budget(Duration.ofHours(1)).run();
            assertThat(result.efforts().getFirst().time()).isLessThan(Duration.ofMinutes(1));
        });
    }

    @Test
    void orThrow_failure_isAnErrorWithTheWholeReport() {
        Result result = racy().run();
        Failure failure = failureOf(result);
        assertThatThrownBy(result::orThrow).isInstanceOf(ConcurrencyError.class).isInstanceOf(AssertionError.class)
                .hasMessageContaining("racy counter: ").hasMessageContaining("seed 42")
                .hasMessageContaining("increment|increment").hasMessageContaining(failure.replay());
    }

    @Test
    void run_packageThatIsNotUsed_isAnErrorAndNoPass() {
        assertThatThrownBy(() -> atomic().engines(Engine.CONTROLLED).weave("com.acme.nowhere").run())
                .isInstanceOf(WeavingException.class)
                .hasMessageContaining("package=com.acme.nowhere (expected: at least one yield site)");
    }

    @Test
    void run_modelThatSaysNothing_isRefusedBeforeItRuns() {
        assertThatThrownBy(() -> Check.object((Spec<Racy, Integer> spec) -> {
            spec.create(() -> {
                throw new AssertionError("made");
            }).model(0);
            spec.operation("increment", Racy::increment);
        }).run()).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("increment: meaning=none");
    }

    @Test
    void run_descriptionWithoutASubject_isRefused() {
        assertThatThrownBy(() -> Check.queue((QueueSpec<Object> _) -> {}).run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("queue: create=none (expected: said once)");
        assertThatThrownBy(() -> Check.lock((LockSpec<Object> spec) -> spec.create(Object::new)).run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lock: unlock=none (expected: said once)");
    }

    @Test
    void budget_zeroOrLess_isRefused() {
        assertThatThrownBy(() -> racy().budget(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("check: budget=PT0S (expected: > 0)");
        assertThatThrownBy(() -> racy().budget(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("check: budget=PT-0.001S (expected: > 0)");
    }

    @Test
    void limits_thatAllowNothing_areRefused() {
        assertThatThrownBy(() -> racy().runs(0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("check: runs=0 (expected: >= 1)");
        assertThatThrownBy(() -> racy().patience(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("check: patience=PT0S (expected: > 0)");
        assertThatThrownBy(() -> racy().patience(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> racy().shrinking(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("check: shrinking=PT-0.001S (expected: >= 0)");
        assertThatThrownBy(() -> racy().run(Scenario.of())).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("check racy counter: calls=0 (expected: >= 1)");
    }

    @Test
    void runs_few_areTheMost() {
        Effort effort = atomic().engines(Engine.CONTROLLED).budget(Duration.ofHours(1)).runs(1).run().efforts()
                .getFirst();
        assertThat(effort.scenarios()).isOne();
    }

    @Test
    void named_textThatWouldBreakTheReplayLine_isRefused() {
        assertThatThrownBy(() -> racy().named("a;b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> racy().named("it's")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> racy().named(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void run_callThatThrows_isAViolationThatNamesIt() {
        Failure failure = failureOf(Check.object((Spec<Racy, Integer> spec) -> {
            spec.create(Racy::new).model(0);
            spec.operation("fail", racy -> {
                throw new IllegalStateException("on purpose " + racy.value);
            }).steps((value, _) -> Step.to(value));
        }).engines(Engine.CONTROLLED).seed(1).run());
        assertThat(failure.verdict()).isInstanceOf(Verdict.Violation.class);
        assertThat(failure.toString()).contains("IllegalStateException: on purpose 0");
        assertThat(failure.scenario()).hasToString("fail");
    }
}
