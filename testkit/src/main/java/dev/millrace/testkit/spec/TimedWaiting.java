package dev.millrace.testkit.spec;

import java.time.Duration;

/**
 * The same as {@link Waiting} for a time at the most.
 *
 * @param <S> the object under test
 */
@FunctionalInterface
public interface TimedWaiting<S> {
    /** The call; false if it was too late. */
    boolean await(S subject, Duration timeout) throws Exception;
}
