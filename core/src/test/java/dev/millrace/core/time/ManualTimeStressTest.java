package dev.millrace.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.wait.Running;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ManualTimeStressTest {

    private static final int ROUNDS = 20_000;
    private static final long SEED = 20_261_122L;

    /** Each move of the clock is the last one that a sleeper waits for: a move that is missed leaves it asleep. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void advance_whileAThreadIsAboutToPark_isNotMissed(boolean virtual) throws Exception {
        ManualTime clock = new ManualTime();
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        Running<Boolean> sleeper = Running.start(virtual, () -> {
            for (int round = 1; round <= ROUNDS; round++) {
                begun.set(round);
                while (clock.nanoTime() < round) {
                    clock.parkUntil(this, round);
                }
                ended.set(round);
            }
            return true;
        });
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 1; round <= ROUNDS; round++) {
            int current = round;
            Running.until("round " + round + " has begun", () -> begun.get() == current);
            for (int spins = random.nextInt(40); spins > 0; spins--) {
                Thread.onSpinWait();
            }
            clock.advance(Duration.ofNanos(1));
            Running.until("round " + round + " has ended; seed " + SEED, () -> ended.get() == current);
        }

        assertThat(sleeper.result()).isTrue();
        assertThat(clock.sleepers()).isZero();
    }
}
