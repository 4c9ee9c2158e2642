package dev.millrace.examples.words;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.Examples;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The whole command, in this JVM. */
@Timeout(60)
class WordsTest {

    @TempDir
    private Path folder;

    @Test
    void words_someFiles_showsTheMostFrequent() throws IOException {
        write("a.txt", "The quick brown fox. THE END");
        write("b/b.txt", "the fox");

        Outcome outcome = run("--top", "2");

        assertThat(outcome.code).isZero();
        assertThat(outcome.out.lines()).containsExactly(
                "word  count    share",
                "the       3  37.50 %",
                "fox       2  25.00 %",
                "2 files, 35 bytes, 8 words, 5 distinct; 0 links and hidden names skipped");
    }

    @Test
    void words_always_showsWhatTheStagesDid() throws IOException {
        write("a.txt", "one two");

        String err = run("--workers", "3").err;

        assertThat(err).containsPattern("stage +workers +in +out +in/s +peak +of +starved s +held up s");
        assertThat(err).containsPattern("(?m)^source +- +1 +1 ");
        assertThat(err).containsPattern("(?m)^read +- +1 +2 ");
        assertThat(err).containsPattern("(?m)^count +3 +2 +2 +\\d+ +\\d+ +6 +\\d+\\.\\d{3} +\\d+\\.\\d{3}$");
        assertThat(err).containsPattern("(?m)^end +- +2 +0 ");
    }

    @Test
    void words_csv_isOnlyData() throws IOException {
        write("a.txt", "b a b");

        assertThat(run("--format", "csv", "--verify").out.lines()).containsExactly("word,count", "b,2", "a,1");
    }

    @Test
    void words_minLength_countsOnlyLonger() throws IOException {
        write("a.txt", "a bb ccc 𝔸𝔸 𝔸𝔸𝔸");

        Outcome outcome = run("--format", "csv", "--min-length", "3", "--verify");

        assertThat(outcome.out.lines()).containsExactly("word,count", "ccc,1", "𝔸𝔸𝔸,1");
        assertThat(outcome.err).contains("verified: both counts agree: 1 files, 2 words, 2 distinct");
    }

    @Test
    void verify_textOfManyChunks_agrees() throws IOException {
        Path text = folder.resolve("text.txt");
        assertThat(execute("make-text", "--size", "1m", text.toString()).code).isZero();
        write("longest.txt", "木".repeat(10_000) + "\uD835\uDD38".repeat(3000) + "x".repeat(5000));
        write("empty.txt", "");

        Outcome outcome = run("--verify", "--chunk-size", "8k", "--workers", "4");

        assertThat(Files.size(text)).isBetween(1L << 20, (1L << 20) + 100);
        assertThat(outcome.err).containsPattern("verified: both counts agree: 3 files, \\d{6} words, \\d+ distinct");
        assertThat(outcome.code).isZero();
    }

    @Test
    void verify_problems_agreesOnTheRest() throws IOException {
        write("good.txt", "good");
        write("z.txt", "late");
        Files.write(folder.resolve("latin1.txt"),
                "word ".repeat(5000).concat("\u00e9").getBytes(StandardCharsets.ISO_8859_1));
        Path missing = folder.resolve("missing");

        Outcome outcome = execute("words", "--verify", "--chunk-size", "4k", missing.toString(), folder.toString());

        assertThat(outcome.code).isEqualTo(3);
        assertThat(outcome.out).contains("2 files, 8 bytes, 2 words, 2 distinct");
        assertThat(outcome.err)
                .contains("problems: 2 (nothing of these is counted)")
                .contains(missing + ": does not exist")
                .contains("latin1.txt: is not UTF-8 (first at byte 25000)")
                .contains("verified: both counts agree: 2 files, 2 words, 2 distinct");
    }

    @Test
    void differences_otherTally_namesThem() throws IOException {
        write("a.txt", "a b b");
        WordCount words = new WordCount();
        words.add("a");
        words.add("c");
        Tally tally = new Tally();
        tally.add(new Counted.Words(words, 3));
        tally.add(new Fate.Read(folder));

        assertThat(SequentialCount.of(List.of(folder), 1).differences(tally, 20)).containsExactly(
                "number of words: pipeline=2, sequential=3",
                "b: pipeline=0, sequential=2",
                "c: pipeline=1, sequential=0");
    }

    @ParameterizedTest
    @CsvSource({
            "--top, 0, 1 to 2147483647",
            "--min-length, 257, 1 to 256",
            "--workers, -1, 1 to 1024",
            "--chunk-size, 1023, 1024 to 16777216",
            "--chunk-size, 1g, 1024 to 16777216"
    })
    void words_optionOutOfRange_saysTheRange(String option, String value, String range) {
        Outcome outcome = run(option, value);

        assertThat(outcome.code).isEqualTo(2);
        assertThat(outcome.out).isEmpty();
        assertThat(outcome.err).startsWith("words: " + option + "=").contains(" (expected: " + range + ")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--chunk-size=4x", "--format=xml", "--top=ten", "--colour"})
    void words_optionThatMakesNoSense_isExplained(String option) {
        Outcome outcome = run(option);

        assertThat(outcome.code).isEqualTo(2);
        assertThat(outcome.err).contains(option.split("=", -1)[0]).contains("For more, see: examples words --help");
    }

    @ParameterizedTest
    @ValueSource(strings = {"words", "make-text"})
    void help_eachSubcommand_isShown(String subcommand) {
        Outcome outcome = execute(subcommand, "--help");

        assertThat(outcome.code).isZero();
        assertThat(outcome.out).startsWith("Usage: examples " + subcommand);
    }

    @Test
    void makeText_fileThatCannotBeWritten_saysSo() {
        Outcome outcome = execute("make-text", folder.toString());

        assertThat(outcome.code).isEqualTo(2);
        assertThat(outcome.err).startsWith("make-text: FILE=" + folder + " (expected: a file that can be written): ");
    }

    @Test
    void projectSources_inAModule_areThoseOfAllModules() throws IOException {
        assertThat(ProjectSources.around(Path.of("")))
                .anySatisfy(path -> assertThat(path).endsWith(Path.of("channels/src")))
                .anySatisfy(path -> assertThat(path).endsWith(Path.of("testkit/examples/src")));
        assertThat(ProjectSources.around(folder)).isEmpty();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Runs {@code words} on the folder. */
    private Outcome run(String... options) {
        List<String> args = new ArrayList<>(List.of(options));
        args.addFirst("words");
        args.add(folder.toString());
        return execute(args.toArray(String[]::new));
    }

    private static Outcome execute(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Examples.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = command.execute(args);
        return new Outcome(code, out.toString(), err.toString());
    }

    private record Outcome(int code, String out, String err) {}
}
