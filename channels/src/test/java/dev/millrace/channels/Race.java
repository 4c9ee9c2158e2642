package dev.millrace.channels;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** The same short race many times over, by threads that live through all rounds and start each round together. */
final class Race {

    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicBoolean failed = new AtomicBoolean();

    /**
     * Runs the rounds.
     *
     * @param prepare runs before each round, alone
     * @param judge runs after each round, alone
     * @param racers run in each round, at the same time, each in its own thread
     */
    static void run(int rounds, IntConsumer prepare, IntConsumer judge, IntConsumer... racers) throws Exception {
        Race race = new Race();
        int parties = racers.length + 1;
        List<Running<Boolean>> threads = new ArrayList<>();
        for (IntConsumer racer : racers) {
            threads.add(Running.start(false, () -> {
                for (int round = 0; round < rounds; round++) {
                    race.meet(parties * (2 * round + 1));
                    race.step(racer, round);
                    race.meet(parties * (2 * round + 2));
                }
                return true;
            }));
        }
        for (int round = 0; round < rounds; round++) {
            race.step(prepare, round);
            race.meet(parties * (2 * round + 1));
            race.meet(parties * (2 * round + 2));
            race.step(judge, round);
        }
        for (Running<Boolean> thread : threads) {
            thread.result();
        }
    }

    private void step(IntConsumer step, int round) {
        try {
            step.accept(round);
        } catch (Throwable e) {
            failed.set(true);
            throw e;
        }
    }

    /** A barrier that spins, so that all go on within a few instructions of each other. */
    private void meet(int count) {
        arrived.incrementAndGet();
        long start = System.nanoTime();
        for (int spins = 0; arrived.get() < count; spins++) {
            if (spins < 200) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
                if (failed.get() || System.nanoTime() - start > 20_000_000_000L) {
                    throw new AssertionError("another racer has failed or does not end" + Running.stacks());
                }
            }
        }
    }

    static void spin(int pauses) {
        for (int i = 0; i < pauses; i++) {
            Thread.onSpinWait();
        }
    }
}
