package dev.millrace.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StressPageTest {

    private static final String EVIL = "</script><script>window.hacked=1</script>\"'><img src=x>";

    @Test
    void html_run_hasPicturesNumbersAndMachine() {
        String html = StressPage.of(Samples.stressRun()).html();
        assertThat(html).contains("<strong>Sound</strong>", "<td>producer 0</td><td>1,234,567</td>", "<td>4,711</td>",
                "<dt>Capacity</dt><dd>1024</dd>", "<dt>Processors</dt>", "<dt>JVM</dt>", "99.9 %", "1,234,567</td>",
                "<td>1 ms</td>", "testkit stress com.acme.Ring --seed 1</code>");
        assertThat(Pattern.compile("<path class=\"curve").matcher(html).results().count()).isEqualTo(3);
    }

    @Test
    void html_throughput_isTheDifferenceOfNeighbours() {
        StressRun run = Samples.stressRun().withMeasurements(List.of(new StressRun.Sample(0, 0),
                new StressRun.Sample(1_000_000_000, 1000), new StressRun.Sample(2_000_000_000, 4000)), List.of(),
                List.of());
        assertThat(StressPage.of(run).html()).contains("<title>1 s: 1 k</title>", "<title>2 s: 3 k</title>",
                "4,000 operations in 2 s, 2 k each second in the mean.");
    }

    @Test
    void html_nothingMeasured_saysSo() {
        String html = StressPage.of(StressRun.titled("t", new Verdict.Linearizable(List.of()))).html();
        assertThat(html).contains("too short for a picture", "Not recorded.").doesNotContain("<script", "NaN",
                "Infinity");
    }

    @Test
    void html_hang_showsTheStacksAndNoEmptyPicture() {
        StressRun run = StressRun.titled("t", new Verdict.Violation("hang", List.of(), null))
                .withDetails("consumer 0: WAITING");
        assertThat(StressPage.of(run).html()).contains("<strong>Violation</strong>hang", "consumer 0: WAITING")
                .doesNotContain("id=\"history\"");
    }

    @Test
    void html_violationWithCalls_drawsThemWithTheNamesOfTheThreads() {
        StressRun run = Samples.stressRun();
        StressRun wrong = new StressRun(run.title(), Samples.SMALL_VERDICT, Samples.SMALL, run.configuration(),
                run.machine(), run.throughput(), run.latencies(), run.threads(), null, "", List.of());
        assertThat(StressPage.of(wrong).html()).contains("\"threads\":[[0,\"producer 0\"],[1,\"consumer 0\"],[2,",
                "\"culprit\":true");
    }

    @Test
    void html_hostileText_isEscapedEverywhere() {
        StressRun run = new StressRun(EVIL, new Verdict.Violation(EVIL, List.of(), null), History.of(),
                Map.of(EVIL, EVIL),
                Map.of(EVIL, EVIL), Samples.stressRun().throughput(),
                List.of(new StressRun.Latency(EVIL, 1, List.of(new StressRun.Point(50, 10)))),
                List.of(new StressRun.ThreadCount(EVIL, 1, 1)), EVIL, EVIL, List.of(EVIL));
        String html = StressPage.of(run).html();
        assertThat(html).doesNotContain("<script>window", "<img");
        assertThat(Pattern.compile("</script>").matcher(html).results().count()).isEqualTo(1);
    }

    @Test
    void write_file_hasThePage(@TempDir Path folder) throws IOException {
        StressPage page = StressPage.of(Samples.stressRun());
        page.write(folder.resolve("page.html"));
        assertThat(Files.readString(folder.resolve("page.html"))).isEqualTo(page.html());
    }
}
