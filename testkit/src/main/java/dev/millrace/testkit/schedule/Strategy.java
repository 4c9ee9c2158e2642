package dev.millrace.testkit.schedule;

/**
 * Decides at each step who runs. The same object is used for a batch of runs, one after the other, and learns from them.
 *
 * <p><b>Threads.</b> One at a time; which thread calls is undefined. It must not wait, and call nothing that was woven.
 *
 * @see RandomWalk
 * @see PriorityWalk
 * @see BoundedSearch
 * @see Replay
 * @see FaultInjection
 */
public interface Strategy {

    /** Whether every schedule has been tried; a random one never says so. */
    boolean isExhausted();

    /** Prepares the next run. */
    void begin();

    /**
     * Chooses.
     *
     * @return one of the threads of {@code turn}, or {@link Schedule#TIME} or a {@link Schedule#fault} that it allows
     */
    int choose(Turn turn);

    /** After a run of that many steps. */
    default void end(int steps) {}

    /** One word that makes {@link #parse(String)} return a strategy whose first run is the run begun last. */
    String token();

    /**
     * Reads a {@link #token()}, or the line of a {@link Schedule}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static Strategy parse(String token) {
        try {
            if (token.startsWith(RandomWalk.NAME)) {
                return RandomWalk.parse(token);
            }
            if (token.startsWith(PriorityWalk.NAME)) {
                return PriorityWalk.parse(token);
            }
            if (token.startsWith(FaultInjection.NAME)) {
                return FaultInjection.parse(token);
            }
            return Replay.of(Schedule.parse(token));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("strategy: token=" + token + " (expected: one that a run has printed)",
                    e);
        }
    }
}
