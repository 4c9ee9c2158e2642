package dev.millrace.channels.pipeline;

/**
 * What a stage does with an item; it may throw anything.
 *
 * @param <T> the type of the item
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface StageFunction<T, R> {

    /**
     * Turns an item into a result.
     *
     * @param item the item
     * @return the result, not null
     * @throws Exception any failure; it ends the pipeline
     */
    R apply(T item) throws Exception;
}
