package dev.millrace.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailurePageTest {

    private static final String EVIL = "</script><script>window.hacked=1</script><img src=x onerror='window.hacked=1'>";

    private static String small() {
        return FailurePage.of(Samples.FACTS, Samples.SMALL, Samples.SMALL_VERDICT).html();
    }

    private static List<String> calls(String html) {
        Matcher json = Pattern
                .compile("<script type=\"application/json\" id=\"history\">(.*?)</script>", Pattern.DOTALL)
                .matcher(html);
        assertThat(json.find()).isTrue();
        return json.group(1).lines().filter(line -> line.startsWith("{\"thread\":")).toList();
    }

    @Test
    void html_failure_namesWhatIsKnown() {
        assertThat(small()).contains("<strong>Violation</strong>poll() = null cannot follow</p>",
                "<dt>Engine</dt><dd>CONTROLLED, PCT of depth 3</dd>",
                "<dt>Seed</dt><dd>0x5eed1234abcd</dd>",
                "mvn test -Dtest=BoundedQueueTest -Dtestkit.replay=5eed1234abcd:3:00112201</code>",
                "thread 0: offer(1), offer(2)\nthread 1: poll(), poll()",
                "<li>Shrunk from 14 calls to 7 in 212 runs.</li>",
                "7 calls of 4 threads.",
                "] null  &lt;-- cannot follow");
    }

    @Test
    void html_calls_areAllThereWithTheirPlaces() {
        assertThat(calls(small())).hasSize(7)
                .anyMatch(line -> line.contains("\"input\":\"1\"") && line.contains("\"order\":1"))
                .anyMatch(line -> line.contains("\"output\":\"1\"") && line.contains("\"order\":2"))
                .anyMatch(line -> line.contains("\"input\":\"2\"") && line.contains("\"order\":3"))
                .anyMatch(line -> line.contains("\"ending\":\"BLOCKED\"")
                        && line.contains("\"returned\":null,\"waited\":30"))
                .anyMatch(line -> line.contains("\"ending\":\"UNKNOWN\"") && line.contains("\"waited\":null"))
                .filteredOn(line -> line.contains("\"culprit\":true")).singleElement().asString()
                .contains("\"name\":\"poll\"", "\"output\":\"null\"", "\"invoked\":5002", "\"returned\":5020");
    }

    @Test
    void html_hostileValues_areEscapedEverywhere() {
        Operation evil = Operation.returned(0, EVIL, EVIL, EVIL, 0, 1);
        FailureFacts facts = new FailureFacts(EVIL, EVIL, EVIL, EVIL, EVIL, List.of(EVIL), EVIL,
                List.of(EVIL, EVIL + "\n" + EVIL));
        String html = FailurePage.of(facts, History.of(evil), new Verdict.Violation(EVIL, List.of(), evil)).html();
        assertThat(html).doesNotContain("<script>window", "<img", "onerror='");
        assertThat(Pattern.compile("</script>").matcher(html).results().count()).isEqualTo(2);
    }

    @Test
    void html_policy_allowsOnlyItsOwnScriptAndNothingFromOutside() {
        String html = small();
        Matcher script = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL).matcher(html);
        assertThat(script.find()).isTrue();
        assertThat(html).contains("default-src 'none'", "script-src '" + Text.scriptHash(script.group(1)) + "'");
        assertThat(html.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http:", "https:", "//cdn", "@import",
                "url(data", " src=");
    }

    @Test
    void html_manyCalls_drawsThoseAroundTheCulpritAndSaysSo() {
        History history = Samples.large(10_000);
        Verdict wrong = Samples.wrongAt(history, 7000);
        String html = FailurePage.of(Samples.FACTS, history, wrong).html();
        assertThat(html).contains("10,000 calls of 8 threads; 6,000 of them, far from what is wrong, are not drawn.");
        assertThat(calls(html)).hasSize(FailurePage.MOST_DRAWN).anyMatch(line -> line.contains("\"culprit\":true"));
        assertThat(Excerpt.of(history, wrong, FailurePage.MOST_DRAWN).calls())
                .containsAll(history.operations().subList(6_500, 7_500));
    }

    @Test
    void html_stackTraces_standBelowUnderTheirFirstLine() {
        FailureFacts facts = Samples.FACTS
                .withNotes(List.of("a sentence", "thread 1: parked\n    at com.acme.Lock.lock"));
        String html = FailurePage.of(facts, Samples.SMALL, Samples.SMALL_VERDICT).html();
        assertThat(html).contains("<li>a sentence</li>",
                "<details><summary>thread 1: parked</summary><pre tabindex=\"0\">    at com.acme.Lock.lock</pre>")
                .doesNotContain("<li>thread 1");
        assertThat(html.indexOf("com.acme.Lock")).isGreaterThan(html.indexOf("id=\"history\""));
    }

    @Test
    void html_nothingWrong_saysSound() {
        String html = FailurePage.of(Samples.FACTS, Samples.SMALL, new Verdict.Linearizable(List.of(Samples.OFFER_1)))
                .html();
        assertThat(html).contains("<strong>Sound</strong>", "#culprit { display: none; }").doesNotContain("Violation<");
        assertThat(calls(html)).noneMatch(line -> line.contains("\"culprit\":true"));
    }

    @Test
    void html_gaveUp_givesTheReason() {
        assertThat(FailurePage.of(Samples.FACTS, Samples.SMALL, new Verdict.GaveUp("too long")).html())
                .contains("<strong>Not decided</strong>too long");
    }

    @Test
    void html_noCalls_isStillAPage() {
        assertThat(FailurePage.of(FailureFacts.titled("empty"), History.of(), new Verdict.GaveUp("nothing")).html())
                .contains("0 calls of 0 threads.").endsWith("</html>\n");
    }

    @Test
    void write_folderIsMissing_makesIt(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a/b/page.html");
        FailurePage.of(Samples.FACTS, Samples.SMALL, Samples.SMALL_VERDICT).write(file);
        assertThat(Files.readString(file)).isEqualTo(small());
    }
}
