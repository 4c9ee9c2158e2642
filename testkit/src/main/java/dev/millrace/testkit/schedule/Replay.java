package dev.millrace.testkit.schedule;

/**
 * Runs a recorded schedule again. After its end, the running thread goes on as long as it can.
 *
 * <p>A program that does something else than it did when the schedule was recorded gets an {@link IllegalStateException}.
 */
public final class Replay implements Strategy {

    private final Schedule schedule;
    private int position;
    private boolean begun;

    private Replay(Schedule schedule) {
        this.schedule = schedule;
    }

    /** Runs this schedule. */
    public static Replay of(Schedule schedule) {
        return new Replay(schedule);
    }

    /** Says true after one run; more can be made all the same. */
    @Override
    public boolean isExhausted() {
        return begun;
    }

    @Override
    public void begin() {
        begun = true;
        position = 0;
    }

    @Override
    public int choose(Turn turn) {
        if (position == schedule.size()) {
            return turn.running() >= 0 && !turn.yields() ? turn.running() : next(turn);
        }
        return schedule.choice(position++);
    }

    private static int next(Turn turn) {
        for (int i = 0; i < turn.count(); i++) {
            if (turn.thread(i) > turn.running()) {
                return turn.thread(i);
            }
        }
        return turn.thread(0);
    }

    @Override
    public String token() {
        return schedule.toString();
    }
}
