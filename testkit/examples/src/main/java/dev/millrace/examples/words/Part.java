package dev.millrace.examples.words;

import java.nio.file.Path;

/** What the reader makes of a file: its chunks, and at last what has become of it. */
sealed interface Part permits Part.Chunk, Fate {

    /**
     * Some bytes of a file, from the beginning of a word or of what is between words to the end of one.
     *
     * @param file the file
     * @param offset where in the file the bytes begin
     * @param bytes the bytes, never changed
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody, and changed by nobody
    record Chunk(Path file, long offset, byte[] bytes) implements Part {}
}
