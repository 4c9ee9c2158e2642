package dev.millrace.testkit.report;

import dev.millrace.testkit.history.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A stress run as a page for a browser: the verdict, the operations each second, how long they took, what each thread has
 * done, and what was run where. After a violation that has a history, also its calls, as in a {@link FailurePage}.
 *
 * <p>The page is one file that loads nothing.
 *
 * <p><b>Threads.</b> A page is a value.
 */
public final class StressPage {

    private static final int MOST_POINTS = 120;
    private static final double LAST_PERCENTILE_NINES = 5;

    private final String html;

    private StressPage(String html) {
        this.html = html;
    }

    /** Makes a page. */
    public static StressPage of(StressRun run) {
        Page page = new Page(run.title()).verdict(run.verdict(), "Violation");
        if (run.replay() != null) {
            page.replay(run.replay());
        }
        page.notes(run.notes());
        if (!run.details().isBlank()) {
            page.preformatted("Threads", run.details(), true);
        }
        if (!(run.verdict() instanceof Verdict.Linearizable) && run.history().size() > 0) {
            FailurePage.addCalls(page, FailureFacts.titled(run.title()).withTimeUnit("ns")
                    .withThreads(run.threads().stream().map(StressRun.ThreadCount::thread).toList()), run.history(),
                    run.verdict());
        } else if (run.replay() != null) {
            page.script(Text.resource("copy.js"));
        }
        addThroughput(page, run.throughput());
        addLatencies(page, run.latencies());
        addThreads(page, run.threads());
        page.add("<div class=\"columns\">\n");
        addFacts(page, "Configuration", run.configuration());
        addFacts(page, "Machine", run.machine());
        return new StressPage(page.add("</div>\n").html());
    }

    /** The page as text. */
    public String html() {
        return html;
    }

    /**
     * Writes the page, in UTF-8, over what the file had. Makes its folder if there is none.
     *
     * @throws IOException if that fails
     */
    public void write(Path file) throws IOException {
        Page.write(html, file);
    }

    // ---- throughput

    private static void addThroughput(Page page, List<StressRun.Sample> samples) {
        page.add("<section id=\"throughput\"><h2>Operations each second</h2>\n");
        List<Chart.Point> rates = rates(samples);
        if (rates.size() < 2) {
            page.add("<p class=\"hint\">The run was too short for a picture.</p></section>\n");
            return;
        }
        double seconds = rates.getLast().x();
        double top = niceAbove(rates.stream().mapToDouble(Chart.Point::y).max().orElse(1));
        Chart chart = new Chart(x -> x / seconds, y -> y / top);
        for (int i = 0; i <= 4; i++) {
            chart.tickY(top * i / 4, compact(top * i / 4));
        }
        double step = niceAbove(seconds / 6);
        for (double x = 0; x <= seconds * 1.0001; x += step) {
            chart.tickX(x, trimmed(x) + " s");
        }
        StressRun.Sample last = samples.getLast();
        double mean = (last.operations() - samples.getFirst().operations()) * 1e9
                / Math.max(1, last.nanos() - samples.getFirst().nanos());
        page.add(chart.nameX("time in which the threads ran").line("", rates, true)
                .html("Line chart of the operations each second over time, " + compact(mean) + " in the mean"));
        page.add("<p class=\"hint\">"
                + Text.html(String.format(Locale.ROOT, "%,d operations in %s s, %s each second in the mean.",
                        last.operations(), trimmed(last.nanos() / 1e9), compact(mean)))
                + "</p></section>\n");
    }

    /** Between neighbouring samples, of which some are left out if there are many. */
    private static List<Chart.Point> rates(List<StressRun.Sample> samples) {
        List<Chart.Point> rates = new ArrayList<>();
        int step = Math.max(1, samples.size() / MOST_POINTS);
        for (int i = step; i < samples.size(); i += step) {
            StressRun.Sample from = samples.get(i - step);
            StressRun.Sample to = samples.get(i);
            if (to.nanos() > from.nanos()) {
                double rate = (to.operations() - from.operations()) * 1e9 / (to.nanos() - from.nanos());
                rates.add(new Chart.Point(to.nanos() / 1e9, rate, trimmed(to.nanos() / 1e9) + " s: " + compact(rate)));
            }
        }
        return rates;
    }

    // ---- latencies

