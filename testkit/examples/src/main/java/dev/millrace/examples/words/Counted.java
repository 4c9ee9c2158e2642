package dev.millrace.examples.words;

import java.nio.file.Path;

/** What the workers make of a chunk. */
sealed interface Counted permits Counted.Words, Counted.NotText, Fate {

    /**
     * The words of a chunk.
     *
     * @param words the words and how often each occurs
     * @param bytes the chunk's size
     */
    record Words(WordCount words, int bytes) implements Counted {}

    /**
     * A chunk that is not UTF-8.
     *
     * @param file the file
     * @param offset where in the file the first byte is that does not belong
     */
    record NotText(Path file, long offset) implements Counted {}
}
