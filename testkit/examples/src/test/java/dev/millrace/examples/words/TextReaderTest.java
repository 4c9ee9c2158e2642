package dev.millrace.examples.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextReaderTest {

    private static final int CHUNK = WordBoundary.MIN_LENGTH;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameAFile() {
        file = folder.resolve("file.txt");
    }

    @Test
    void read_textOfSomeChunks_givesItAllInOrder() throws IOException {
        String text = "some words of a text that goes on\n".repeat(100);
        Files.writeString(file, text);

        List<Part> parts = read(new TextReader(CHUNK));

        assertThat(parts).hasSizeGreaterThan(4);
        assertThat(parts.getLast()).isEqualTo(new Fate.Read(file));
        assertThat(join(parts)).isEqualTo(text);
        assertThat(chunks(parts).subList(0, 3)).allSatisfy(chunk -> assertThat(text(chunk)).matches("(?s).*[ \n]"));
    }

    @Test
    void read_emptyFile_givesNoChunk() throws IOException {
        Files.createFile(file);

        assertThat(read(new TextReader(CHUNK))).containsExactly(new Fate.Read(file));
    }

    @Test
    void read_fileOfExactlyOneChunk_givesItWhole() throws IOException {
        Files.writeString(file, "a".repeat(CHUNK - 1) + " ");

        List<Part> parts = read(new TextReader(CHUNK));

        assertThat(parts).hasSize(2);
        assertThat(join(parts)).hasSize(CHUNK);
    }

    @Test
    void read_missingFile_fails() {
        assertThat(read(new TextReader(CHUNK))).containsExactly(new Fate.Failed(file, "does not exist"));
    }

    @Test
    void read_folder_fails() {
        file = folder;

        assertThat(read(new TextReader(CHUNK))).hasSize(1).first().isInstanceOf(Fate.Failed.class);
    }

    @Test
    void read_fileThatFailsHalfWay_failsAfterItsChunksAndIsClosed() throws IOException {
        Files.createFile(file);
        FailingStream stream = new FailingStream("some words ".repeat(CHUNK / 5));

        List<Part> parts = read(new TextReader(CHUNK, _ -> stream));

        assertThat(parts).hasSizeGreaterThan(1);
        assertThat(parts.getLast()).isEqualTo(new Fate.Failed(file, "cannot be read: the disk is gone"));
        assertThat(stream.closed).isTrue();
    }

    @Test
    void read_fileThatGrowsMeanwhile_fails() throws IOException {
        Files.writeString(file, "before");
        FileTime time = Files.getLastModifiedTime(file);
        TextReader reader = new TextReader(CHUNK);

        Iterator<Part> parts = reader.read(file).iterator();
        parts.next();
        Files.writeString(file, "before and after");
        Files.setLastModifiedTime(file, time);

        assertThat(parts.next()).isInstanceOf(Part.Chunk.class);
        assertThat(parts.next()).isEqualTo(new Fate.Failed(file, "has changed while it was read"));
    }

    @Test
    void read_fileThatIsRewrittenMeanwhile_fails() throws IOException {
        Files.writeString(file, "before");
        TextReader reader = new TextReader(CHUNK);

        Iterator<Part> parts = reader.read(file).iterator();
        parts.next();
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));

        assertThat(parts.next()).isEqualTo(new Fate.Failed(file, "has changed while it was read"));
    }

    @Test
    void read_fileThatVanishesMeanwhile_fails() throws IOException {
        Files.writeString(file, "before");
        TextReader reader = new TextReader(CHUNK);

        Iterator<Part> parts = reader.read(file).iterator();
        parts.next();
        Files.delete(file);

        assertThat(parts.next()).isEqualTo(new Fate.Failed(file, "does not exist"));
    }

    @Test
    void stop_inTheMiddleOfAFile_endsItWithoutFate() throws IOException {
        Files.writeString(file, "some words ".repeat(CHUNK));
        TextReader reader = new TextReader(CHUNK);

        Iterator<Part> parts = reader.read(file).iterator();
        assertThat(parts.next()).isInstanceOf(Part.Chunk.class);
        reader.stop();

        assertThat(parts.hasNext()).isFalse();
        assertThat(reader.read(file).iterator().hasNext()).isFalse();
    }

    @Test
    void close_inTheMiddleOfAFile_closesIt() throws IOException {
        Files.createFile(file);
        FailingStream stream = new FailingStream("some words ".repeat(CHUNK));
        TextReader reader = new TextReader(CHUNK, _ -> stream);
        reader.read(file).iterator().next();

        reader.close();

        assertThat(stream.closed).isTrue();
    }

    private List<Part> read(TextReader reader) {
        List<Part> parts = new ArrayList<>();
        reader.read(file).forEach(parts::add);
        return parts;
    }

    private static List<Part.Chunk> chunks(List<Part> parts) {
        return parts.stream().filter(Part.Chunk.class::isInstance).map(Part.Chunk.class::cast).toList();
    }

    private static String join(List<Part> parts) {
        StringBuilder text = new StringBuilder();
        for (Part.Chunk chunk : chunks(parts)) {
            assertThat(chunk.offset()).isEqualTo(text.length());
            text.append(text(chunk));
        }
        return text.toString();
    }

    private static String text(Part.Chunk chunk) {
        return new String(chunk.bytes(), StandardCharsets.US_ASCII);
    }

    /** Gives a text and then fails. */
    private static final class FailingStream extends InputStream {
        private final InputStream text;
        private boolean closed;

        FailingStream(String text) {
            this.text = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = text.read(into, offset, length);
            if (read < 0) {
                throw new IOException("the disk is gone");
            }
            return read;
        }

        @Override
        public int read() throws IOException {
            int next = text.read();
            if (next < 0) {
                throw new IOException("the disk is gone");
            }
            return next;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
