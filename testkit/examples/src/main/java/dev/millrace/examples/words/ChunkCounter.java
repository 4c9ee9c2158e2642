package dev.millrace.examples.words;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Counts the words of a chunk. Stateless: many threads may use it at once.
 *
 * @param minLength the characters that a word must have to count
 */
record ChunkCounter(int minLength) {

    Counted count(Part.Chunk chunk) {
        ByteBuffer bytes = ByteBuffer.wrap(chunk.bytes());
        CharBuffer text = CharBuffer.allocate(bytes.remaining()); // UTF-8 never has fewer bytes than UTF-16 has chars
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder(); // strict: it stops at what is not UTF-8
        CoderResult result = decoder.decode(bytes, text, true);
        return result.isError()
                ? new Counted.NotText(chunk.file(), chunk.offset() + bytes.position())
                : new Counted.Words(words(text.flip().toString()), chunk.bytes().length);
    }

    private WordCount words(String text) {
        WordCount words = new WordCount();
        Tokenizer.forEachWord(text, word -> {
            if (word.codePointCount(0, word.length()) >= minLength) {
                words.add(word);
            }
        });
        return words;
    }
}
