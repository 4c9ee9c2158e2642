package dev.millrace.examples.words;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * Finds the words of a text: the longest runs of letters and digits, as Unicode has them, in lower case.
 *
 * <p>A run of more than {@link #MAX_WORD} characters is cut after each of these many into words of their own, so that
 * no text whatever makes a word that fills the memory.
 */
final class Tokenizer {

    /** How long a word can be, in characters (code points). */
    static final int MAX_WORD = 256;

    private Tokenizer() {}

    /** Gives the words of a text to a consumer, in their order. */
    static void forEachWord(String text, Consumer<String> consumer) {
        int start = 0;
        int length = 0; // of the run that began at start, in code points
        for (int i = 0; i < text.length();) {
            int character = text.codePointAt(i);
            boolean inWord = Character.isLetterOrDigit(character);
            if (length == MAX_WORD || (length > 0 && !inWord)) {
                consumer.accept(word(text, start, i));
                length = 0;
            }
            if (inWord && length++ == 0) {
                start = i;
            }
            i += Character.charCount(character);
        }
        if (length > 0) {
            consumer.accept(word(text, start, text.length()));
        }
    }

    private static String word(String text, int start, int end) {
        return text.substring(start, end).toLowerCase(Locale.ROOT);
    }
}
