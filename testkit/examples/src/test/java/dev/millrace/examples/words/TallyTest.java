package dev.millrace.examples.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TallyTest {

    private static final Path FILE = Path.of("file.txt");

    private final Tally tally = new Tally();

    @Test
    void add_fileFailsAfterSomeWords_dropsThem() {
        tally.add(words("lost"));
        tally.add(new Fate.Failed(FILE, "is gone"));
        tally.add(words("kept"));
        tally.add(new Fate.Read(FILE));

        assertThat(tally.total().counts()).containsOnlyKeys("kept");
        assertThat(tally.files()).isEqualTo(1);
        assertThat(tally.bytes()).isEqualTo(4);
        assertThat(tally.problems()).containsExactly(new Fate.Failed(FILE, "is gone"));
    }

    @Test
    void add_chunksThatAreNotText_reportsTheFirstAndCountsNothingOfTheFile() {
        tally.add(words("lost"));
        tally.add(new Counted.NotText(FILE, 5));
        tally.add(new Counted.NotText(FILE, 90));
        tally.add(new Fate.Read(FILE));
        tally.add(words("kept"));
        tally.add(new Fate.Read(Path.of("other.txt")));

        assertThat(tally.total().counts()).containsOnlyKeys("kept");
        assertThat(tally.files()).isEqualTo(1);
        assertThat(tally.problems()).containsExactly(new Fate.Failed(FILE, "is not UTF-8 (first at byte 5)"));
    }

    @Test
    void add_nameSkipped_countsIt() {
        tally.add(new Fate.Skipped(FILE));

        assertThat(tally.skipped()).isEqualTo(1);
        assertThat(tally.problems()).isEmpty();
    }

    @Test
    void endEarly_inTheMiddleOfAFile_addsWhatThereIs() {
        tally.add(words("part"));
        tally.endEarly();

        assertThat(tally.total().counts()).containsOnlyKeys("part");
        assertThat(tally.files()).isEqualTo(1);
    }

    @Test
    void endEarly_betweenFiles_addsNothing() {
        tally.add(words("whole"));
        tally.add(new Fate.Read(FILE));
        tally.endEarly();

        assertThat(tally.files()).isEqualTo(1);
    }

    private static Counted words(String word) {
        WordCount words = new WordCount();
        words.add(word);
        return new Counted.Words(words, word.length());
    }
}
