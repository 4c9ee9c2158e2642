package dev.millrace.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void html_markupAndControlCharacters_areShownNotObeyed() {
        assertThat(Text.html("<a href='x'>\"&\u0000\u001b"))
                .isEqualTo("&lt;a href=&#39;x&#39;&gt;&quot;&amp;\uFFFD\uFFFD");
    }

    @Test
    void html_halfOfAPair_isReplaced() {
        assertThat(Text.html("a\uD83Db")).isEqualTo("a\uFFFDb");
    }

    @Test
    void json_whatEndsAScriptOrAString_isEscaped() {
        assertThat(Text.json("</script><!--\u2028\"\\\n\u0007é'&"))
                .isEqualTo("\"\\u003c/script\\u003e\\u003c!--\\u2028\\\"\\\\\\n\\u0007\\u00e9\\u0027\\u0026\"");
    }

    @Test
    void of_toStringThatThrows_saysSo() {
        Object hostile = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no");
            }
        };
        assertThat(Text.of(hostile)).isEqualTo("<toString threw IllegalStateException>");
    }

    @Test
    void of_null_isTheWord() {
        assertThat(Text.of(null)).isEqualTo("null");
    }

    @Test
    void cut_longText_keepsItsBeginAndNoHalfPair() {
        assertThat(Text.cut("abcdef", 4)).isEqualTo("abc…");
        assertThat(Text.cut("ab😀def", 4)).isEqualTo("ab…");
        assertThat(Text.cut("abcd", 4)).isEqualTo("abcd");
    }

    @Test
    void of_longValue_isCut() {
        assertThat(Text.of("x".repeat(100_000))).hasSize(Text.LONGEST_VALUE).endsWith("…");
    }
}
