package dev.millrace.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Looks at the page in a browser. Runs in the profile {@code browser} only. */
@Tag("browser")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailurePageBrowserTest {

    private static final String TAB = "\uE004";
    private static final String ESCAPE = "\uE00C";
    private static final String HOME = "\uE011";
    private static final String LEFT = "\uE012";
    private static final String UP = "\uE013";
    private static final String RIGHT = "\uE014";
    private static final String SHOWN = "(t => t.hidden ? '' : t.innerText)(document.getElementById('tip'))";

    private Browser browser;
    private Path folder;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.NEVER) Path temporary) throws IOException, InterruptedException {
        folder = temporary;
        browser = new Browser(temporary.resolve("profile"), Path.of("target/browser"));
    }

    @AfterAll
    void end() {
        browser.close();
    }

    @AfterEach
    void nothingWentWrongUnseen() {
        assertThat(browser.console()).isEmpty();
        assertThat(browser.requests()).isNotEmpty().allMatch(url -> url.startsWith("file:") || url.startsWith("data:"));
    }

    private Browser open(FailureFacts facts, History history, Verdict verdict, int width, boolean dark)
            throws IOException {
        Path file = folder.resolve("page.html");
        FailurePage.of(facts, history, verdict).write(file);
        browser.open(file, width, 900, dark);
        assertThat(browser.eval("document.documentElement.dataset.ready")).isEqualTo("true");
        return browser.settle();
    }

    private Browser openSmall() throws IOException {
        return open(Samples.FACTS, Samples.SMALL, Samples.SMALL_VERDICT, 1200, false);
    }

    private Browser openLarge() throws IOException {
        History large = Samples.large(2000);
        return open(Samples.FACTS.withTimeUnit("ns"), large, Samples.wrongAt(large, 1500), 1200, false);
    }

    private void assertCulpritIsSeenAndRed() {
        assertThat(browser.eval("""
                (() => {
                  const bar = document.querySelector('#chart .op.culprit .bar'), b = bar.getBoundingClientRect();
                  const s = document.getElementById('scroller').getBoundingClientRect();
                  const lanes = document.getElementById('lanes').getBoundingClientRect();
                  const [r, g, bl] = getComputedStyle(bar).fill.match(/\\d+/g).map(Number);
                  const seen = b.width > 2 && b.left >= lanes.right - 1 && b.left < s.right && b.top >= s.top && b.bottom <= s.bottom;
                  return [document.querySelectorAll('#chart .op.culprit').length, seen, r > 150 && r > 2 * g && r > 2 * bl];
                })()""")).isEqualTo("1,true,true");
    }

    private void assertPageDoesNotScrollSideways() {
        assertThat(browser.eval("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                .isEqualTo("true");
    }

    @Test
    void small_light_drawsEveryCall() throws IOException {
        openSmall().picture("failure-small-light");
        assertThat(browser.eval("document.querySelectorAll('#chart .op').length")).isEqualTo("7");
        assertThat(browser.eval("[...document.querySelectorAll('#chart .op .number')].map(n => n.textContent)"))
                .isEqualTo("1,2,3");
        assertThat(browser.eval("document.querySelectorAll('#chart .op.pending').length")).isEqualTo("2");
        assertThat(browser.eval("document.querySelectorAll('#chart .op .wait').length")).isEqualTo("2");
        assertThat(browser.eval("[...document.querySelectorAll('#lanes div')].map(d => d.textContent)"))
                .isEqualTo("thread 0,thread 1,thread 2,thread 3");
        assertCulpritIsSeenAndRed();
        assertPageDoesNotScrollSideways();
    }

    @Test
    void longLabel_isCutBetweenCharacters() throws IOException {
        String pair = "\uD83D\uDE00";
        for (String value : new String[] {pair.repeat(90), "x" + pair.repeat(90)}) {
            Operation put = Operation.returned(0, "put", value, null, 1, 2);
            History history = History.of(put, Operation.returned(1, "poll", null, null, 3, 4));
            open(Samples.FACTS, history, new Verdict.Linearizable(history.operations()), 1200, false);
            assertThat(browser
                    .eval("""
                    (label => [label.endsWith("…"), label.isWellFormed()])(
                      [...document.querySelectorAll('#chart .op text')].find(t => t.textContent.startsWith('put')).textContent)"""))
                    .isEqualTo("true,true");
        }
    }

    @Test
    void small_points_riseInsideTheirCalls() throws IOException {
        openSmall();
        assertThat(browser.eval("""
                (() => {
                  const ops = [...document.querySelectorAll('#chart .op')].filter(g => g.querySelector('.number'));
                  ops.sort((a, b) => a.querySelector('.number').textContent - b.querySelector('.number').textContent);
                  let last = -1;
                  return ops.every(g => {
                    const pill = g.querySelector('.pill').getBoundingClientRect(), bar = g.querySelector('.bar').getBoundingClientRect();
                    const x = (pill.left + pill.right) / 2, ok = x > last && x >= bar.left - 1 && x <= bar.right + 1;
                    last = x;
                    return ok;
                  });
                })()""")).isEqualTo("true");
    }

    @Test
    void small_narrowAndDark_fitsAndIsDark() throws IOException {
        open(Samples.FACTS, Samples.SMALL, Samples.SMALL_VERDICT, 400, true).picture("failure-small-dark");
        assertPageDoesNotScrollSideways();
        assertCulpritIsSeenAndRed();
        assertThat(browser.number("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
                + ".reduce((a, b) => a + b)")).isLessThan(150);
    }

    @Test
    void hover_bar_showsWhatTheCallWas() throws IOException {
        openSmall().hover("#chart .op.culprit .bar").picture("failure-hover");
        assertThat(browser.eval(SHOWN)).contains("poll() = null", "thread 1",
                "cannot follow the calls that are numbered",
                "5,002", "5,020");
        browser.hover("h1");
        assertThat(browser.eval(SHOWN)).isEmpty();
    }

    @Test
    void keys_walkTheCalls() throws IOException {
        openSmall();
        for (int i = 0; i < 20 && !browser.eval("!!document.activeElement.closest?.('.op')").equals("true"); i++) {
            browser.press(TAB);
        }
        assertThat(browser.eval(SHOWN)).startsWith("poll() = null");
        assertThat(browser.press(LEFT).eval(SHOWN)).startsWith("poll() = 1");
        assertThat(browser.press(UP).eval(SHOWN)).startsWith("offer(1) = true");
        assertThat(browser.press("n").eval(SHOWN)).startsWith("poll() = 1");
        assertThat(browser.press("n").eval(SHOWN)).startsWith("offer(2) = true");
        assertThat(browser.press("n").eval(SHOWN)).startsWith("poll() = null");
        assertThat(browser.press("p").eval(SHOWN)).startsWith("offer(2) = true");
        assertThat(browser.press(HOME).eval(SHOWN)).startsWith("offer(1) = true");
        assertThat(browser.press(RIGHT).eval(SHOWN)).startsWith("offer(2) = true");
        assertThat(browser.press("f").eval(SHOWN)).startsWith("poll() = null");
        assertThat(browser.press(ESCAPE).eval(SHOWN)).isEmpty();
        assertThat(browser.eval("document.activeElement.getAttribute('aria-label')"))
                .isEqualTo("thread 1, poll() = null, cannot follow the calls that are numbered");
    }

    @Test
    void byTime_pause_takesItsRoom() throws IOException {
        openSmall();
        String width = "document.querySelector('#chart .op .bar').getBoundingClientRect().width";
        double byOrder = browser.number(width);
        browser.eval("document.getElementById('by-time').click()");
        browser.settle().picture("failure-by-time");
        assertThat(browser.number(width)).isLessThan(byOrder / 5);
        assertThat(browser.eval("document.getElementById('by-time').getAttribute('aria-pressed')")).isEqualTo("true");
        assertCulpritIsSeenAndRed();
    }

    @Test
    void copy_button_answers() throws IOException {
        openSmall();
        browser.eval("document.getElementById('copy').click()");
        assertThat(browser
                .eval("new Promise(done => setTimeout(() => done(document.getElementById('copy').textContent), 300))"))
                .isIn("Copied", "Selected");
    }

    @Test
    void hostile_values_areTextOnly() throws IOException {
        String evil = "</script><script>window.hacked=1</script><img src=http://127.0.0.1:9/x onerror='window.hacked=1'>";
        Operation call = Operation.returned(0, evil, evil, evil, 0, 1);
        FailureFacts facts = new FailureFacts(evil, evil, evil, evil, evil, List.of(evil), evil, List.of(evil));
        open(facts, History.of(call), new Verdict.Violation(evil, List.of(), call), 1200, false)
                .hover("#chart .op .bar");
        assertThat(browser.eval("typeof window.hacked")).isEqualTo("undefined");
        assertThat(browser.eval("document.images.length + document.scripts.length")).isEqualTo("2");
        assertThat(browser.eval(SHOWN)).contains(evil);
    }

    @Test
    void large_light_showsTheCulpritAndScrolls() throws IOException {
        openLarge().picture("failure-large-light");
        assertThat(browser.eval("document.querySelectorAll('#chart .op').length")).isEqualTo("2000");
        assertCulpritIsSeenAndRed();
        assertPageDoesNotScrollSideways();
        assertThat(browser.eval("getComputedStyle(document.getElementById('overview')).display")).isNotEqualTo("none");
        browser.eval("document.getElementById('scroller').scrollLeft = 0");
        browser.settle().eval("document.getElementById('culprit').click()");
        browser.settle().settle();
        assertCulpritIsSeenAndRed();
        assertThat(browser.eval(SHOWN)).contains("cannot follow");
    }

    @Test
    void large_zoom_keepsWhatIsInTheMiddle() throws IOException {
        openLarge();
        double before = browser.number("document.getElementById('chart').getBoundingClientRect().width");
        browser.eval("document.getElementById('closer').click()");
        assertThat(browser.settle().number("document.getElementById('chart').getBoundingClientRect().width"))
                .isGreaterThan(before * 1.4);
        assertCulpritIsSeenAndRed();
        browser.eval("document.getElementById('fit').click()");
        assertThat(browser.settle().eval("document.getElementById('scroller').scrollWidth"
                + " <= document.getElementById('scroller').clientWidth + 1")).isEqualTo("true");
        browser.picture("failure-large-fit");
        browser.eval("document.getElementById('by-time').click()");
        browser.settle().picture("failure-large-by-time");
    }
}
