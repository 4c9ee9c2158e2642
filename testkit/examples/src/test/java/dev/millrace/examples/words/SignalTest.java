package dev.millrace.examples.words;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.Examples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command in a JVM of its own, ended by a signal. */
@Timeout(120)
class SignalTest {

    @TempDir
    private Path folder;

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "/proc says how far the file was read")
    void words_terminated_showsThePartialResult() throws Exception {
        Path endless = folder.resolve("endless.txt");
        writeSparse(endless, 1L << 40);
        Path err = folder.resolve("err.txt");
        Path out = folder.resolve("out.txt");
        Process words = start(out, err, endless);
        try {
            awaitRead(words, endless, 64L << 20);
            words.destroy();

            assertThat(words.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(words.exitValue()).isEqualTo(143);
            assertThat(Files.readString(out)).contains("beginning").contains("partial, stopped after 1 files, ");
            assertThat(Files.readString(err))
                    .contains("words: stopped by a signal; the counts are partial")
                    .doesNotContain("WARNING")
                    .doesNotContain("\r")
                    .doesNotContain("verified");
        } finally {
            words.destroyForcibly();
        }
    }

    private static Process start(Path out, Path err, Path input) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        String main = Examples.class.getName();
        return new ProcessBuilder(java, "-Xmx64m", "-cp", classPath, main, "words", "--verify", input.toString())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }

    /** A few words, and zeros that take no place on the disk. */
    private static void writeSparse(Path file, long size) throws IOException {
        Files.writeString(file, "beginning ");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[1]), size - 1);
        }
    }

    /** Waits until a process has read so much of a file. */
    private static void awaitRead(Process process, Path file, long bytes) throws IOException {
        while (position(process, file) < bytes) {
            assertThat(process.isAlive()).isTrue();
            Thread.yield();
        }
    }

    private static long position(Process process, Path file) throws IOException {
        Path handles = Path.of("/proc/" + process.pid() + "/fd");
        try (DirectoryStream<Path> links = Files.newDirectoryStream(handles)) {
            for (Path link : links) {
                if (Files.exists(link) && Files.isSameFile(link, file)) {
                    return position(handles.resolveSibling("fdinfo").resolve(link.getFileName()));
                }
            }
        } catch (NoSuchFileException e) {
            return 0; // it has just closed one
        }
        return 0;
    }

    private static long position(Path info) throws IOException {
        String line = Files.readAllLines(info).getFirst();
        return Long.parseLong(line.substring("pos:".length()).strip());
    }
}
