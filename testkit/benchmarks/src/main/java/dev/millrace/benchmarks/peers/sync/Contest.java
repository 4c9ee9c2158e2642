package dev.millrace.benchmarks.peers.sync;

import dev.millrace.benchmarks.peers.Crew;
import dev.millrace.benchmarks.peers.Threads;
import java.lang.invoke.VarHandle;

/**
 * Threads that start together and then all do the same, turn after turn, and nothing between two turns.
 *
 * @param threads who takes part
 * @param turns how many turns each of them takes
 */
public record Contest(Threads threads, int turns) {

    /** One turn of one thread. */
    @FunctionalInterface
    public interface Turn {

        /** Takes the turn of this number, both counted from 0. */
        void take(int thread, int turn) throws InterruptedException;
    }

    /** A contest in which the threads share so many turns evenly. */
    public static Contest sharing(Threads threads, int operations) {
        if (operations % threads.count() != 0) {
            throw new IllegalArgumentException(
                    "contest: operations=" + operations + " (expected: a multiple of threads=" + threads.count() + ")");
        }
        return new Contest(threads, operations / threads.count());
    }

    /** Lets new threads take all the turns. */
    public void run(Turn turn) throws InterruptedException {
        Crew crew = new Crew(threads.kind());
        StartingLine line = new StartingLine(threads);
        for (int i = 0; i < threads.count(); i++) {
            int thread = i;
            crew.start(() -> {
                line.await();
                takeAll(turn, thread);
            });
        }
        crew.join();
    }

    private void takeAll(Turn turn, int thread) throws InterruptedException {
        for (int i = 0; i < turns; i++) {
            turn.take(thread, i);
            VarHandle.acquireFence(); // or the JIT compiler makes one section of some that follow each other
        }
    }
}
