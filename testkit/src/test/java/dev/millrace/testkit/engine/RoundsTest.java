package dev.millrace.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RoundsTest {

    private static final int PARTIES = 3;

    private static int played(Rounds rounds, int party, int most) {
        int round = 0;
        while (round < most && rounds.await(round, party)) {
            round++;
        }
        return round;
    }

    private static List<Integer> played(ExecutorService pool, Rounds rounds, int most, Runnable meanwhile)
            throws Exception {
        List<Future<Integer>> parties = new ArrayList<>();
        for (int i = 0; i < PARTIES; i++) {
            int party = i;
            Callable<Integer> part = () -> played(rounds, party, most);
            parties.add(pool.submit(part));
        }
        meanwhile.run();
        List<Integer> played = new ArrayList<>();
        for (Future<Integer> party : parties) {
            played.add(party.get(60, TimeUnit.SECONDS));
        }
        return played;
    }

    /** A party that played a round which another did not would seem to wait for ever. */
    @Test
    @Timeout(120)
    void enough_atAnyMoment_endsAllPartiesAfterTheSameRound() throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(PARTIES)) {
            int early = 0;
            for (int i = 0; i < 2_000; i++) {
                Rounds rounds = new Rounds(PARTIES);
                int delay = i * 10;
                List<Integer> played = played(pool, rounds, 1_000, () -> {
                    for (int pause = 0; pause < delay; pause++) {
                        Thread.onSpinWait();
                    }
                    rounds.enough();
                });
                assertThat(played).as("at " + i).containsOnly(played.getFirst());
                assertThat(played.getFirst()).isBetween(1, 1_000);
                early += played.getFirst() < 1_000 ? 1 : 0;
            }
            assertThat(early).isPositive();
        }
    }

    @Test
    void enough_beforeTheFirstRound_playsThatAlone() throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(PARTIES)) {
            Rounds rounds = new Rounds(PARTIES);
            rounds.enough();
            assertThat(played(pool, rounds, 10, () -> {})).containsOnly(1);
        }
    }
}
