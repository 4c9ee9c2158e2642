package dev.millrace.benchmarks.peers.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.peers.Peer;
import dev.millrace.benchmarks.peers.ThreadKind;
import dev.millrace.benchmarks.peers.Threads;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class SemaphoresTest {

    private static final int TURNS = 1_000;
    private static final Threads FOUR = new Threads(4, ThreadKind.PLATFORM);

    static Stream<String> all() {
        return Semaphores.ALL.all().stream().map(Peer::name);
    }

    @ParameterizedTest
    @MethodSource("all")
    void run_onePermit_countIsExact(String name) throws InterruptedException {
        Section section = Semaphores.ALL.named(name).open(1);
        Ledger ledger = new Ledger(new Unrest());
        new Contest(FOUR, TURNS).run((thread, turn) -> section.run(ledger::post));
        assertThat(ledger.check((long) TURNS * FOUR.count())).isEqualTo((long) TURNS * FOUR.count());
    }

    @ParameterizedTest
    @MethodSource("all")
    void run_twoPermits_neverThreeInside(String name) throws InterruptedException {
        Section section = Semaphores.ALL.named(name).open(2);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger entered = new AtomicInteger();
        new Contest(FOUR, TURNS).run((thread, turn) -> section.run(() -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            new Unrest().run();
            inside.decrementAndGet();
            entered.incrementAndGet();
        }));
        assertThat(most.get()).isBetween(1, 2);
        assertThat(entered.get()).isEqualTo(TURNS * FOUR.count());
    }

    @ParameterizedTest
    @MethodSource("all")
    void run_twoPermits_letTwoInAtOnce(String name) throws InterruptedException {
        Section section = Semaphores.ALL.named(name).open(2);
        Together together = new Together(2);
        new Contest(new Threads(2, ThreadKind.PLATFORM), 1).run((thread, turn) -> section.run(together));
        assertThat(together.hasMet()).isTrue();
    }
}
