package dev.millrace.examples.words;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Counts the same words again, one character after the other, to verify the pipeline. It shares no code with what it
 * verifies, only the rules: the walk and the decoding are the JDK's.
 */
final class SequentialCount {

    private final int minLength;
    private final Map<String, Long> counts = new HashMap<>();
    private long files;

    private SequentialCount(int minLength) {
        this.minLength = minLength;
    }

    /** Counts the files under some names. */
    static SequentialCount of(List<Path> names, int minLength) throws IOException {
        SequentialCount count = new SequentialCount(minLength);
        for (Path name : names) {
            count.addAll(name);
        }
        return count;
    }

    /** What differs from the pipeline's count, at most so many lines; empty if nothing does. */
    List<String> differences(Tally tally, int limit) {
        Map<String, Long> others = tally.total().counts();
        TreeSet<String> words = new TreeSet<>(counts.keySet());
        words.addAll(others.keySet());
        Stream<String> inWords = words.stream()
                .filter(word -> !Objects.equals(counts.get(word), others.get(word)))
                .map(word -> difference(word, others.getOrDefault(word, 0L), counts.getOrDefault(word, 0L)));
        Stream<String> inTotals = Stream.of(
                List.of("files", tally.files(), files), List.of("words", tally.total().words(), words()))
                .filter(total -> !total.get(1).equals(total.get(2)))
                .map(total -> difference("number of " + total.get(0), total.get(1), total.get(2)));
        return Stream.concat(inTotals, inWords).limit(limit).toList();
    }

    private static String difference(Object what, Object pipeline, Object sequential) {
        return what + ": pipeline=" + pipeline + ", sequential=" + sequential;
    }

    private long words() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private void addAll(Path name) throws IOException {
        if (!Files.exists(name)) {
            return;
        }
        Path root = Files.isSymbolicLink(name) ? name.toRealPath() : name;
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return hidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && !hidden(file)) {
                    add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException cause) {
                return FileVisitResult.CONTINUE; // the pipeline has said so
            }

            private boolean hidden(Path path) {
                return !path.equals(root) && path.getFileName().toString().startsWith(".");
            }
        });
    }

    private void add(Path file) {
        Map<String, Long> words = new HashMap<>();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            count(reader, words);
        } catch (IOException e) {
            return; // not UTF-8, or not readable: nothing of it counts, and the pipeline has said so
        }
        files++;
        words.forEach((word, count) -> counts.merge(word, count, Long::sum));
    }

    private void count(BufferedReader reader, Map<String, Long> words) throws IOException {
        StringBuilder word = new StringBuilder();
        int length = 0;
        for (int c = next(reader); c >= 0; c = next(reader)) {
            boolean inWord = Character.isLetterOrDigit(c);
            if (inWord) {
                word.appendCodePoint(c);
                length++;
            }
            if (!inWord || length == Tokenizer.MAX_WORD) {
                end(word, length, words);
                length = 0;
            }
        }
        end(word, length, words);
    }

    private void end(StringBuilder word, int length, Map<String, Long> words) {
        String lower = word.toString().toLowerCase(Locale.ROOT);
        word.setLength(0);
        if (length > 0 && lower.codePointCount(0, lower.length()) >= minLength) {
            words.merge(lower, 1L, Long::sum);
        }
    }

    /** The next code point, or a negative number at the end. The strict decoder gives no half of a pair alone. */
    private static int next(BufferedReader reader) throws IOException {
        int c = reader.read();
        return c >= 0 && Character.isHighSurrogate((char) c)
                ? Character.toCodePoint((char) c, (char) reader.read())
                : c;
    }
}
