package dev.millrace.examples.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Whatever the text and however it is cut into chunks: the counts are those of the whole. */
class ChunksPropertyTest {

    private static final ChunkCounter COUNTER = new ChunkCounter(1);

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void read_anyTextInAnyChunks_countsAsTheWhole(
            @ForAll("texts") String text, @ForAll @IntRange(min = WordBoundary.MIN_LENGTH, max = 1500) int chunkSize)
            throws IOException {
        WordCount whole = new WordCount();
        Tokenizer.forEachWord(text, whole::add);

        Tally tally = tally(text.getBytes(StandardCharsets.UTF_8), chunkSize);

        assertThat(tally.problems()).isEmpty();
        assertThat(tally.total().counts()).isEqualTo(whole.counts());
        assertThat(tally.total().words()).isEqualTo(whole.words());
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void read_aByteIsBroken_reportsWhatTheDecoderOfTheWholeReports(
            @ForAll("texts") String text,
            @ForAll @IntRange(min = WordBoundary.MIN_LENGTH, max = 1500) int chunkSize,
            @ForAll long seed)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(seed);
        if (bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) (0x80 + random.nextInt(0x80));
        }

        Counted whole = COUNTER.count(new Part.Chunk(Path.of("whole"), 0, bytes));

        Tally tally = tally(bytes, chunkSize);
        if (whole instanceof Counted.NotText broken) {
            assertThat(tally.problems()).hasSize(1);
            assertThat(tally.problems().getFirst().problem()).isEqualTo(
                    "is not UTF-8 (first at byte " + broken.offset() + ")");
            assertThat(tally.total().counts()).isEmpty();
        } else {
            assertThat(tally.problems()).isEmpty();
            assertThat(tally.total().counts()).isEqualTo(((Counted.Words) whole).words().counts());
        }
    }

    private static Tally tally(byte[] bytes, int chunkSize) throws IOException {
        Path file = Files.createTempFile("words", ".txt");
        Tally tally = new Tally();
        try (TextReader reader = new TextReader(chunkSize, _ -> new ByteArrayInputStream(bytes))) {
            List<Part> parts = new ArrayList<>();
            reader.read(file).forEach(parts::add);
            for (Part part : parts) {
                tally.add(switch (part) {
                    case Part.Chunk chunk -> COUNTER.count(chunk);
                    case Fate fate -> fate;
                });
            }
            assertThat(parts).allSatisfy(part -> assertThat(size(part)).isLessThanOrEqualTo(chunkSize));
        } finally {
            Files.delete(file);
        }
        return tally;
    }

    private static int size(Part part) {
        return part instanceof Part.Chunk chunk ? chunk.bytes().length : 0;
    }

    /** Texts of some kilobytes with words of all lengths and characters of all sizes, in ASCII and not. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> letter = Arbitraries.of("a", "7", "é", "木", "𝔸", "ß", "İ");
        Arbitrary<Integer> length = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.integers().between(1, 30)),
                Tuple.of(2, Arbitraries.integers().between(200, 600)),
                Tuple.of(1, Arbitraries.integers().between(1000, 3000)));
        Arbitrary<String> word = Combinators.combine(letter, letter, length)
                .as((first, second, times) -> (first + second).repeat(times));
        Arbitrary<String> separator = Arbitraries.of(" ", "\n", "。", "😀", "\u2003", "'");
        return Combinators.combine(word, separator).as(String::concat)
                .list().ofMaxSize(12).map(words -> String.join("", words));
    }
}
