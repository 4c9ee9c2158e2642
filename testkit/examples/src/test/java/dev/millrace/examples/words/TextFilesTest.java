package dev.millrace.examples.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFilesTest {

    @TempDir
    private Path folder;

    @Test
    void walk_folders_findsAllFilesInOrder() throws IOException {
        Path b = write("b/2.txt", "22");
        Path a = write("a/deep/1.txt", "1");
        Path c = write("c.txt", "");
        Files.createDirectory(folder.resolve("empty"));

        assertThat(walk(folder))
                .containsExactly(new Entry.Found(a, 1), new Entry.Found(b, 2), new Entry.Found(c, 0));
    }

    @Test
    void walk_nameGivenTwice_findsItTwice() throws IOException {
        Path file = write("a.txt", "1");

        assertThat(walk(file, file)).containsExactly(new Entry.Found(file, 1), new Entry.Found(file, 1));
    }

    @Test
    void walk_missing_failsAndGoesOn() throws IOException {
        Path file = write("a.txt", "1");
        Path missing = folder.resolve("missing");

        assertThat(walk(missing, file))
                .containsExactly(new Fate.Failed(missing, "does not exist"), new Entry.Found(file, 1));
    }

    @Test
    void walk_hiddenNames_areSkippedUnlessNamed() throws IOException {
        Path file = write(".hidden/a.txt", "1");
        Path hidden = folder.resolve(".hidden");

        assertThat(walk(folder)).containsExactly(new Fate.Skipped(hidden));
        assertThat(walk(hidden)).containsExactly(new Entry.Found(file, 1));
    }

    @Test
    void walk_linkBackUp_isSkipped() throws IOException {
        Path file = write("a/1.txt", "1");
        Path loop = Files.createSymbolicLink(folder.resolve("a/loop"), folder);

        assertThat(walk(folder)).containsExactly(new Entry.Found(file, 1), new Fate.Skipped(loop));
    }

    @Test
    void walk_namedLink_isFollowed() throws IOException {
        write("a/1.txt", "1");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("a"));

        assertThat(walk(link)).containsExactly(new Entry.Found(link.resolve("1.txt"), 1));
    }

    @Test
    void walk_namedLinkToItself_fails() throws IOException {
        Path loop = folder.resolve("loop");
        Files.createSymbolicLink(loop, loop);

        assertThat(walk(loop)).hasSize(1).first().isInstanceOf(Fate.Failed.class);
    }

    @Test
    void walk_device_fails() {
        Path device = Path.of("/dev/null"); // on a system without it, a name that is missing
        String problem = Files.exists(device) ? "is neither a file nor a folder" : "does not exist";

        assertThat(walk(device)).containsExactly(new Fate.Failed(device, problem));
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static List<Entry> walk(Path... names) {
        List<Entry> entries = new ArrayList<>();
        new TextFiles(List.of(names)).forEach(entries::add);
        return entries;
    }
}
