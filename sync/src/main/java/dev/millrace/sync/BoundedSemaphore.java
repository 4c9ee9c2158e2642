package dev.millrace.sync;

/**
 * A semaphore that never has more permits than at first: to release what was not acquired is an error, which is mostly what one
 * wants to hear of, and so is to ask for several permits at once, but more than that. Apart from that it is a {@link Semaphore}.
 */
public final class BoundedSemaphore extends Semaphore {

    private final int most;

    /** A semaphore of one permit. */
    public BoundedSemaphore() {
        this(1);
    }

    /**
     * A semaphore of so many permits, that favours whoever comes at the right moment.
     *
     * @param permits how many there are at first, and at most; 0 or more
     * @throws IllegalArgumentException if {@code permits < 0}
     */
    public BoundedSemaphore(int permits) {
        this(permits, false);
    }

    private BoundedSemaphore(int permits, boolean fair) {
        super(permits, fair);
        most = permits;
    }

    /**
     * A semaphore of so many permits, that serves threads strictly in the order in which they came.
     *
     * @param permits how many there are at first, and at most; 0 or more
     * @throws IllegalArgumentException if {@code permits < 0}
     */
    public static BoundedSemaphore fair(int permits) {
        return new BoundedSemaphore(permits, true);
    }

    @Override
    int most() {
        return most;
    }
}
