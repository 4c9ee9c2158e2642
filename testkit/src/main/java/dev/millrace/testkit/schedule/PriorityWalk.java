package dev.millrace.testkit.schedule;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Probabilistic concurrency testing (PCT): finds a bug that needs {@code depth} ordered events among {@code n} threads and
 * {@code k} steps in a run with a probability of at least {@code 1 / (n * k^(depth - 1))}, whatever the program does else.
 *
 * <p>Each thread gets a random priority, and always the highest that can run does; at {@code depth - 1} random steps the
 * running thread falls below all others. The first run has no such steps, it measures {@code k}; the longest run so far
 * counts. A step at which only one thread can run is not counted. A thread that spins falls below all others.
 */
public final class PriorityWalk implements Strategy {

    // Burckhardt, Kothari, Musuvathi, Nagarakatte: A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs,
    // ASPLOS 2010. Departures: the clock is one more thread if time may pass at any moment; demotion of spinning threads.

    static final String NAME = "pct:";

    private final int depth;
    private long seed;
    private boolean begun;
    private int length;
    private int lengthOfRun;

    private SplittableRandom random;
    private int counted;
    private long[] priorities = new long[8];
    private int known;
    private long timePriority;
    private int timesInARow;
    private long lowest;
    private int[] changes = {};
    private int nextChange;

    private PriorityWalk(int depth, int length, long seed) {
        if (depth < 1) {
            throw new IllegalArgumentException("priority walk: depth=" + depth + " (expected: >= 1)");
        }
        this.depth = depth;
        this.length = length;
        this.seed = seed;
        random = new SplittableRandom(seed);
    }

    /**
     * The walks that begin with this seed.
     *
     * @throws IllegalArgumentException if {@code depth < 1}
     */
    public static PriorityWalk of(int depth, long seed) {
        return new PriorityWalk(depth, 0, seed);
    }

    static PriorityWalk parse(String token) {
        String[] parts = token.substring(NAME.length()).split(":", -1);
        return new PriorityWalk(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Seeds.parse(parts[2]));
    }

    @Override
    public boolean isExhausted() {
        return false;
    }

    @Override
    public void begin() {
        seed = begun ? Seeds.after(seed) : seed;
        begun = true;
        random = new SplittableRandom(seed);
        lengthOfRun = length;
        counted = 0;
        known = 0;
        timePriority = priority();
        timesInARow = 0;
        lowest = 0;
        changes = length == 0 ? new int[0] : random.ints(depth - 1, 1, length + 1).sorted().toArray();
        nextChange = 0;
    }

    @Override
    public int choose(Turn turn) {
        while (known < turn.started()) {
            learn();
        }
        if (turn.yields() && turn.running() >= 0) {
            priorities[turn.running()] = --lowest;
        }
        int best = highest(turn);
        if (turn.count() > 1 && !turn.wakes()) {
            counted++;
            if (nextChange < changes.length && counted >= changes[nextChange]) {
                nextChange++;
                priorities[best] = --lowest;
                best = highest(turn);
            }
        }
        return timePasses(turn, best) ? Schedule.TIME : best;
    }

    private boolean timePasses(Turn turn, int best) {
        if (!turn.timeMayPass() || timePriority < priorities[best]) {
            timesInARow = 0;
            return false;
        }
        if (++timesInARow > 3) {
            timePriority = --lowest; // a timer that is set again at once would leave nobody else a turn
        }
        return true;
    }

    private int highest(Turn turn) {
        int best = turn.thread(0);
        for (int i = 1; i < turn.count(); i++) {
            if (priorities[turn.thread(i)] > priorities[best]) {
                best = turn.thread(i);
            }
        }
        return best;
    }

    private void learn() {
        if (known == priorities.length) {
            priorities = Arrays.copyOf(priorities, known * 2);
        }
        priorities[known++] = priority();
    }

    private long priority() {
        return random.nextLong(1, Long.MAX_VALUE);
    }

    @Override
    public void end(int steps) {
        length = Math.max(length, counted);
    }

    @Override
    public String token() {
        return NAME + depth + ":" + lengthOfRun + ":" + Seeds.word(seed);
    }
}
