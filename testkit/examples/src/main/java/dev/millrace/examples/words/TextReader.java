package dev.millrace.examples.words;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads files in chunks that end where a word does. Only one chunk is in memory here, however large the file is.
 *
 * <p><b>Threads.</b> One thread reads; any may stop the reader; it is closed once nobody reads any more.
 */
final class TextReader implements AutoCloseable {

    /** Opens a file. */
    @FunctionalInterface
    interface Opener {
        InputStream open(Path file) throws IOException;
    }

    private final byte[] buffer;
    private final Opener opener;
    private volatile boolean stopped;
    private @Nullable InputStream input;

    TextReader(int chunkSize) {
        this(chunkSize, Files::newInputStream);
    }

    TextReader(int chunkSize, Opener opener) {
        this.buffer = new byte[chunkSize];
        this.opener = opener;
    }

    /** The parts of a file, read as they are asked for: chunks, then its fate. One file after the other, each once. */
    Iterable<Part> read(Path file) {
        return () -> new Parts(file);
    }

    /** Lets the file that is being read, and all after it, end where they are, without a fate. */
    void stop() {
        stopped = true;
    }

    /** Closes the file that is being read. */
    @Override
    public void close() throws IOException {
        if (input != null) {
            input.close();
            input = null;
        }
    }

    private final class Parts implements Iterator<Part> {
        private final Path file;
        private @Nullable BasicFileAttributes attributes;
        private long offset; // of the buffer's first byte
        private int filled;
        private boolean ended;

        Parts(Path file) {
            this.file = file;
        }

        @Override
        public boolean hasNext() {
            return !ended && !stopped;
        }

        @Override
        public Part next() {
            if (ended) {
                throw new NoSuchElementException("parts of " + file + ": state=ended (expected: a part left)");
            }
            Part part = read();
            ended = part instanceof Fate;
            return part;
        }

        private Part read() {
            try {
                InputStream opened = input == null ? open() : input;
                boolean last = fill(opened);
                return filled > 0 ? chunk(last ? filled : WordBoundary.last(buffer, filled)) : end();
            } catch (IOException e) {
                return fail(e);
            }
        }

        private InputStream open() throws IOException {
            attributes = Files.readAttributes(file, BasicFileAttributes.class);
            InputStream opened = opener.open(file);
            input = opened;
            return opened;
        }

        /** Reads as much as fits, and tells whether the file has come to its end. */
        private boolean fill(InputStream opened) throws IOException {
            int room = buffer.length - filled;
            int read = opened.readNBytes(buffer, filled, room);
            filled += read;
            return read < room;
        }

        /** Takes bytes from the front of the buffer. */
        private Part.Chunk chunk(int length) {
            Part.Chunk chunk = new Part.Chunk(file, offset, Arrays.copyOf(buffer, length));
            System.arraycopy(buffer, length, buffer, 0, filled - length);
            offset += length;
            filled -= length;
            return chunk;
        }

        private Fate end() throws IOException {
            close();
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            BasicFileAttributes before = Objects.requireNonNull(attributes);
            boolean same = now.size() == before.size()
                    && now.lastModifiedTime().equals(before.lastModifiedTime());
            return same ? new Fate.Read(file) : new Fate.Failed(file, "has changed while it was read");
        }

        private Fate fail(IOException cause) {
            try {
                close();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
            return Fate.Failed.because(file, cause);
        }
    }
}
