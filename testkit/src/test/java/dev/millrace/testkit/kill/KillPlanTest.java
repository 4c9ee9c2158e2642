package dev.millrace.testkit.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.Budget;
import dev.millrace.testkit.Reports;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Operation.Thrown;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@Timeout(120)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class KillPlanTest {
    private static final Duration SHORT = Duration.ofMillis(700);

    // What the log says of the dead.

    @Test
    void run_killedSometime_logSaysWhatHadReturned() throws InterruptedException {
        KillReport report = counting(Strike.kill("counter").sometime(3000)).rounds(12).seed(1)
                .expect(KillPlanTest::logIsTrue).run();

        assertThat(report.orThrow()).isInstanceOfSatisfying(KillReport.Survived.class,
                survived -> assertThat(survived.strikes()).isGreaterThan(6));
    }

    @Test
    void run_killedInside_operationIsPending() throws InterruptedException {
        KillReport report = counting(Strike.kill("counter").inside("count", 1000)).rounds(6).seed(2)
                .expect(KillPlanTest::logIsTrue, KillPlanTest::isPending).run();

        assertThat(report.orThrow()).isInstanceOfSatisfying(KillReport.Survived.class,
                survived -> assertThat(survived.inside()).isEqualTo(survived.strikes()).isEqualTo(6));
    }

    @Test
    void run_killedAtPoints_effectIsThereAfterAndNotBefore() throws InterruptedException {
        List<Long> beyond = Collections.synchronizedList(new ArrayList<>());
        for (String point : List.of("before", "after")) {
            counting(Strike.kill("counter").at(point, 1000)).rounds(3).seed(3).expect(aftermath -> {
                beyond.add((long) aftermath.drained().getFirst() - returned(aftermath));
                return isPending(aftermath);
            }).run().orThrow();
        }

        assertThat(beyond).containsExactly(0L, 0L, 0L, 1L, 1L, 1L);
    }

    @Test
    void run_sameSeed_hitsTheSameVisits() throws InterruptedException {
        List<Integer> first = operationsWhenStruck(4);
        List<Integer> second = operationsWhenStruck(4);
        List<Integer> other = operationsWhenStruck(5);

        assertThat(second).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    private static List<Integer> operationsWhenStruck(long seed) throws InterruptedException {
        List<Integer> operations = new ArrayList<>();
        counting(Strike.kill("counter").at("before", 3000)).rounds(3).seed(seed).expect(aftermath -> {
            operations.add(aftermath.struck().getFirst().operations());
            return null;
        }).run().orThrow();
        return operations;
    }

    @Test
    void run_stopped_standsStillUntilRecoveredThenGoesOn() throws InterruptedException {
        AtomicLong whenStopped = new AtomicLong();
        KillReport report = counting(Strike.stop("counter").inside("count", 1000)).rounds(5).seed(6)
                .recover((memory, struck) -> {
                    whenStopped.set(count(memory));
                    Waiting.until(() -> false, Duration.ofMillis(20));
                    if (!struck.isEmpty() && (count(memory) != whenStopped.get() || struck.getFirst().isDead())) {
                        throw new IllegalStateException("went on to " + count(memory));
                    }
                })
                .expect(aftermath -> aftermath.drained().getFirst().equals(4000L) && returned(aftermath) == 4000
                        ? null
                        : "did not go on")
                .run();

        assertThat(report.orThrow().isSurvived()).isTrue();
        assertThat(whenStopped.get()).isLessThan(4000);
    }

    @Test
    void run_severalStrikes_eachHitsAnotherChild() throws InterruptedException {
        List<Set<Integer>> lanes = new ArrayList<>();
        KillPlan.named("several").file(8).children(3, "counter", Tasks.Counter.class, "2000")
                .strike(Strike.kill("counter").at("before", 500)).strike(Strike.stop("counter").at("after", 500))
                .rounds(3).seed(7).expect(aftermath -> {
                    lanes.add(aftermath.struck().stream().map(Struck::lane).collect(Collectors.toSet()));
                    return null;
                }).run().orThrow();

        assertThat(lanes).hasSize(3).allSatisfy(hit -> assertThat(hit).hasSize(2));
    }

    @Test
    void run_strikesForOneAndForAllOfItsKind_eachHasAChild() throws InterruptedException {
        List<Set<String>> hit = new ArrayList<>();
        KillPlan.named("kinds").file(8).children(2, "counter", Tasks.Counter.class, "2000")
                .strike(Strike.kill("counter").at("before", 500)).strike(Strike.kill("counter-0").at("before", 500))
                .rounds(4).seed(7).expect(aftermath -> {
                    hit.add(aftermath.struck().stream().map(Struck::child).collect(Collectors.toSet()));
                    return null;
                }).run().orThrow();

        assertThat(hit).hasSize(4).allMatch(Set.of("counter-0", "counter-1")::equals);
    }

    @Test
    void run_nameBeginsLikeAnother_thatOneIsNotHit() throws InterruptedException {
        List<String> hit = new ArrayList<>();
        KillPlan.named("alike").file(8).child("counter", Tasks.Counter.class, "2000")
                .child("counter-backup", Tasks.Counter.class, "2000").strike(Strike.kill("counter").at("before", 500))
                .rounds(6).seed(1).expect(aftermath -> {
                    aftermath.struck().forEach(struck -> hit.add(struck.child()));
                    return null;
                }).run().orThrow();

        assertThat(hit).hasSize(6).containsOnly("counter");
    }

    // What goes wrong in a child.

    @Test
    void run_taskThrows_reportHasItsStackAndItsWords() throws InterruptedException {
        KillReport.Broken broken = broken(plan("thrower", Tasks.Thrower.class));

        assertThat(broken.reason()).isEqualTo("failure: thrower threw an exception");
        assertThat(broken.toString()).contains("the last words of thrower", "IllegalStateException: as told",
                "Tasks$Thrower.run", "-Dmillrace.kill.replay='test:9:0'");
        assertThat(broken.history().operations().getFirst().output())
                .isEqualTo(new Thrown(IllegalStateException.class));
        assertThatThrownBy(broken::orThrow).isInstanceOf(AssertionError.class).hasMessage(broken.toString());
    }

    @Test
    void run_taskPrintsWithoutEnd_keepsTheEndAlone() throws InterruptedException {
        KillReport.Broken broken = broken(KillPlan.named("test").file(24)
                .child("chatterer", Tasks.Chatterer.class, String.valueOf((Output.MOST_BYTES >> 20) + 1))
                .child("counter", Tasks.Counter.class, "2000").strike(Strike.kill("counter").sometime(10))
                .patience(Duration.ofSeconds(30)).recover((memory, struck) -> {
                    awaitTrimmed(memory);
                    memory.set(ValueLayout.JAVA_LONG, 16, 1);
                }).expect(KillPlanTest::anything));

        assertThat(broken.reason()).isEqualTo("failure: chatterer threw an exception");
        assertThat(broken.transcript()).contains("chatterer printed:\n(more than 16 MiB; this is the end)\n",
                "the last words of chatterer", "IllegalStateException: as told").hasSizeLessThan(100_000);
    }

    /** Waits until the child has printed too much, and it is gone. */
    private static void awaitTrimmed(MemorySegment memory) {
        try {
            boolean isTrimmed = Waiting.until(() -> memory.get(ValueLayout.JAVA_LONG, 8) == 1
                    && printed().stream().allMatch(bytes -> bytes < Output.MOST_BYTES), Duration.ofSeconds(20));
            assertThat(isTrimmed).as("said %s, printed %s", memory.get(ValueLayout.JAVA_LONG, 8), printed()).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Long> printed() {
        try {
            List<Long> sizes = new ArrayList<>();
            for (Path directory : directories()) {
                try (Stream<Path> files = Files.list(directory)) {
                    files.filter(file -> file.getFileName().toString().startsWith("output-"))
                            .forEach(file -> sizes.add(file.toFile().length()));
                }
            }
            return sizes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void run_taskExits_reportHasTheExitCode() throws InterruptedException {
        assertThat(broken(plan("exiter", Tasks.Exiter.class)).reason())
                .isEqualTo("failure: exiter ended its JVM, exit code=42");
    }

    @Test
    void run_survivorHangs_reportHasItsStack() throws InterruptedException {
        KillReport.Broken broken = broken(plan("counter", Tasks.Counter.class, "100")
                .child("hanger", Tasks.Hanger.class));

        assertThat(broken.reason()).isEqualTo("hang: hanger got no further for 700 ms");
        assertThat(broken.transcript()).contains("stacks of hanger", "Tasks$Hanger.spinForEver")
                .doesNotContain("Finalizer");
        assertThat(broken.toString()).contains("hang() waits");
    }

    @Test
    void run_attemptsInVain_isAHang() throws InterruptedException {
        KillReport.Broken broken = broken(plan("counter", Tasks.Counter.class, "100")
                .child("attempter", Tasks.Attempter.class));

        assertThat(broken.reason()).isEqualTo("hang: attempter got no further for 700 ms");
    }

    @Test
    void run_logIsFull_saysWhatToDo() throws InterruptedException {
        KillReport.Broken broken = broken(plan("counter", Tasks.Counter.class, "11").operations(10));

        assertThat(broken.transcript()).contains("operations=10 (expected: more); set KillPlan.operations");
    }

    @Test
    void run_inputTooLong_saysSo() throws InterruptedException {
        assertThat(broken(plan("logger", Tasks.Logger.class, "47")).transcript())
                .contains("value of 47 bytes (expected: <= 46)");
    }

    @Test
    void run_outputOfWrongType_saysSo() throws InterruptedException {
        assertThat(broken(plan("logger", Tasks.Logger.class, "46", "wrong")).transcript())
                .contains("type=java.lang.Double (expected: null, Boolean, Integer, Long or String)");
    }

    // What goes wrong in the parent.

    @Test
    void run_recoverHangs_reportHasItsStack() throws InterruptedException {
        KillReport.Broken broken = broken(plan("counter", Tasks.Counter.class, "10").recover((memory, struck) -> {
            while (count(memory) >= 0) {
                Thread.onSpinWait();
            }
        }));

        assertThat(broken.reason()).contains("hang: recover did not return within 700 ms", "KillPlanTest");
    }

    @Test
    @SuppressWarnings("NullAway") // that is what is tested
    void run_drainReturnsNull_reportSaysWhatIsExpected() throws InterruptedException {
        for (Collection<?> none : Arrays.asList(null, Collections.singleton(null))) {
            assertThat(broken(counting(Strike.kill("counter").at("before", 10)).expect(KillPlanTest::anything)
                    .drain(memory -> none)).reason())
                    .contains("kill plan: drain=" + none + " (expected: a collection without null)");
        }
    }

    @Test
    void run_drainThrows_reportHasItsStack() throws InterruptedException {
        KillReport.Broken broken = broken(plan("counter", Tasks.Counter.class, "10")
                .drain(memory -> List.of(memory.get(ValueLayout.JAVA_LONG, 8))));

        assertThat(broken.reason()).contains("failure: drain threw java.lang.IndexOutOfBoundsException",
                "KillPlanTest");
    }

    @Test
    void run_expectThrows_reportHasItsStackAndTheReplay() throws InterruptedException {
        KillReport.Broken broken = broken(plan("counter", Tasks.Counter.class, "10").expect(aftermath -> {
            throw new AssertionError("as told");
        }));

        assertThat(broken.reason()).contains("failure: expect threw java.lang.AssertionError: as told", "KillPlanTest");
        assertThat(broken.toString()).contains("millrace.kill.replay=", "count(10)");
    }

    @Test
    void run_expectHangs_reportHasItsStack() throws InterruptedException {
        KillReport.Broken broken = broken(plan("counter", Tasks.Counter.class, "10").expect(aftermath -> {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            return null;
        }));

        assertThat(broken.reason()).startsWith("hang: expect did not return within 700 ms").contains("KillPlanTest");
    }

    @Test
    void run_jvmOptionIsWrong_saysWhatTheJvmSaid() {
        assertThatThrownBy(() -> counting(Strike.kill("counter").at("before", 10)).expect(KillPlanTest::anything)
                .jvmOptions("-Xbogus").run()).isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("child JVM: exit code=1 (expected: to take orders); see KillPlan.jvmOptions;")
                .hasMessageContaining("-Xbogus");
    }

    @Test
    void run_nobodyIsStruck_isNoPass() throws InterruptedException {
        KillReport report = plan("counter", Tasks.Counter.class, "10").rounds(2).run();

        assertThat(report).isInstanceOf(KillReport.Missed.class);
        assertThatThrownBy(report::orThrow).isInstanceOf(AssertionError.class)
                .hasMessageContaining("no strike met its child at work in 2 rounds (expected: each >= 1)");
    }

    @Test
    void run_oneStrikeOfSeveralMissesInEachRound_isNoPass() throws InterruptedException {
        Strike never = Strike.kill("counter").at("never", 1);
        for (List<Strike> strikes : List.of(List.of(Strike.stop("counter").at("before", 500), never),
                List.of(never, Strike.stop("counter").at("before", 500)))) {
            KillPlan plan = KillPlan.named("missing").file(8).children(2, "counter", Tasks.Counter.class, "2000")
                    .rounds(2).seed(7).patience(SHORT).expect(KillPlanTest::anything);
            strikes.forEach(plan::strike);

            assertThatThrownBy(plan.run()::orThrow).isInstanceOf(AssertionError.class).hasMessageContaining(
                    "[KILL counter at never] never met a child at work in 2 rounds (expected: each >= 1)");
        }
    }

    // Who works when.

    @Test
    void run_tasksAsk_areToldToEnd() throws InterruptedException {
        KillReport report = KillPlan.named("endless").file(8).child("endless", Tasks.EndlessCounter.class)
                .child("counter", Tasks.Counter.class, "2000").strike(Strike.kill("counter").at("after", 1000))
                .rounds(2)
                .seed(8).expect(KillPlanTest::anything).run();

        assertThat(report.orThrow().isSurvived()).isTrue();
    }

    @Test
    void run_survivors_serveAgainUnlessFresh() throws InterruptedException {
        assertThat(pids(introducing())).hasSizeLessThanOrEqualTo(2);
        assertThat(pids(introducing().freshJvms())).hasSize(3);
    }

    private static KillPlan introducing() {
        return KillPlan.named("introducing").file(8).child("introducer", Tasks.Introducer.class)
                .child("counter", Tasks.Counter.class, "2000").strike(Strike.stop("counter").at("after", 1000))
                .rounds(3);
    }

    private static Set<@Nullable Object> pids(KillPlan plan) throws InterruptedException {
        Set<@Nullable Object> pids = Collections.synchronizedSet(new HashSet<>());
        plan.expect(aftermath -> {
            aftermath.operations("pid").forEach(operation -> pids.add(operation.output()));
            return null;
        }).run().orThrow();
        return pids;
    }

    @Test
    void run_optionsLongerThanACommandLine_reachTheChild() throws InterruptedException {
        List<@Nullable Object> lengths = new ArrayList<>();
        introducing().rounds(1).jvmOptions("-Dpadding=" + "a b\\\"".repeat(60_000)).expect(aftermath -> {
            lengths.add(aftermath.operations("padding").getFirst().output());
            return null;
        }).run().orThrow();

        assertThat(lengths).containsExactly(300_000);
    }

    @Test
    void run_argumentsLongAndOfAnyLetter_reachTheChild() throws InterruptedException {
        List<@Nullable Object> hashes = new ArrayList<>();
        String odd = "x".repeat(70_000) + "\uD800 \n\u00FC";
        plan("hasher", Tasks.Hasher.class, odd).expect(aftermath -> {
            aftermath.operations("hash").forEach(operation -> hashes.add(operation.output()));
            return null;
        }).rounds(1).run();

        assertThat(hashes).containsExactly(odd.hashCode());
    }

    @Test
    void run_ended_leavesNoProcessAndNoFile() throws InterruptedException, IOException {
        Set<Long> processes = children();
        Set<Path> files = directories();

        counting(Strike.kill("counter").at("before", 10)).rounds(1).expect(KillPlanTest::anything).run();
        broken(plan("counter", Tasks.Counter.class, "100").child("hanger", Tasks.Hanger.class));

        assertThat(children()).isEqualTo(processes);
        assertThat(directories()).isEqualTo(files);
    }

    @Test
    void run_interrupted_throwsAndLeavesNoProcess() throws InterruptedException {
        Set<Long> processes = children();
        Thread runner = Thread.currentThread();

        assertThatThrownBy(() -> counting(Strike.kill("counter").at("before", 10)).recover((memory, struck) -> {
            runner.interrupt();
            Waiting.until(() -> false, Duration.ofMillis(500));
        }).expect(KillPlanTest::anything).run()).isInstanceOf(InterruptedException.class);

        assertThat(children()).isEqualTo(processes);
    }

    private static Set<Long> children() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private static Set<Path> directories() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files
                    .filter(file -> file.getFileName().toString()
                            .startsWith("millrace-kill-" + ProcessHandle.current().pid() + "-"))
                    .collect(Collectors.toSet());
        }
    }

    // Rounds.

    @Test
    void run_budgetIsOver_runsOneRound() throws InterruptedException {
        KillReport report = counting(Strike.kill("counter").at("before", 10)).rounds(50).budget(Duration.ZERO)
                .expect(KillPlanTest::anything).run();

        assertThat(report).isInstanceOfSatisfying(KillReport.Survived.class,
                survived -> assertThat(survived.rounds()).isEqualTo(1));
    }

    @Test
    void run_budgetOfTheProperty_takesThePlaceOfThePlans() throws InterruptedException {
        System.setProperty(Budget.PROPERTY, "1ms");
        try {
            assertThat(operationsWhenStruck(10)).hasSize(1);
        } finally {
            System.clearProperty(Budget.PROPERTY);
        }
    }

    @Test
    void run_longestBudgetAndPause_areNotTooLong() throws InterruptedException {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        KillReport report = counting(Strike.stop("counter", longest).at("before", 10)).rounds(2).budget(longest)
                .expect(KillPlanTest::anything).run();

        assertThat(report.orThrow().isSurvived()).isTrue();
    }

    @Test
    void run_replayIsSet_runsThatRoundAlone() throws InterruptedException {
        List<Integer> all = operationsWhenStruck(10);
        System.setProperty(KillPlan.REPLAY, "counting:10:2");
        try {
            assertThat(operationsWhenStruck(99)).containsExactly(all.get(2));
        } finally {
            System.clearProperty(KillPlan.REPLAY);
        }
    }

    @Test
    void run_replayIsOfNoPlan_isNoticedAtTheEnd() throws IOException, InterruptedException {
        Path err = Files.createTempFile("millrace", ".err");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + KillPlan.REPLAY + "=somebody:1:0", "-cp", System.getProperty("java.class.path"),
                SurvivingMain.class.getName()).redirectError(err.toFile()).start();

        assertThat(process.waitFor()).isZero();
        assertThat(Files.readString(err)).contains("nothing was replayed: line=somebody:1:0", ": counting)");
        Files.delete(err);
    }

    /** For a JVM of its own. */
    static final class SurvivingMain {
        private SurvivingMain() {}

        public static void main(String[] args) throws InterruptedException {
            counting(Strike.kill("counter").at("before", 10)).rounds(1).expect(KillPlanTest::anything).run().orThrow();
        }
    }

    @Test
    void run_replayIsMalformed_isRefused() {
        for (String line : List.of("counting:10", "counting:9999999999999999999:0", "counting:1:9999999999")) {
            System.setProperty(KillPlan.REPLAY, line);
            try {
                assertThatThrownBy(() -> operationsWhenStruck(1)).isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("kill plan: millrace.kill.replay=" + line + " (expected: name:seed:round, as a"
                                + " report prints it)");
            } finally {
                System.clearProperty(KillPlan.REPLAY);
            }
        }
    }

    @Test
    void run_broken_isDrawn(@TempDir Path directory) throws InterruptedException, IOException {
        System.setProperty(Reports.PROPERTY, directory.toString());
        try {
            KillReport.Broken broken = broken(plan("thrower", Tasks.Thrower.class));
            assertThat(broken.page()).isEqualTo(directory.resolve("test.html"));
            assertThat(broken.toString()).contains("see " + directory.resolve("test.html").toUri());
            assertThat(Files.readString(directory.resolve("test.html"))).contains("failure: thrower threw an exception",
                    "the last words of thrower", "test:9:0", "\"throw\"");
            assertThat(broken(plan("exiter", Tasks.Exiter.class)).page()).as("nothing to draw").isNull();
        } finally {
            System.clearProperty(Reports.PROPERTY);
        }
    }

    // What a plan refuses.

    @Test
    void run_withoutChildrenOrStrikes_isRefused() {
        assertThatThrownBy(() -> KillPlan.named("empty").run())
                .hasMessage("kill plan: children=0 (expected: >= 1)");
        assertThatThrownBy(() -> KillPlan.named("empty").child("a", Tasks.Exiter.class).run())
                .hasMessage("kill plan: strikes=0 (expected: >= 1)");
        assertThatThrownBy(() -> KillPlan.named("empty").child("a", Tasks.Exiter.class)
                .strike(Strike.kill("b").sometime(1)).run())
                .hasMessage("kill plan: strikes=[KILL b sometime] (expected: a child of its own for each, of [a])");
        assertThatThrownBy(() -> KillPlan.named("empty").children(2, "a", Tasks.Exiter.class)
                .strike(Strike.kill("a").sometime(1)).strike(Strike.kill("a").sometime(1))
                .strike(Strike.kill("a-0").sometime(1)).run())
                .hasMessageContaining("(expected: a child of its own for each, of [a-0, a-1])");
    }

    @Test
    void run_withoutExpectation_isRefused() {
        assertThatThrownBy(() -> counting(Strike.kill("counter").sometime(1)).run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kill plan: expectations=0 (expected: >= 1); say what survives with expect,"
                        + " or expect(aftermath -> null)");
        assertThatThrownBy(() -> counting(Strike.kill("counter").sometime(1)).expect().run())
                .hasMessageContaining("expectations=0");
    }

    @Test
    void child_nameTakenOrTooMany_isRefused() {
        KillPlan plan = KillPlan.named("taken").children(2, "p", Tasks.Counter.class, "1");
        assertThatThrownBy(() -> plan.child("p-0", Tasks.Counter.class, "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kill plan: child=p-0 (expected: a name that no other child has)");
        assertThatThrownBy(() -> plan.children(3, "p", Tasks.Counter.class, "1"))
                .hasMessage("kill plan: child=p-0 (expected: a name that no other child has)");
        assertThatThrownBy(() -> plan.children(Integer.MAX_VALUE, "q", Tasks.Counter.class, "1"))
                .hasMessage("kill plan: children=2147483647 (expected: 1 to 1000)");
        assertThatThrownBy(() -> plan.children(0, "q", Tasks.Counter.class, "1"))
                .hasMessage("kill plan: children=0 (expected: 1 to 1000)");
    }

    @Test
    void child_notAPublicClass_isRefused() {
        ChildTask lambda = context -> {};
        assertThatThrownBy(() -> KillPlan.named("refused").child("a", lambda.getClass()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: a public class with a public constructor without parameters)");
        assertThatThrownBy(() -> KillPlan.named("refused").child("a", HiddenTask.class))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static final class HiddenTask implements ChildTask {
        @Override
        public void run(ChildContext context) {}
    }

    @Test
    void setters_wrongNumber_areRefused() {
        KillPlan plan = KillPlan.named("refused");
        for (String name : List.of(" ", "a:b", "a'b", "a\nb")) {
            assertThatThrownBy(() -> KillPlan.named(name)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("kill plan: name=" + name + " (expected: one line, not blank, without : and ')");
        }
        assertThatThrownBy(() -> plan.file("64 KB"))
                .hasMessage("kill plan: file=64 KB (expected: at most 2147483647 B, KiB or MiB, as in 64 KiB)");
        assertThatThrownBy(() -> plan.file("18014398509481985 KiB")).hasMessageContaining("file=18014398509481985 KiB");
        assertThatThrownBy(() -> plan.file("2 GiB")).hasMessageContaining("file=2 GiB");
        assertThatThrownBy(() -> plan.file("2048 MiB"))
                .hasMessage("kill plan: file=2147483648 (expected: 1 to 2147483647)");
        assertThatThrownBy(() -> plan.file(0)).hasMessageContaining("file=0");
        assertThatThrownBy(() -> plan.rounds(0)).hasMessage("kill plan: rounds=0 (expected: >= 1)");
        assertThatThrownBy(() -> plan.operations(0)).hasMessageContaining("operations=0");
        assertThatThrownBy(() -> plan.patience(Duration.ZERO)).hasMessageContaining("patience=PT0S");
        assertThatThrownBy(() -> plan.children(0, "a", Tasks.Exiter.class)).hasMessageContaining("children=0");
        assertThatThrownBy(() -> Strike.kill("a").at("p", 0)).hasMessage("strike: within=0 (expected: >= 1)");
    }

    @Test
    @SuppressWarnings("NullAway") // that is what is tested
    void child_withoutAName_isRefused() {
        assertThatThrownBy(() -> KillPlan.named("refused").child(null, Tasks.Exiter.class))
                .isInstanceOf(NullPointerException.class).hasMessage("kill plan: child=null (expected: not null)");
        assertThatThrownBy(() -> KillPlan.named("refused").child("a\nb", Tasks.Exiter.class))
                .hasMessage("kill plan: child=a\nb (expected: one line, not blank)");
    }

    @Test
    void strike_nameThatNoLogCanHold_isRefused() {
        String longest = "p".repeat(46);
        assertThat(Strike.kill("a").at(longest, 1)).hasToString("KILL a at " + longest);
        for (String name : List.of("", longest + "p")) {
            assertThatThrownBy(() -> Strike.kill("a").at(name, 1)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("strike: point=" + name + " (expected: 1 to 46 bytes in UTF-8)");
            assertThatThrownBy(() -> Strike.kill("a").inside(name, 1)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("strike: operation=" + name + " (expected: 1 to 46 bytes in UTF-8)");
        }
    }

    private static KillPlan counting(Strike strike) {
        return KillPlan.named("counting").file("64 B").child("counter", Tasks.Counter.class, "4000").strike(strike)
                .drain(memory -> List.of(count(memory)));
    }

    /** A plan with one child, and a strike that comes too late. */
    private static KillPlan plan(String child, Class<? extends ChildTask> task, String... arguments) {
        return KillPlan.named("test").file(8).child(child, task, arguments).strike(Strike.kill(child).at("never", 1))
                .patience(SHORT).seed(9).expect(KillPlanTest::anything);
    }

    private static KillReport.Broken broken(KillPlan plan) throws InterruptedException {
        KillReport report = plan.run();
        assertThat(report).isInstanceOf(KillReport.Broken.class);
        return (KillReport.Broken) report;
    }

    private static @Nullable String anything(Aftermath aftermath) {
        return null;
    }

    private static long count(MemorySegment memory) {
        return (long) ControlFile.LONG.getAcquire(memory, 0L);
    }

    private static long returned(Aftermath aftermath) {
        return aftermath.history().operations().stream().filter(Operation::hasReturned).count();
    }

    private static @Nullable String logIsTrue(Aftermath aftermath) {
        long beyond = (long) aftermath.drained().getFirst() - returned(aftermath);
        long pending = aftermath.history().size() - returned(aftermath);
        return beyond >= 0 && beyond <= pending && pending <= 1
                ? null
                : beyond + " counted beyond the log, " + pending + " pending";
    }

    private static @Nullable String isPending(Aftermath aftermath) {
        List<Operation> history = aftermath.history().operations();
        return aftermath.struck().stream()
                .allMatch(struck -> struck.pending() != null && struck.pending().equals(history.getLast()))
                        ? null
                        : "between operations";
    }
}
