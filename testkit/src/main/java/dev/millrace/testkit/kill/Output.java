package dev.millrace.testkit.kill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What one child JVM prints: a file to which it appends. Only the end of it is ever read, and a file that has grown too long is
 * emptied; who appends goes on at its new end.
 *
 * <p><b>Threads.</b> {@code trim} by any, the rest by one.
 */
final class Output {
    static final long MOST_BYTES = 16L << 20;
    private static final int TAIL_BYTES = 32_768;

    private final Path file;
    private volatile boolean isTrimmed; // since the mark; written by whoever trims
    private long mark;

    Output(Path file) {
        this.file = file;
    }

    ProcessBuilder.Redirect redirect() {
        return ProcessBuilder.Redirect.appendTo(file.toFile());
    }

    /** From here on it counts. */
    void mark() {
        isTrimmed = false;
        mark = file.toFile().length();
    }

    /** Empties the file if it is too long. */
    void trim() {
        try {
            if (Files.size(file) > MOST_BYTES) {
                isTrimmed = true;
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(0);
                }
            }
        } catch (IOException e) {
            // It stays as long as it is; what is read of it is its end alone.
        }
    }

    /** The end of what was printed since the mark. */
    String tail() {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            boolean isCut = isTrimmed;
            long size = channel.size();
            long from = Math.max(isCut ? 0 : Math.min(mark, size), size - TAIL_BYTES);
            ByteBuffer bytes = ByteBuffer.allocate((int) (size - from));
            while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
                // Read on; a file that was emptied meanwhile has no more.
            }
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
            return isCut ? "(more than " + (MOST_BYTES >> 20) + " MiB; this is the end)\n" + text : text;
        } catch (IOException e) {
            return "(what it printed is lost: " + e + ")";
        }
    }
}
