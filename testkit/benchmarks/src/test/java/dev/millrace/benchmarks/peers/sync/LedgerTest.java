package dev.millrace.benchmarks.peers.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    private final Ledger ledger = new Ledger(() -> meanwhile.getAndSet(() -> {}).run());

    @Test
    void check_postingsOneAfterTheOther_isTheirNumber() {
        ledger.post();
        ledger.post();
        assertThat(ledger.check(2)).isEqualTo(2);
        assertThatCode(ledger::read).doesNotThrowAnyException();
    }

    @Test
    void check_postingMissing_fails() {
        ledger.post();
        assertThatThrownBy(() -> ledger.check(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("ledger: counts=1, 1 (expected: 2 of both)");
    }

    @Test
    void read_halfAPosting_fails() {
        meanwhile.setPlain(ledger::read);
        assertThatThrownBy(ledger::post).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void read_postingMeanwhile_fails() {
        meanwhile.setPlain(ledger::post);
        assertThatThrownBy(ledger::read).isInstanceOf(IllegalStateException.class);
    }
}
