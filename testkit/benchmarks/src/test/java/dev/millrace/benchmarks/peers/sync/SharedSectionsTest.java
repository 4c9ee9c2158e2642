package dev.millrace.benchmarks.peers.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.peers.ThreadKind;
import dev.millrace.benchmarks.peers.Threads;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class SharedSectionsTest {

    private static final int TURNS = 1_000;

    static Stream<Arguments> all() {
        return SharedSections.ALL.all().stream().flatMap(peer -> Stream.of("4 platform", "16 virtual")
                .map(threads -> Arguments.of(peer.name(), Threads.parse(threads))));
    }

    @ParameterizedTest
    @MethodSource("all")
    void readAndWrite_manyThreads_countIsExactAndNobodyReadsHalf(String name, Threads threads)
            throws InterruptedException {
        SharedSection section = SharedSections.ALL.named(name).open(threads);
        Ledger ledger = new Ledger(new Unrest());
        new Contest(threads, TURNS).run((thread, turn) -> {
            if ((thread + turn) % 2 == 0) {
                section.write(ledger::post);
            } else {
                section.read(ledger::read);
            }
        });
        long writes = (long) TURNS / 2 * threads.count();
        assertThat(ledger.check(writes)).isEqualTo(writes);
    }

    @ParameterizedTest
    @MethodSource("all")
    void read_twoThreads_areInsideAtOnce(String name, Threads threads) throws InterruptedException {
        SharedSection section = SharedSections.ALL.named(name).open(threads);
        Together together = new Together(2);
        new Contest(new Threads(2, ThreadKind.PLATFORM), 1).run((thread, turn) -> section.read(together));
        assertThat(together.hasMet()).isTrue();
    }
}
