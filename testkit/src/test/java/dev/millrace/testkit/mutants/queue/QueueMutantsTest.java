package dev.millrace.testkit.mutants.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Failure;
import dev.millrace.testkit.Result;
import dev.millrace.testkit.mutants.queue.QueueMutants.Mutant;
import dev.millrace.testkit.mutants.queue.QueueMutants.Twin;
import dev.millrace.testkit.schedule.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Every mutant is found, for the right reason, and is shown by few calls; no twin fails. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class QueueMutantsTest {

    private static final Duration MOST = Duration.ofSeconds(10);
    private static final Duration FOR_A_TWIN = Duration.ofMillis(500);
    private static final long SEED = 20_260_711;

    @TestFactory
    Stream<DynamicTest> mutant_isKilled() {
        return QueueMutants.mutants().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.name(), () -> kill(mutant)));
    }

    private static void kill(Mutant mutant) {
        Result result = mutant.check().named(mutant.name()).engines(mutant.engine()).budget(MOST).seed(SEED).run();
        assertThat(result).as(mutant.name()).isInstanceOf(Result.Failed.class);
        Failure failure = ((Result.Failed) result).failure();
        System.out.println(row(mutant, failure));
        assertThat(failure.verdict().reason()).containsPattern(mutant.reason());
    }

    private static String row(Mutant mutant, Failure failure) {
        return String.format(Locale.ROOT, "%-18s %-10s %,7d runs %,6d ms %2d calls %s  %s  %s", mutant.name(),
                failure.engine(),
                failure.runs(), failure.time().toMillis(), failure.scenario().size(),
                failure.schedule().isEmpty() ? "-" : String.valueOf(Schedule.parse(failure.schedule()).switches()),
                failure.scenario(), failure.verdict().reason());
    }

    @TestFactory
    Stream<DynamicTest> twin_passes() {
        List<Twin> twins = QueueMutants.twins();
        return twins.stream().map(twin -> DynamicTest.dynamicTest(twin.name() + " " + twin.engine(), () -> {
            Result result = twin.check().named(twin.name()).engines(twin.engine()).budget(FOR_A_TWIN).seed(SEED).run();
            System.out.println(twin.name() + " " + result.efforts());
            result.orThrow();
        }));
    }
}
