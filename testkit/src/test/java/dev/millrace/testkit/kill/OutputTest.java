package dev.millrace.testkit.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTest {

    @TempDir
    private Path folder;

    private Path file;
    private Output output;

    @BeforeEach
    void begin() {
        file = folder.resolve("output");
        output = new Output(file);
    }

    private void print(String text) throws IOException {
        try (FileOutputStream stream = new FileOutputStream(file.toFile(), true)) {
            stream.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void printGap(long bytes) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(access.length() + bytes);
        }
    }

    @Test
    void tail_marked_isWhatCameAfterTheMark() throws IOException {
        print("before\n");
        output.mark();
        assertThat(output.tail()).isEmpty();
        print("after\n");
        assertThat(output.tail()).isEqualTo("after");
    }

    @Test
    void tail_longerThanAnArray_isTheEnd() throws IOException {
        printGap(3L << 30);
        print("\nthe end\n");
        assertThat(output.tail()).hasSizeLessThan(40_000).endsWith("\nthe end");
    }

    @Test
    void trim_tooLong_startsAgainAndSaysSo() throws IOException {
        print("early\n");
        output.mark();
        try (FileOutputStream open = new FileOutputStream(file.toFile(), true)) {
            printGap(Output.MOST_BYTES);
            output.trim();
            open.write("late\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(Files.size(file)).isEqualTo(5);
        assertThat(output.tail()).isEqualTo("(more than 16 MiB; this is the end)\nlate");
        output.mark();
        print("later");
        assertThat(output.tail()).isEqualTo("later");
    }

    @Test
    void trim_shortEnough_leavesAll() throws IOException {
        print("all of it");
        output.trim();
        assertThat(output.tail()).isEqualTo("all of it");
    }

    @Test
    void tail_noFile_saysSo() {
        assertThat(output.tail()).startsWith("(what it printed is lost: ");
    }
}
