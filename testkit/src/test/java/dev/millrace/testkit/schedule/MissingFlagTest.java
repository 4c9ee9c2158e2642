package dev.millrace.testkit.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MissingFlagTest {

    /** Run in a JVM of its own. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) {
            System.out.println("possible: " + Controller.problem().isEmpty());
            try {
                Controller.open().close();
                System.out.println("opened");
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private static String output(List<String> flags) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void open_withoutTheFlag_saysWhichFlagToAdd() throws IOException, InterruptedException {
        assertThat(output(List.of()))
                .startsWith("possible: false")
                .contains("add `--add-opens java.base/java.lang=ALL-UNNAMED`")
                .contains("argLine");
    }

    @Test
    void open_withTheFlag_opens() throws IOException, InterruptedException {
        assertThat(output(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED")).lines())
                .containsExactly("possible: true", "opened");
    }
}
