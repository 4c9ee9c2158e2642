package dev.millrace.testkit.mutants.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Failure;
import dev.millrace.testkit.Result;
import dev.millrace.testkit.mutants.queue.QueueMutants.Mutant;
import dev.millrace.testkit.mutants.queue.QueueMutants.Twin;
import dev.millrace.testkit.schedule.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Every mutant is found, for the right reason, and shown by few calls; what is right is never said to be wrong. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class QueueMutantsTest {

    /** Many times what it takes: on a busy machine, too, each must be found. */
    private static final Duration MOST = Duration.ofSeconds(60);
    private static final Duration FOR_SHRINKING = Duration.ofSeconds(30);
    /** To see that a thread hangs takes so long that a failure on real threads is hardly made smaller anyway. */
    private static final Duration FOR_SHRINKING_A_HANG = Duration.ofSeconds(1);
    private static final Duration FOR_A_TWIN = Duration.ofMillis(300);
    private static final int FEW_CALLS = 4;
    private static final long SEED = 20_260_711;

    private static final List<String> TABLE = new ArrayList<>();
    private static int few;

    private static Check prepared(Check check, String name, Engine engine) {
        return check.named(name).engines(engine).seed(SEED)
                .shrinking(engine == Engine.STRESS ? FOR_SHRINKING_A_HANG : FOR_SHRINKING);
    }

    @TestFactory
    Stream<DynamicTest> mutants_areKilled() {
        List<Mutant> mutants = QueueMutants.mutants();
        Stream<DynamicTest> each = mutants.stream().map(mutant -> DynamicTest.dynamicTest(mutant.name(), () -> {
            Result result = prepared(mutant.check(), mutant.name(), mutant.engine()).budget(MOST).run();
            assertThat(result).isInstanceOf(Result.Failed.class);
            isRight(mutant, ((Result.Failed) result).failure());
        }));
        DynamicTest all = DynamicTest.dynamicTest("nine in ten are shown by " + FEW_CALLS + " calls",
                () -> assertThat(few * 10).isGreaterThanOrEqualTo(mutants.size() * 9));
        return Stream.concat(each, Stream.of(all));
    }

    private static void isRight(Mutant mutant, Failure failure) {
        TABLE.add(row(mutant.name(), failure));
        few += failure.scenario().size() <= FEW_CALLS ? 1 : 0;
        assertThat(failure.verdict().reason()).containsPattern(mutant.reason());
    }

    private static String row(String name, Failure failure) {
        String switches = failure.schedule().isEmpty()
                ? "-"
                : Integer.toString(Schedule.parse(failure.schedule()).switches());
        String scenario = failure.scenario().size() > 20 ? "..." : failure.scenario().toString();
        return String.format(Locale.ROOT, "%-18s %-10s %,6d %,6d %5d %8s  %-26s %s", name, failure.engine(),
                failure.runs(), failure.time().toMillis(), failure.scenario().size(), switches, scenario,
                failure.verdict().reason());
    }

    @TestFactory
    Stream<DynamicTest> twins_pass() {
        List<Twin> twins = QueueMutants.twins();
        return twins.stream().map(twin -> DynamicTest.dynamicTest(twin.name() + " " + twin.engine(),
                () -> prepared(twin.check(), twin.name(), twin.engine()).budget(FOR_A_TWIN).run().orThrow()));
    }

    @AfterAll
    static void print() {
        TABLE.sort(null);
        System.out.println(
                "mutant             engine       runs     ms calls switches  scenario                   reason");
        TABLE.forEach(System.out::println);
    }
}
