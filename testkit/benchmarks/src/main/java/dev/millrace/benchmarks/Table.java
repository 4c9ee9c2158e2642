package dev.millrace.benchmarks;

import dev.millrace.benchmarks.peers.Peer;
import dev.millrace.benchmarks.peers.Peer.Standing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One row's measurements as a markdown table: a block for each case, the fastest first. */
final class Table {

    /** One line: a peer, and what it came to; null if it gave no number. */
    private record Line(Peer<?, ?> peer, @Nullable Summary summary) {

        double order() {
            return summary == null ? Double.MAX_VALUE : summary.median();
        }
    }

    private final Row row;
    private final Map<String, List<Line>> linesByCase = new LinkedHashMap<>();

    Table(Row row) {
        this.row = row;
    }

    /** Adds the measurement of a peer in a case, or null if it failed. */
    void add(String caseTitle, Peer<?, ?> peer, @Nullable Summary summary) {
        linesByCase.computeIfAbsent(caseTitle, title -> new ArrayList<>()).add(new Line(peer, summary));
    }

    /** The table, with its title before it. */
    String markdown() {
        List<String> ours = ours();
        StringBuilder text = new StringBuilder()
                .append("### ").append(row.key()).append(". ").append(row.title()).append("\n\n")
                .append("Target: ").append(row.target()).append(".\n\n")
                .append("| case | implementation | ns/").append(row.unit()).append(", median | min..max |");
        ours.forEach(name -> text.append(' ').append(name).append(" / this |"));
        text.append(" B/op |\n|---|---|--:|--:|").append("--:|".repeat(ours.size())).append("--:|\n");
        linesByCase.forEach((title, lines) -> lines.stream()
                .sorted((a, b) -> Double.compare(a.order(), b.order()))
                .forEach(line -> text.append(markdown(title, line, lines, ours))));
        return text.toString();
    }

    private String markdown(String title, Line line, List<Line> block, List<String> ours) {
        StringBuilder text = new StringBuilder("| " + title + " | " + line.peer().name() + " |");
        Summary summary = line.summary();
        if (summary == null) {
            return text.append(" failed | - |").append(" - |".repeat(ours.size())).append(" - |\n").toString();
        }
        text.append(String.format(Locale.ROOT, " %s | %s..%s |",
                number(summary.median()), number(summary.min()), number(summary.max())));
        for (String name : ours) {
            text.append(' ').append(ratio(name, line, block)).append(" |");
        }
        return text.append(' ').append(number(summary.bytes())).append(" |\n").toString();
    }

    private static String ratio(String ours, Line line, List<Line> block) {
        Summary peer = line.summary();
        for (Line other : block) {
            Summary summary = other.summary();
            if (other.peer().name().equals(ours) && !other.equals(line) && summary != null && peer != null) {
                return String.format(Locale.ROOT, "%.2f", summary.ratioTo(peer));
            }
        }
        return "-";
    }

    /** Those of Millrace that are in the table, in the order in which they came. */
    private List<String> ours() {
        return linesByCase.values().stream()
                .flatMap(List::stream)
                .map(Line::peer)
                .filter(peer -> peer.standing() == Standing.OURS)
                .map(Peer::name)
                .distinct()
                .toList();
    }

    /** Three digits that count are all that a noisy machine gives. */
    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }
}
