package dev.millrace.testkit.mutants.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Failure;
import dev.millrace.testkit.Result;
import dev.millrace.testkit.schedule.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong locks, conditions, latches, barriers and actors are found, and their correct twins are not. */
@Timeout(300)
class SyncMutantsTest {

    private static final Duration MOST = Duration.ofSeconds(60);
    private static final Duration TWIN = Duration.ofMillis(600);
    private static final int FEW_CALLS = 4;

    static List<Mutant> mutants() {
        return Mutant.ALL;
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void twin_passes(Mutant mutant) {
        Result result = mutant.twin().budget(TWIN).seed(11).run();
        assertThat(result).as(result.toString()).isInstanceOf(Result.Passed.class);
        System.out.println(mutant + ", twin: " + result.efforts());
    }

    @Test
    void mutants_all_areKilledForTheRightReasonAndShrunk() {
        List<Failure> failures = new ArrayList<>();
        StringBuilder table = new StringBuilder(row("mutant", "engine", "runs", "ms", "calls", "switches", "scenario"));
        for (Mutant mutant : Mutant.ALL) {
            Failure failure = failure(mutant);
            failures.add(failure);
            if (Boolean.getBoolean("millrace.verbose")) {
                System.out.println(failure + "\n");
            }
            assertThat(failure.verdict().reason()).as(failure.toString()).contains(mutant.reason());
            table.append(row(mutant.name(), failure.engine(), failure.runs(), failure.time().toMillis(),
                    failure.scenario().size(), switches(failure), failure.scenario()));
        }
        System.out.println(table);
        long small = failures.stream().filter(failure -> failure.scenario().size() <= FEW_CALLS).count();
        assertThat(small).isGreaterThanOrEqualTo(Math.ceilDiv(failures.size() * 9, 10));
    }

    private static Failure failure(Mutant mutant) {
        Result result = mutant.wrong().budget(MOST).seed(7).run();
        assertThat(result).as(mutant.name()).isInstanceOf(Result.Failed.class);
        return ((Result.Failed) result).failure();
    }

    /** How often another thread went on than the one before. */
    private static int switches(Failure failure) {
        return Schedule.parse(failure.schedule()).switches();
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%n%-22s %-10s %8s %6s %6s %9s  %s", cells);
    }
}
