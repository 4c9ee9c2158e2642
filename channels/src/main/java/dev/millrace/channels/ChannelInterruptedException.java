package dev.millrace.channels;

import java.io.Serial;

/**
 * Thrown instead of {@link InterruptedException} where the signature is not ours to choose, as in an iterator. The
 * thread's interrupt status is set.
 */
public final class ChannelInterruptedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    ChannelInterruptedException(String message, InterruptedException cause) {
        super(message, cause);
    }
}
