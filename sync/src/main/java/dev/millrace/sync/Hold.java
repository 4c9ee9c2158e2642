package dev.millrace.sync;

/**
 * What a thread holds inside of a {@code try}, and gives back at its end.
 *
 * <pre>{@code
 * try (var _ = mutex.hold()) {
 *     balance += amount;
 * }
 * }</pre>
 *
 * <p>Each lock, condition and semaphore has one of these, a read-write lock two, and hands it to all: it costs no allocation, it is no proof of holding anything, and to close
 * it is the same as to unlock or to release.
 */
@FunctionalInterface
public interface Hold extends AutoCloseable {

    /** Gives back what was taken. */
    @Override
    void close();
}
