package dev.millrace.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Looks at the page in a browser. Runs in the profile {@code browser} only. */
@Tag("browser")
@Timeout(120)
class StressPageBrowserTest {

    @Test
    void page_wideAndNarrowLightAndDark_isDrawnWithoutComplaint(@TempDir(cleanup = CleanupMode.NEVER) Path folder)
            throws IOException, InterruptedException {
        Path file = folder.resolve("page.html");
        StressPage.of(Samples.stressRun()).write(file);
        try (Browser browser = new Browser(folder.resolve("profile"), Path.of("target/browser"))) {
            for (int width : new int[] {1200, 400}) {
                browser.open(file, width, 1600, width == 400).settle().picture("stress-" + width);
                assertThat(browser.eval("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                        .isEqualTo("true");
                assertThat(browser.eval("[...document.querySelectorAll('.figure .curve')].map(c => {"
                        + " const box = c.getBBox(), area = c.ownerSVGElement.viewBox.baseVal;"
                        + " return box.width > 100 && box.height > 20 && box.x >= 0 && box.y >= 0"
                        + " && box.x + box.width <= area.width && box.y + box.height <= area.height; })"))
                        .isEqualTo("true,true,true");
                assertThat(browser.eval("new Set([...document.querySelectorAll('.figure .curve')]"
                        + ".map(c => getComputedStyle(c).stroke)).size")).isEqualTo("2");
            }
            assertThat(browser.console()).isEmpty();
            assertThat(browser.requests()).isNotEmpty()
                    .allMatch(url -> url.startsWith("file:") || url.startsWith("data:"));
        }
    }
}
