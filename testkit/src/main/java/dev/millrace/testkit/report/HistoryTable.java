package dev.millrace.testkit.report;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A history as text: a column for each thread, and time goes down.
 *
 * <pre>
 * thread 0         thread 1
 * [ offer(1)
 * |                poll() = null  #1
 * ] true  #2
 * poll() = null  &lt;-- cannot follow
 * </pre>
 *
 * <p>A call with a bracket overlaps what stands beside it. A number is the place of the call in the longest order that is
 * right.
 */
public final class HistoryTable {

    private static final int WIDEST = 48;
    private static final String GAP = "  ";

    private HistoryTable() {}

    /**
     * The table, each line ended.
     *
     * @param history the calls
     * @param verdict what was found; it says what is marked
     * @param most    how many calls to show; if there are more, those around the culprit, and a line says so
     * @throws IllegalArgumentException if {@code most} is less than 1
     */
    public static String of(History history, Verdict verdict, int most) {
        return of(FailureFacts.titled(""), history, verdict, most);
    }

    /** The same, with the names of the threads in {@code facts}. */
    public static String of(FailureFacts facts, History history, Verdict verdict, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("history table: most=" + most + " (expected: >= 1)");
        }
        Excerpt excerpt = Excerpt.of(history, verdict, most);
        List<Integer> threads = new ArrayList<>(
                new TreeSet<>(excerpt.calls().stream().map(Operation::thread).toList()));
        List<String[]> rows = new Rows(excerpt, threads).make();
        rows.addFirst(threads.stream().map(facts::thread).toArray(String[]::new));
        String left = excerpt.left() == 0 ? "" : "(" + excerpt.left() + " of " + history.size() + " calls not shown)\n";
        return aligned(rows, threads.size()) + left;
    }

    private static String aligned(List<String[]> rows, int columns) {
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder out = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row[i]).repeat(' ', widths[i] - row[i].length()).append(GAP);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    /** The rows: one for a call that nothing happens in, otherwise one where it begins and one where it ends. */
    private static final class Rows {

        private record Event(Operation call, boolean begin, long time) {}

        private final Excerpt excerpt;
        private final List<Integer> threads;
        private final boolean[] open;
        private final Set<Operation> ended = new HashSet<>();
        private final List<String[]> rows = new ArrayList<>();

        Rows(Excerpt excerpt, List<Integer> threads) {
            this.excerpt = excerpt;
            this.threads = threads;
            this.open = new boolean[threads.size()];
        }

        List<String[]> make() {
            List<Event> events = events();
            for (int i = 0; i < events.size(); i++) {
                Event event = events.get(i);
                if (event.begin() && i + 1 < events.size() && events.get(i + 1).call().equals(event.call())) {
                    row(event.call(), text(event.call()) + mark(event.call()));
                    i++;
                } else if (event.begin()) {
                    row(event.call(), "[ " + started(event.call()));
                    open[column(event.call())] = true;
                } else {
                    open[column(event.call())] = false;
                    row(event.call(), "] " + ending(event.call()) + mark(event.call()));
                }
            }
            return rows;
        }

        /** Calls that share a moment overlap, so begins come first; but a thread ends one call before it begins the next. */
        private List<Event> events() {
            List<Event> events = new ArrayList<>();
            excerpt.calls().forEach(call -> {
                events.add(new Event(call, true, call.invokedAt()));
                events.add(new Event(call, false, call.returnedAt()));
            });
            events.sort(Comparator.comparingLong(Event::time).thenComparing(event -> !event.begin()));
            List<Event> sorted = new ArrayList<>();
            Operation[] running = new Operation[threads.size()];
            for (Event event : events) {
                int column = column(event.call());
                if (event.begin()) {
                    if (running[column] != null && ended.add(running[column])) {
                        sorted.add(new Event(running[column], false, event.time()));
                    }
                    running[column] = event.call();
                    sorted.add(event);
                } else if (ended.add(event.call())) {
                    sorted.add(event);
                }
            }
            return sorted;
        }

        private void row(Operation call, String cell) {
            String[] row = new String[threads.size()];
            Arrays.setAll(row, i -> open[i] ? "|" : "");
            row[column(call)] = cell;
            rows.add(row);
        }

        private int column(Operation call) {
            return threads.indexOf(call.thread());
        }

        private String mark(Operation call) {
            if (call.equals(excerpt.culprit())) {
                return excerpt.places().isEmpty() ? "  <-- wrong" : "  <-- cannot follow";
            }
            Integer place = excerpt.places().get(call);
            return place == null ? "" : "  #" + place;
        }

        private static String started(Operation call) {
            return line(call.name() + "(" + (call.input() == null ? "" : Text.of(call.input())) + ")");
        }

        private static String ending(Operation call) {
            return switch (call.ending()) {
                case RETURNED -> line(Text.of(call.output()));
                case BLOCKED -> "waits";
                case UNKNOWN -> "?";
            };
        }

        private static String text(Operation call) {
            return started(call) + (call.ending() == Ending.BLOCKED ? " " : " = ") + ending(call);
        }

        private static String line(String text) {
            return Text.cut(text.replaceAll("\\p{Cntrl}", " "), WIDEST);
        }
    }
}
