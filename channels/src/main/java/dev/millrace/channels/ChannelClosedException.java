package dev.millrace.channels;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a send on a closed channel, and by a receive on one that is closed and drained. Its cause is what the
 * channel was failed with, if it was closed by {@link Sender#fail}.
 */
public final class ChannelClosedException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    ChannelClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
