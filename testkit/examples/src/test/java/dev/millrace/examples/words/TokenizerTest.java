package dev.millrace.examples.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenizerTest {

    @Test
    void forEachWord_punctuationAndSpaces_separate() {
        assertThat(words(" It's 3 o'clock;x_y\n")).containsExactly("it", "s", "3", "o", "clock", "x", "y");
    }

    @Test
    void forEachWord_noWord_givesNothing() {
        assertThat(words("")).isEmpty();
        assertThat(words(" .,;\n")).isEmpty();
    }

    @Test
    void forEachWord_unicode_lowersAndKeepsTogether() {
        assertThat(words("ÄRGER Ωmega 木水 ١٢٣")).containsExactly("ärger", "ωmega", "木水", "١٢٣");
    }

    @Test
    void forEachWord_lettersOutsideTheBasicPlane_areWhole() {
        assertThat(words("x𝔸𐐀y 😀z")).containsExactly("x𝔸𐐨y", "z");
    }

    @Test
    void forEachWord_longestWord_isNotCut() {
        String longest = "𝔸".repeat(Tokenizer.MAX_WORD);
        assertThat(words(longest + " b")).containsExactly(longest, "b");
    }

    @Test
    void forEachWord_tooLongWord_isCutIntoPieces() {
        String longest = "a".repeat(Tokenizer.MAX_WORD);
        assertThat(words(longest + longest + "a b")).containsExactly(longest, longest, "a", "b");
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Tokenizer.forEachWord(text, words::add);
        return words;
    }
}
