package dev.millrace.examples.words;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a text of random words, to have something large to count. */
@Command(name = "make-text", description = "Write a text of random words: the same words for the same seed and size.", sortOptions = false)
public final class MakeText implements Runnable {

    private static final String[] SYLLABLES = "ba co du el fi go hu in jo ka le mi no or pa qu ra sé tü ul vo wa xi yo zé 木 水 ß 𝔸"
            .split(" ");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Where to write; an existing file is replaced.")
    private Path file;

    @Option(names = "--size", paramLabel = "SIZE", defaultValue = "10m", converter = ByteSize.class, description = "How much to write at least, in bytes or with k, m or g (default: ${DEFAULT-VALUE}).")
    private long size;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Which words (default: ${DEFAULT-VALUE}).")
    private long seed;

    private MakeText() {}

    @Override
    public void run() {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            write(out);
        } catch (IOException e) {
            String rule = " (expected: a file that can be written): ";
            throw new ParameterException(spec.commandLine(), "make-text: FILE=" + file + rule + e);
        }
    }

    private void write(OutputStream out) throws IOException {
        Random random = new Random(seed);
        for (long written = 0; written < size;) {
            byte[] word = (word(random) + (random.nextInt(12) == 0 ? ".\n" : " ")).getBytes(StandardCharsets.UTF_8);
            out.write(word);
            written += word.length;
        }
    }

    /** One to three syllables, those in front of the list far more often. */
    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            double position = random.nextDouble();
            word.append(SYLLABLES[(int) (position * position * SYLLABLES.length)]);
        }
        return word.toString();
    }
}