    private static void addLatencies(Page page, List<StressRun.Latency> latencies) {
        page.add("<section id=\"latencies\"><h2>How long the operations took</h2>\n");
        List<StressRun.Latency> drawn = latencies.stream().filter(latency -> !latency.points().isEmpty()).toList();
        if (drawn.isEmpty()) {
            page.add("<p class=\"hint\">Not recorded.</p></section>\n");
            return;
        }
        double least = Math.floor(Math.log10(drawn.stream().flatMap(latency -> latency.points().stream())
                .mapToDouble(StressRun.Point::nanos).filter(nanos -> nanos > 0).min().orElse(1)));
        double most = Math.max(least + 1,
                Math.ceil(Math.log10(drawn.stream().flatMap(latency -> latency.points().stream())
                        .mapToDouble(StressRun.Point::nanos).max().orElse(10))));
        Chart chart = new Chart(percentile -> nines(percentile) / LAST_PERCENTILE_NINES,
                nanos -> Math.max(0, (Math.log10(Math.max(1, nanos)) - least) / (most - least)));
        for (double decade = least; decade <= most; decade++) {
            chart.tickY(Math.pow(10, decade), time(Math.pow(10, decade)));
        }
        for (double percentile : new double[] {0, 90, 99, 99.9, 99.99, 99.999}) {
            chart.tickX(percentile, percentile == 0 ? "0 %" : trimmedPercent(percentile));
        }
        for (StressRun.Latency latency : drawn) {
            chart.line(latency.operation(), latency.points().stream()
                    .filter(point -> nines(point.percentile()) < LAST_PERCENTILE_NINES)
                    .map(point -> new Chart.Point(point.percentile(), (double) point.nanos(), latency.operation() + ", "
                            + trimmedPercent(point.percentile()) + ": " + time(point.nanos())))
                    .toList(), false);
        }
        page.add(chart.nameX("so many percent took no longer").html(
                "Percentile curves of the time that operations took, both scales logarithmic; the table below has the values"));
        addLatencyTable(page, drawn);
    }

    private static void addLatencyTable(Page page, List<StressRun.Latency> latencies) {
        double[] columns = {50, 90, 99, 99.9, 99.99, 100};
        page.add("<div class=\"scroll\"><table><thead><tr><th>operation</th><th>count</th>");
        for (double column : columns) {
            page.add("<th>" + (column == 100 ? "longest" : trimmedPercent(column)) + "</th>");
        }
        page.add("</tr></thead><tbody>\n");
        int series = 0;
        for (StressRun.Latency latency : latencies) {
            page.add("<tr><td>" + Chart.swatch(series++) + Text.html(latency.operation()) + "</td><td>"
                    + grouped(latency.count()) + "</td>");
            for (double column : columns) {
                page.add("<td>" + time(at(latency.points(), column)) + "</td>");
            }
            page.add("</tr>\n");
        }
        page.add("</tbody></table></div></section>\n");
    }

    private static long at(List<StressRun.Point> points, double percentile) {
        return points.stream().filter(point -> point.percentile() >= percentile).findFirst().orElse(points.getLast())
                .nanos();
    }

    /** 0 for 0 %, 1 for 90 %, 2 for 99 %, and so on. */
    private static double nines(double percentile) {
        return Math.min(LAST_PERCENTILE_NINES, -Math.log10(Math.max(1e-12, 1 - percentile / 100)));
    }

    // ---- threads and facts

    private static void addThreads(Page page, List<StressRun.ThreadCount> threads) {
        if (threads.isEmpty()) {
            return;
        }
        long most = Math.max(1, threads.stream().mapToLong(StressRun.ThreadCount::done).max().orElse(1));
        page.add("<section id=\"threads\"><h2>Threads</h2>\n<div class=\"scroll\"><table><thead><tr><th>thread</th>"
                + "<th>done</th><th></th><th>refused: full or empty</th></tr></thead><tbody>\n");
        for (StressRun.ThreadCount thread : threads) {
            page.add("<tr><td>" + Text.html(thread.thread()) + "</td><td>" + grouped(thread.done())
                    + "</td><td style=\"text-align: left\"><span class=\"share\" style=\"width: "
                    + Math.max(1, 120 * thread.done() / most) + "px\"></span></td><td>" + grouped(thread.refused())
                    + "</td></tr>\n");
        }
        page.add("</tbody></table></div></section>\n");
    }

    private static void addFacts(Page page, String heading, Map<String, String> facts) {
        if (!facts.isEmpty()) {
            page.add("<section><h2>" + Text.html(heading) + "</h2>\n").beginFacts();
            facts.forEach(page::fact);
            page.endFacts().add("</section>\n");
        }
    }

    // ---- numbers

    /** The next 1, 2 or 5 with zeros. */
    private static double niceAbove(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1e-9))));
        double share = value / power;
        return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 4 ? 4 : share <= 5 ? 5 : 10);
    }

    private static String grouped(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String compact(double value) {
        return value >= 1e9
                ? trimmed(value / 1e9) + " G"
                : value >= 1e6
                        ? trimmed(value / 1e6) + " M"
                        : value >= 1e3 ? trimmed(value / 1e3) + " k" : trimmed(value);
    }

    private static String time(long nanos) {
        return time((double) nanos);
    }

    private static String time(double nanos) {
        return nanos >= 1e9
                ? trimmed(nanos / 1e9) + " s"
                : nanos >= 1e6
                        ? trimmed(nanos / 1e6) + " ms"
                        : nanos >= 1e3 ? trimmed(nanos / 1e3) + " µs" : trimmed(nanos) + " ns";
    }

    private static String trimmed(double value) {
        String text = String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    private static String trimmedPercent(double percentile) {
        String text = String.format(Locale.ROOT, "%.4f", percentile);
        return text.replaceAll("0+$", "").replaceAll("\\.$", "") + " %";
    }
}
