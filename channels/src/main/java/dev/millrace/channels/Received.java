package dev.millrace.channels;

import org.jspecify.annotations.Nullable;

/**
 * What a receive has found: an item, or the end.
 *
 * @param <T> the type of the item
 */
public sealed interface Received<T> {

    /**
     * An item.
     *
     * @param value the item
     * @param <T> its type
     */
    record Item<T>(T value) implements Received<T> {}

    /**
     * The channel is closed and everything that it held has been received.
     *
     * @param cause what the channel was failed with, or null if it was closed
     * @param <T> the type of the items that it carried
     */
    record Closed<T>(@Nullable Throwable cause) implements Received<T> {}
}
