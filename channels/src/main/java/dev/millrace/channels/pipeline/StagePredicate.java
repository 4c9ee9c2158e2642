package dev.millrace.channels.pipeline;

/**
 * What a stage asks of an item; it may throw anything.
 *
 * @param <T> the type of the item
 */
@FunctionalInterface
public interface StagePredicate<T> {

    /**
     * Tests an item.
     *
     * @param item the item
     * @return whether it passes
     * @throws Exception any failure; it ends the pipeline
     */
    boolean test(T item) throws Exception;
}
