package dev.millrace.testkit.schedule;

import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/** Inflicts faults at random steps on random threads, and leaves everything else to another strategy. */
public final class FaultInjection implements Strategy {

    static final String NAME = "faults:";

    private static final int SHORTEST = 8;

    private final Strategy base;
    private final Set<Fault> kinds;
    private final int count;
    private long seed;
    private boolean begun;
    private int length;
    private int lengthOfRun;
    private SplittableRandom random;
    private int[] at = {};
    private int next;

    private FaultInjection(Strategy base, Set<Fault> kinds, int count, int length, long seed) {
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("fault injection: kinds=" + kinds + " (expected: one or more)");
        }
        if (count < 1) {
            throw new IllegalArgumentException("fault injection: count=" + count + " (expected: >= 1)");
        }
        this.base = base;
        this.kinds = EnumSet.copyOf(kinds);
        this.count = count;
        this.length = length;
        this.seed = seed;
        random = new SplittableRandom(seed);
    }

    /**
     * Inflicts up to {@code count} faults of these kinds in each run.
     *
     * @throws IllegalArgumentException if {@code kinds} is empty, or {@code count < 1}
     */
    public static FaultInjection of(Strategy base, Set<Fault> kinds, int count, long seed) {
        return new FaultInjection(base, kinds, count, SHORTEST, seed);
    }

    static FaultInjection parse(String token) {
        String[] parts = token.substring(NAME.length()).split(":", 5);
        EnumSet<Fault> kinds = EnumSet.noneOf(Fault.class);
        for (char sign : parts[0].toCharArray()) {
            kinds.add(Fault.of(sign));
        }
        return new FaultInjection(
                Strategy.parse(parts[4]),
                kinds,
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Seeds.parse(parts[3]));
    }

    @Override
    public boolean isExhausted() {
        return base.isExhausted();
    }

    @Override
    public void begin() {
        base.begin();
        seed = begun ? Seeds.after(seed) : seed;
        begun = true;
        random = new SplittableRandom(seed);
        lengthOfRun = length;
        at = random.ints(count, 1, length + 1).sorted().toArray();
        next = 0;
    }

    @Override
    public int choose(Turn turn) {
        if (next < at.length && turn.step() >= at[next] && !turn.wakes()) {
            int fault = pick(turn);
            if (fault != Schedule.TIME) {
                next++;
                return fault;
            }
        }
        return base.choose(turn);
    }

    /** One of the faults that are possible now, or {@link Schedule#TIME} if none is. */
    private int pick(Turn turn) {
        int possible = 0;
        int picked = Schedule.TIME;
        for (Fault kind : kinds) {
            for (int thread = 0; thread < turn.started(); thread++) {
                if (turn.allows(kind, thread) && random.nextInt(++possible) == 0) {
                    picked = Schedule.fault(kind, thread);
                }
            }
        }
        return picked;
    }

    @Override
    public void end(int steps) {
        length = Math.max(length, steps);
        base.end(steps);
    }

    @Override
    public String token() {
        StringBuilder signs = new StringBuilder();
        kinds.forEach(kind -> signs.append(kind.sign));
        return NAME + signs + ":" + count + ":" + lengthOfRun + ":" + Seeds.word(seed) + ":" + base.token();
    }
}
