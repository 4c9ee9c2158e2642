package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a generation says of itself at moments that a barrier is quickly over with. */
class GenerationTest {

    private static final int PARTIES = 2;

    @Test
    void waiters_brokenBeforeItsPartiesAreForgotten_areNone() {
        Generation generation = new Generation();
        assertThat(generation.come(PARTIES)).isZero();
        assertThat(waiters(generation)).containsExactly(Thread.currentThread());
        assertThat(generation.breaksWhileWaiting()).isTrue();
        assertThat(waiters(generation)).isEmpty();
    }

    /** Who has looked whether it is broken, and comes only after it is. */
    @Test
    void waiters_comeAfterItBroke_areNone() {
        Generation generation = new Generation();
        assertThat(generation.breaks()).isTrue();
        generation.forgetParties();
        assertThat(generation.come(PARTIES)).isZero();
        assertThat(waiters(generation)).isEmpty();
    }

    @Test
    void waiters_passed_areNone() {
        Generation generation = new Generation();
        generation.come(PARTIES);
        generation.come(PARTIES);
        assertThat(generation.trips()).isTrue();
        assertThat(waiters(generation)).as("while it trips").hasSize(1);
        assertThat(generation.passes()).isTrue();
        assertThat(waiters(generation)).isEmpty();
    }

    private static List<Thread> waiters(Generation generation) {
        return generation.waiters(PARTIES - 1, "the others").stream().map(Report.Waiter::thread).toList();
    }
}
