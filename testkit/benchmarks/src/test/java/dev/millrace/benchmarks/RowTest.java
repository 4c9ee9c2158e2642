package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.peers.Peer;
import dev.millrace.benchmarks.peers.Peers;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.annotations.Param;

class RowTest {

    private static List<Case> cases(Row row) {
        return row.cases(row.capacities(false), 10_000);
    }

    private static List<String> peers(Row row, Case each) {
        return Peers.ALL.stream()
                .filter(peer -> row.asks(peer) && each.fits(peer))
                .map(Peer::name)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void cases_everyRow_askMillraceAndAnother(Row row) {
        assertThat(cases(row)).isNotEmpty();
        for (Case each : cases(row)) {
            assertThat(peers(row, each)).as(each.title()).startsWith("millrace").contains("jox");
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
        Case one = Row.ONE_TO_ONE_PLATFORM.cases(List.of(1), 0).getFirst();
        assertThat(peers(Row.ONE_TO_ONE_PLATFORM, one))
                .containsExactly("millrace", "millrace-one", "abq", "lbq", "jox", "disruptor", "disruptor-blocking");
    }

    @Test
    void cases_twoToTwo_leaveOutWhoServesOneReceiver() {
        for (Case each : cases(Row.TWO_TO_TWO)) {
            assertThat(peers(Row.TWO_TO_TWO, each)).doesNotContain("millrace-one", "disruptor", "disruptor-blocking");
        }
    }

    @Test
    void cases_chainOfRendezvous_usesSynchronousQueue() {
        Case chain = Row.MANY_THREADS.cases(List.of(0), 10).getFirst();
        assertThat(peers(Row.MANY_THREADS, chain)).containsExactly("millrace", "sq", "jox");
    }
}
