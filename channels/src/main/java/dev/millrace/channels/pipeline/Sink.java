package dev.millrace.channels.pipeline;

/**
 * Where a stage pushes its items: the next stage, seen from before. For one thread at a time.
 *
 * @param <T> the type of the items
 */
interface Sink<T> {

    /** Takes the next item; waits if those behind are slow. */
    void accept(T item) throws Exception;

    /** No item will follow. */
    void end() throws Exception;
}
