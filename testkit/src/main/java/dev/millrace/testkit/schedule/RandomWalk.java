package dev.millrace.testkit.schedule;

import java.util.SplittableRandom;

/**
 * Lets any thread that can run go on, each as likely as the other.
 *
 * <p>If time may pass at any moment, it does so often in some runs, seldom in others, and never in a fifth of them.
 */
public final class RandomWalk implements Strategy {

    static final String NAME = "walk:";

    /** Time passes at one step of so many; 0 is never. */
    private static final int[] TIME_ODDS = {0, 2, 8, 32, 128};

    private long seed;
    private boolean begun;
    private SplittableRandom random;
    private int timeOdds;

    private RandomWalk(long seed) {
        this.seed = seed;
        random = new SplittableRandom(seed);
    }

    /** The walks that begin with this seed. */
    public static RandomWalk of(long seed) {
        return new RandomWalk(seed);
    }

    static RandomWalk parse(String token) {
        return of(Seeds.parse(token.substring(NAME.length())));
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
        timeOdds = TIME_ODDS[random.nextInt(TIME_ODDS.length)];
    }

    @Override
    public int choose(Turn turn) {
        if (turn.timeMayPass() && timeOdds > 0 && random.nextInt(timeOdds) == 0) {
            return Schedule.TIME;
        }
        int count = turn.count();
        if (count == 1) {
            return turn.thread(0);
        }
        if (!turn.yields() || turn.running() < 0) {
            return turn.thread(random.nextInt(count));
        }
        int index = random.nextInt(count - 1);
        return turn.thread(index) < turn.running() ? turn.thread(index) : turn.thread(index + 1);
    }

    @Override
    public String token() {
        return NAME + Seeds.word(seed);
    }
}
