package dev.millrace.examples.words;

import java.nio.charset.StandardCharsets;

/** Where UTF-8 can be cut so that both halves have the same words as the whole. */
final class WordBoundary {

    /** In bytes: what is at least this long has a boundary in it, be it all one word. */
    static final int MIN_LENGTH = 4 * Tokenizer.MAX_WORD;

    private WordBoundary() {}

    /**
     * The last place to cut.
     *
     * @param bytes what begins at a boundary
     * @param length how many bytes of it to look at, at least {@link #MIN_LENGTH}
     * @return how many bytes are before the cut, at least one
     */
    static int last(byte[] bytes, int length) {
        for (int i = length; i > 0; i--) {
            if (bytes[i - 1] >= 0 && !Character.isLetterOrDigit(bytes[i - 1])) {
                return i; // an ASCII byte is never a part of another character
            }
        }
        return lastWithoutAscii(bytes, length);
    }

    /** Goes through all characters, in search of other separators and of the places where a too long word is cut. */
    private static int lastWithoutAscii(byte[] bytes, int length) {
        int boundary = 0;
        int word = 0;
        for (int i = 0; i < length && i + size(bytes[i]) <= length;) {
            int size = size(bytes[i]);
            boolean separator = !Character.isLetterOrDigit(character(bytes, i, size));
            word++;
            i += size;
            if (separator || word == Tokenizer.MAX_WORD) {
                boundary = i;
                word = 0;
            }
        }
        return boundary;
    }

    private static int character(byte[] bytes, int from, int size) {
        return size == 1 ? bytes[from] & 0x7f : new String(bytes, from, size, StandardCharsets.UTF_8).codePointAt(0);
    }

    /** How many bytes the character has that begins with this one; one if none does. */
    private static int size(byte first) {
        return switch (first & 0xf0) {
            case 0xc0, 0xd0 -> 2;
            case 0xe0 -> 3;
            case 0xf0 -> 4;
            default -> 1;
        };
    }
}
