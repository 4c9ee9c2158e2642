package dev.millrace.channels.pipeline;

/**
 * What is done with an item that goes on unchanged, or ends here; it may throw anything.
 *
 * @param <T> the type of the item
 */
@FunctionalInterface
public interface StageConsumer<T> {

    /**
     * Takes an item.
     *
     * @param item the item
     * @throws Exception any failure; it ends the pipeline
     */
    void accept(T item) throws Exception;
}
