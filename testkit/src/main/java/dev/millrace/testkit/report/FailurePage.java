package dev.millrace.testkit.report;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.internal.Checks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A history as a page for a browser: a lane for each thread, a bar for each call, the longest order that is right numbered,
 * and the call that breaks it in red.
 *
 * <p>The page is one file that loads nothing. Time is drawn by order, so that pauses take no room, or as it was. A key or
 * the pointer on a bar shows what the call was. A history of more than {@value #MOST_DRAWN} calls is drawn around the call
 * that is wrong, with the calls on the same value, and the page says so.
 *
 * <p><b>Threads.</b> A page is a value. <b>Errors.</b> A value whose {@code toString} throws is shown as that; markup in a
 * value is shown, not obeyed.
 */
public final class FailurePage {

    /** How many calls a page shows at the most. */
    public static final int MOST_DRAWN = 4000;

    private static final int MOST_IN_TABLE = 1000;

    private final String html;

    private FailurePage(String html) {
        this.html = html;
    }

    /**
     * Makes a page.
     *
     * @param facts   what is known besides the calls
     * @param history the calls
     * @param verdict what was found
     */
    public static FailurePage of(FailureFacts facts, History history, Verdict verdict) {
        Checks.notNull("failure page", "facts", facts);
        return new FailurePage(ObjectNames.of(history).in(page(facts, history, verdict).html()));
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

    private static Page page(FailureFacts facts, History history, Verdict verdict) {
        Page page = new Page(facts.title()).verdict(verdict, "Violation").beginFacts();
        fact(page, "Engine", facts.engine());
        fact(page, "Seed", facts.seed());
        page.endFacts();
        if (facts.replay() != null) {
            page.replay(facts.replay());
        }
        page.notes(facts.notes().stream().filter(note -> !note.contains("\n")).toList());
        addCalls(page, facts, history, verdict);
        addStacks(page, facts.notes().stream().filter(note -> note.contains("\n")).toList());
        return page;
    }

    /** Each under its first line. */
    private static void addStacks(Page page, List<String> stacks) {
        if (!stacks.isEmpty()) {
            page.add("<h2>Threads and exceptions</h2>\n");
        }
        for (String stack : stacks) {
            int end = stack.indexOf('\n');
            page.preformatted(stack.substring(0, end), stack.substring(end + 1), false);
        }
    }

    /** The picture, the scenario and the table. */
    static void addCalls(Page page, FailureFacts facts, History history, Verdict verdict) {
        Excerpt excerpt = Excerpt.of(history, verdict, MOST_DRAWN);
        page.add("<h2>Calls</h2>\n<p class=\"hint\" id=\"size\">" + String.format(Locale.ROOT, "%,d", history.size())
                + " calls of " + threads(history)
                + " threads" + (excerpt.left() == 0
                        ? "."
                        : "; " + String.format(Locale.ROOT, "%,d", excerpt.left())
                                + " of them, far from what is wrong, are not drawn.")
                + "</p>\n")
                .add(Text.resource("failure.html"));
        if (excerpt.culprit() == null) {
            page.add("<style>#culprit { display: none; }</style>\n");
        }
        if (!facts.scenario().isBlank()) {
            page.add("<h2>Scenario</h2>\n").preformatted("What the threads were to do", facts.scenario(), true);
        }
        page.add("<h2>Table</h2>\n")
                .preformatted("The same as text", HistoryTable.of(facts, history, verdict, MOST_IN_TABLE), false)
                .add("<script type=\"application/json\" id=\"history\">")
                .add(json(facts, excerpt)).add("</script>\n")
                .script(Text.resource("copy.js") + Text.resource("failure.js"));
    }

    private static void fact(Page page, String name, @Nullable String value) {
        if (value != null) {
            page.fact(name, value);
        }
    }

    private static long threads(History history) {
        return history.operations().stream().mapToInt(Operation::thread).distinct().count();
    }

    // ---- what the script reads

    private static String json(FailureFacts facts, Excerpt excerpt) {
        boolean ordered = !excerpt.places().isEmpty();
        long start = excerpt.calls().stream().mapToLong(Operation::invokedAt).min().orElse(0);
        String threads = new TreeSet<>(excerpt.calls().stream().map(Operation::thread).toList()).stream()
                .map(thread -> "[" + thread + "," + Text.json(Text.of(facts.thread(thread))) + "]")
                .collect(Collectors.joining(",", "[", "]"));
        return "{\"threads\":" + threads + ",\"unit\":" + Text.json(facts.timeUnit()) + ",\"hasOrder\":" + ordered
                + ",\"culpritFlag\":" + Text.json(ordered ? "cannot follow" : "wrong")
                + ",\"culpritNote\":"
                + Text.json(ordered ? "cannot follow the calls that are numbered" : "proves the history wrong")
                + ",\"operations\":" + excerpt.calls().stream().map(call -> json(call, excerpt, start))
                        .collect(Collectors.joining(",\n", "[\n", "]}"));
    }

    private static String json(Operation call, Excerpt excerpt, long start) {
        return "{\"thread\":" + call.thread() + ",\"name\":" + Text.json(Text.of(call.name()))
                + ",\"input\":" + jsonOrNull(call.input())
                + ",\"output\":" + (call.hasReturned() ? Text.json(Text.of(call.output())) : "null")
                + ",\"invoked\":" + (call.invokedAt() - start)
                + ",\"returned\":" + sinceOrNull(call.returnedAt(), start)
                + ",\"waited\":" + sinceOrNull(call.waitedAt(), start)
                + ",\"ending\":\"" + call.ending() + "\",\"order\":" + excerpt.places().getOrDefault(call, 0)
                + ",\"same\":" + Excerpt.hasValue(call)
                + ",\"culprit\":" + call.equals(excerpt.culprit()) + "}";
    }

    private static String jsonOrNull(@Nullable Object value) {
        return value == null ? "null" : Text.json(Text.of(value));
    }

    private static String sinceOrNull(long time, long start) {
        return time == Operation.NEVER ? "null" : Long.toString(time - start);
    }
}
