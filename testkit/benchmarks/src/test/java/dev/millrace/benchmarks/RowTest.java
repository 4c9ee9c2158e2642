package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.peers.Peer;
import dev.millrace.benchmarks.peers.Peer.Standing;
import dev.millrace.benchmarks.peers.Threads;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.annotations.Param;

class RowTest {

    private static List<Case> cases(Row row) {
        return row.cases(new Extent(false, null, 10_000));
    }

    private static Case first(Row row, int capacity) {
        return row.cases(new Extent(false, List.of(capacity), 10)).getFirst();
    }

    private static List<String> peers(Case each) {
        return each.peers().stream().map(Peer::name).toList();
    }

    @ParameterizedTest
    @EnumSource
    void cases_everyRow_askMillraceAndAnother(Row row) {
        assertThat(cases(row)).isNotEmpty();
        for (Case each : cases(row)) {
            assertThat(each.peers().getFirst().standing()).as(each.title()).isEqualTo(Standing.OURS);
            assertThat(each.peers()).as(each.title()).anyMatch(peer -> peer.standing() == Standing.OTHER);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ONE_TO_ONE_PLATFORM", "ONE_TO_ONE_VIRTUAL", "TWO_TO_TWO", "MANY_THREADS", "TWO_TO_ONE",
            "RENDEZVOUS", "UNCONTENDED"})
    void cases_ofChannels_askMillraceAndJox(Row row) {
        for (Case each : cases(row)) {
            assertThat(peers(each)).as(each.title()).startsWith("millrace").contains("jox");
        }
    }

    @ParameterizedTest
    @EnumSource
    void cases_everyRow_sayEveryParameterOfTheBenchmark(Row row) {
        for (Case each : cases(row)) {
            assertThat(each.params().keySet()).as(each.title())
                    .containsExactlyInAnyOrderElementsOf(parametersOf(each.benchmark()));
        }
    }

    /** Its own and the inherited ones, but for the implementation. */
    private static List<String> parametersOf(Class<?> benchmark) {
        List<String> parameters = new ArrayList<>();
        for (Class<?> type = benchmark; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.isAnnotationPresent(Param.class)) {
                    parameters.add(field.getName());
                }
            }
        }
        parameters.remove("implementation");
        return parameters;
    }

    @Test
    void cases_oneToOneAtOne_leaveOutWhoRoundsItsCapacity() {
        assertThat(peers(first(Row.ONE_TO_ONE_PLATFORM, 1)))
                .containsExactly("millrace", "millrace-one", "abq", "lbq", "jox", "disruptor", "disruptor-blocking");
    }

    @Test
    void cases_twoToTwo_leaveOutWhoServesOneReceiver() {
        for (Case each : cases(Row.TWO_TO_TWO)) {
            assertThat(peers(each)).doesNotContain("millrace-one", "disruptor", "disruptor-blocking");
        }
    }

    @Test
    void cases_chainOfRendezvous_usesSynchronousQueue() {
        assertThat(peers(first(Row.MANY_THREADS, 0))).containsExactly("millrace", "sq", "jox");
    }

    @ParameterizedTest
    @EnumSource
    void cases_everyRow_haveTitlesOfTheirOwn(Row row) {
        assertThat(cases(row).stream().map(Case::title).toList()).doesNotHaveDuplicates();
    }

    @Test
    void cases_locks_askAllWhoBargeAndThoseWhoAreFair() {
        for (Case each : cases(Row.LOCKS)) {
            assertThat(peers(each)).as(each.title())
                    .containsExactlyElementsOf(
                            each.title().startsWith("fair")
                                    ? List.of("mutex", "rlock", "reentrant")
                                    : List.of("mutex", "rlock", "read-write", "reentrant", "synchronized", "stamped",
                                            "reentrant-read-write"));
        }
    }

    /** Or the benchmark refuses them; a tenth of the turns of a thread that reads are writes. */
    @ParameterizedTest
    @EnumSource(names = {"LOCKS", "SEMAPHORES", "READERS", "HANDOVER"})
    void cases_ofSync_giveAllThreadsAsManyTurns(Row row) {
        for (Case each : cases(row)) {
            int threads = Threads.parse(Objects.requireNonNull(each.params().get("threads"))).count();
            assertThat(each.operations() % (threads * (row == Row.READERS ? 10 : 1))).as(each.title()).isZero();
        }
    }

    @Test
    void cases_sectionsOfSync_areAskedOfFewAndManyThreadsWithShortAndLongSections() {
        assertThat(cases(Row.READERS).stream().map(Case::title).toList()).containsExactly(
                "1 platform, 0 ns", "1 platform, 200 ns", "2 platform, 0 ns", "2 platform, 200 ns",
                "4 platform, 0 ns", "4 platform, 200 ns", "16 platform, 0 ns", "16 platform, 200 ns",
                "1000 virtual, 0 ns", "1000 virtual, 200 ns");
        assertThat(cases(Row.BARRIER).stream().map(Case::title).toList())
                .containsExactly("2 platform", "4 platform", "16 platform", "1000 virtual");
    }
}
