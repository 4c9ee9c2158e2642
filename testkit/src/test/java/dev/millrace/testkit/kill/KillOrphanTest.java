package dev.millrace.testkit.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Children do not outlive their parent, not even one that cannot see the end of it. */
@Timeout(60)
class KillOrphanTest {

    @Test
    void run_parentIsKilled_childrenEnd(@TempDir Path directory) throws IOException, InterruptedException {
        Process parent = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + directory, "-cp", System.getProperty("java.class.path"),
                OrphansMain.class.getName()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<Long> processes;
        try (BufferedReader output = parent.inputReader()) {
            processes = Arrays.stream(output.readLine().split(" ")).map(Long::valueOf).toList();
            assertThat(processes).hasSizeGreaterThanOrEqualTo(3).allMatch(KillOrphanTest::runs);
        } finally {
            parent.destroyForcibly();
        }
        parent.waitFor();

        assertThat(Waiting.until(() -> processes.stream().noneMatch(KillOrphanTest::runs), Duration.ofSeconds(10)))
                .isTrue();
    }

    /** A zombie, which nobody has waited for, has no command any more. */
    private static boolean runs(long pid) {
        return ProcessHandle.of(pid).flatMap(each -> each.info().command()).isPresent();
    }
}
