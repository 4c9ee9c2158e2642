package dev.millrace.testkit.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A history as a table for a terminal: a column for each thread, a row for each moment at which a call begins or returns.
 *
 * <pre>
 *        | thread 0       | thread 1
 * -------+----------------+----------------
 *      1 | offer(1) -&gt;    |
 *      2 | -&gt; true    [1] |
 *      3 |                | poll() -&gt;
 *      4 |                | -&gt; null     [!]
 * </pre>
 *
 * Where the verdict has an order or a prefix, the number in brackets is the place of the call in it; {@code [!]} marks the
 * culprit. A call that does not return ends with {@code ...waits} or {@code ...?} in the last row. Below stand the reason and
 * the longest order. Times count from the first; long values are cut.
 */
public final class Timeline {

    private static final int WIDEST = 32;

    private Timeline() {}

    /** The table without a verdict. */
    public static String of(History history) {
        return of(history, null);
    }

    /** The table, and what the verdict says. Lines end with a line feed. */
    public static String of(History history, @Nullable Verdict verdict) {
        return new Table(history, verdict).print();
    }

    /** A call, by identity: equal calls are still two. */
    private static final class Marks {
        private final Map<Operation, List<String>> marks = new HashMap<>();

        Marks(@Nullable Verdict verdict) {
            if (verdict instanceof Verdict.Violation violation && violation.culprit() != null) {
                add(violation.culprit(), "[!]");
            }
            int number = 1;
            for (Operation call : orderOf(verdict)) {
                add(call, "[" + number++ + "]");
            }
        }

        private void add(Operation call, String mark) {
            marks.computeIfAbsent(call, key -> new ArrayList<>()).add(mark);
        }

        /** Equal calls get the marks one after the other. */
        String next(Operation call) {
            List<String> left = marks.get(call);
            return left == null || left.isEmpty() ? "" : left.remove(0);
        }
    }

    private static List<Operation> orderOf(@Nullable Verdict verdict) {
        return switch (verdict) {
            case Verdict.Linearizable found -> found.order();
            case Verdict.Violation found -> found.prefix();
            case Verdict.GaveUp gaveUp -> List.of();
            case null -> List.of();
        };
    }

    private static final class Table {
        private record Cell(String text, String mark) {}

        private record Event(long time, boolean isReturn, int column, Cell cell) {}

        private final @Nullable Verdict verdict;
        /** By thread. */
        private final Map<Integer, Integer> columns = new TreeMap<>();

        private final List<Event> events = new ArrayList<>();
        private final int[] widths;
        private final long start;

        Table(History history, @Nullable Verdict verdict) {
            this.verdict = verdict;
            history.operations().forEach(call -> columns.put(call.thread(), 0));
            int column = 0;
            for (Map.Entry<Integer, Integer> entry : columns.entrySet()) {
                entry.setValue(column++);
            }
            start = history.size() == 0 ? 0 : history.operations().get(0).invokedAt();
            Marks marks = new Marks(verdict);
            history.operations().forEach(call -> addEvents(call, marks.next(call)));
            events.sort(Comparator.comparingLong(Event::time).thenComparing(Event::isReturn));
            widths = new int[column];
            columns.forEach((thread, index) -> widths[index] = ("thread " + thread).length());
            for (Event event : events) {
                Cell cell = event.cell;
                int width = cell.text.length() + (cell.mark.isEmpty() ? 0 : cell.mark.length() + 1);
                widths[event.column] = Math.max(widths[event.column], width);
            }
        }

        private void addEvents(Operation call, String mark) {
            int column = Objects.requireNonNull(columns.get(call.thread()));
            String input = call.input() == null ? "" : clip(arguments(call.input()));
            events.add(new Event(call.invokedAt(), false, column, new Cell(call.name() + "(" + input + ") ->", "")));
            String end = switch (call.ending()) {
                case RETURNED -> "-> " + clip(String.valueOf(call.output()));
                case BLOCKED -> "...waits";
                case UNKNOWN -> "...?";
            };
            events.add(new Event(call.returnedAt(), true, column, new Cell(end, mark)));
        }

        private static String arguments(Object input) {
            String text = String.valueOf(input);
            return input instanceof List<?> ? text.substring(1, text.length() - 1) : text;
        }

        String print() {
            StringBuilder out = new StringBuilder();
            int timeWidth = events.stream().mapToInt(event -> time(event).length()).max().orElse(0);
            row(out, " ".repeat(timeWidth), new Cell[widths.length], true);
            out.append("-".repeat(timeWidth + 1));
            for (int width : widths) {
                out.append("+").append("-".repeat(width + 2));
            }
            out.append('\n');
            for (int at = 0; at < events.size();) {
                at = moment(out, at, timeWidth);
            }
            verdict(out);
            return out.toString();
        }

        /** The events of one moment share a row as far as they are of different threads and all beginnings or all returns. */
        private int moment(StringBuilder out, int from, int timeWidth) {
            Event first = events.get(from);
            Cell[] cells = new Cell[widths.length];
            int at = from;
            while (at < events.size()
                    && events.get(at).time == first.time
                    && events.get(at).isReturn == first.isReturn
                    && cells[events.get(at).column] == null) {
                cells[events.get(at).column] = events.get(at).cell;
                at++;
            }
            String time = time(first);
            row(out, " ".repeat(timeWidth - time.length()) + time, cells, false);
            return at;
        }

        private String time(Event event) {
            return event.time == Operation.NEVER ? "end" : String.valueOf(event.time - start);
        }

        private void row(StringBuilder out, String time, @Nullable Cell[] cells, boolean isHead) {
            StringBuilder line = new StringBuilder(time);
            Integer[] threads = columns.keySet().toArray(new Integer[0]);
            for (int column = 0; column < cells.length; column++) {
                Cell cell = cells[column];
                String text = isHead ? "thread " + threads[column] : cell == null ? "" : cell.text;
                String mark = cell == null ? "" : cell.mark;
                line.append(" | ").append(text);
                line.append(" ".repeat(widths[column] - text.length() - mark.length())).append(mark);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }

        private void verdict(StringBuilder out) {
            switch (verdict) {
                case Verdict.Linearizable found -> list(out, "linearizable", "order", found.order());
                case Verdict.Violation found -> list(out, found.reason(), "longest order", found.prefix());
                case Verdict.GaveUp gaveUp -> out.append('\n').append(gaveUp.reason()).append('\n');
                case null -> {}
            }
        }

        private static void list(StringBuilder out, String reason, String title, List<Operation> order) {
            out.append('\n').append(reason).append('\n');
            if (!order.isEmpty()) {
                out.append(title).append(":\n");
            }
            int number = 1;
            for (Operation call : order) {
                String input = call.input() == null ? "" : clip(arguments(call.input()));
                String output = call.hasReturned() ? clip(String.valueOf(call.output())) : "?";
                out.append(String.format(
                        "%5s %s(%s) = %s  thread %d%n",
                        "[" + number++ + "]", call.name(), input, output, call.thread()).replace("\r", ""));
            }
        }

        /** At most {@link #WIDEST} characters, and none that would break the line. */
        private static String clip(String text) {
            String line = text.chars().anyMatch(Character::isISOControl)
                    ? text.replaceAll("\\p{Cntrl}", "·")
                    : text;
            return line.length() <= WIDEST ? line : line.substring(0, WIDEST - 3) + "...";
        }
    }
}
