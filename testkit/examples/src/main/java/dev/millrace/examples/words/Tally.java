package dev.millrace.examples.words;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what the workers have counted. A file counts as a whole or not at all: its words are kept apart until its end
 * has been read without a problem. So the items must come in the order of the files, as {@code mapParallel} gives them.
 *
 * <p><b>Threads.</b> For one thread at a time.
 */
final class Tally {

    private final WordCount total = new WordCount();
    private final List<Fate.Failed> problems = new ArrayList<>();
    private long files;
    private long bytes;
    private long skipped;

    private WordCount file = new WordCount();
    private long fileBytes;
    private Counted.@Nullable NotText notText;

    void add(Counted item) {
        switch (item) {
            case Counted.Words words -> {
                file.addAll(words.words());
                fileBytes += words.bytes();
            }
            case Counted.NotText found -> notText = notText == null ? found : notText;
            case Fate.Read _ -> endFile();
            case Fate.Failed failed -> fail(failed);
            case Fate.Skipped _ -> skipped++;
        }
    }

    /** Adds, after a stop, the file that was being read, as far as it was read. */
    void endEarly() {
        if (fileBytes > 0 || notText != null) {
            endFile();
        }
    }

    private void endFile() {
        if (notText != null) {
            fail(new Fate.Failed(notText.file(), "is not UTF-8 (first at byte " + notText.offset() + ")"));
            return;
        }
        files++;
        bytes += fileBytes;
        total.addAll(file);
        beginFile();
    }

    private void fail(Fate.Failed problem) {
        problems.add(problem);
        beginFile();
    }

    private void beginFile() {
        file = new WordCount();
        fileBytes = 0;
        notText = null;
    }

    /** The words of all files that count. */
    WordCount total() {
        return total;
    }

    /** How many files count; after a stop the last may do so in part. */
    long files() {
        return files;
    }

    /** How many bytes those files have. */
    long bytes() {
        return bytes;
    }

    /** How many links and hidden names the walk has passed over. */
    long skipped() {
        return skipped;
    }

    /** What could not be counted, in the order of the walk. */
    List<Fate.Failed> problems() {
        return problems;
    }
}
