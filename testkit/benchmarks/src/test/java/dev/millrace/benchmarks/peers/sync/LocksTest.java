package dev.millrace.benchmarks.peers.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.benchmarks.peers.Threads;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class LocksTest {

    private static final int TURNS = 1_000;

    static Stream<Arguments> allThatFit() {
        return Stream.of(Fairness.values()).flatMap(fairness -> Locks.ALL.fitting(fairness).stream()
                .flatMap(peer -> Stream.of("4 platform", "16 virtual")
                        .map(threads -> Arguments.of(peer.name(), fairness, Threads.parse(threads)))));
    }

    @ParameterizedTest
    @MethodSource("allThatFit")
    void run_manyThreads_countIsExact(String name, Fairness fairness, Threads threads) throws InterruptedException {
        Section section = Locks.ALL.named(name).open(fairness);
        Ledger ledger = new Ledger(new Unrest());
        new Contest(threads, TURNS).run((thread, turn) -> section.run(ledger::post));
        assertThat(ledger.check((long) TURNS * threads.count())).isEqualTo((long) TURNS * threads.count());
    }

    @ParameterizedTest
    @MethodSource("allThatFit")
    void run_taskFails_leavesTheSection(String name, Fairness fairness, Threads threads) throws InterruptedException {
        Section section = Locks.ALL.named(name).open(fairness);
        assertThatThrownBy(() -> section.run(() -> {
            throw new IllegalArgumentException("on purpose");
        })).hasMessage("on purpose");
        Ledger ledger = new Ledger(new Unrest());
        new Contest(threads, 1).run((thread, turn) -> section.run(ledger::post));
        assertThat(ledger.check(threads.count())).isEqualTo(threads.count());
    }

    @Test
    void open_fairWhereThereIsNone_isRefused() {
        assertThatThrownBy(() -> Locks.ALL.named("synchronized").open(Fairness.FAIR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("synchronized: work=fair");
    }
}
