package dev.millrace.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.history.Limits.Algorithm;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The verdicts on histories of real systems, which others have judged before. */
@Timeout(120)
class HistoriesDataTest {

    static Path data() {
        try {
            return Path.of(HistoriesDataTest.class.getResource("/histories").toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/histories/etcd/expected.csv")
    void check_etcdUnderPartition_asExpected(String file, boolean expected) throws IOException {
        History history = Histories.read(data().resolve("etcd").resolve(file));
        assertThat(history.size()).isGreaterThan(10);
        for (Algorithm algorithm : Algorithm.values()) {
            Verdict verdict = Linearizability.check(Models.register(null), history, Limits.none().with(algorithm));
            assertThat(verdict).isNotInstanceOf(Verdict.GaveUp.class);
            assertThat(verdict.isLinearizable()).as("%s by %s", verdict, algorithm).isEqualTo(expected);
            if (verdict instanceof Verdict.Linearizable found) {
                assertThat(EveryOrder.isRight(Models.register(null), history, found.order())).isTrue();
            }
        }
    }

    @Test
    void data_etcd_isAllThere() throws IOException {
        try (Stream<Path> logs = Files.list(data().resolve("etcd")).filter(file -> file.toString().endsWith(".log"))) {
            List<String> expected = Files.readAllLines(data().resolve("etcd/expected.csv"));
            assertThat(logs.count()).isEqualTo(expected.size()).isEqualTo(51);
        }
    }

    static Stream<Arguments> stores() throws IOException {
        try (Stream<Path> files = Files.list(data().resolve("kv"))) {
            return files
                    .filter(file -> file.toString().endsWith(".txt"))
                    .map(file -> Arguments.of(file, file.toString().endsWith("-ok.txt")))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("stores")
    void check_keyValueStoreByKey_asNamed(Path file, boolean expected) throws IOException {
        History history = Histories.read(file);
        Verdict verdict = Linearizability.check(Models.keyValue(), history);
        assertThat(verdict.isLinearizable()).as("%s", verdict).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"c10-ok.txt, true", "c10-bad.txt, false"})
    void check_keyValueStoreAsAWhole_asNamed(String file, boolean expected) throws IOException {
        History history = Histories.read(data().resolve("kv").resolve(file));
        Verdict verdict = Linearizability.check(Models.keyValueWhole(), history);
        assertThat(verdict.isLinearizable()).as("%s", verdict).isEqualTo(expected);
    }
}
