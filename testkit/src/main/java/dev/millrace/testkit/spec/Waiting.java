package dev.millrace.testkit.spec;

/**
 * A call that waits for what the object under test gives or tells: a lock, a set event, a notice.
 *
 * @param <S> the object under test
 */
@FunctionalInterface
public interface Waiting<S> {
    /** The call. */
    void await(S subject) throws Exception;
}
