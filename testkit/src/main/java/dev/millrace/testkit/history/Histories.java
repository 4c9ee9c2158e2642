package dev.millrace.testkit.history;

import dev.millrace.testkit.history.LineParser.Language;
import dev.millrace.testkit.history.LineParser.Malformed;
import dev.millrace.testkit.history.Operation.Thrown;
import dev.millrace.testkit.internal.Checks;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Histories as text. The format of a text is told from its first line.
 *
 * <p><b>JSON lines</b>, to keep histories of one's own: a line for each call.
 *
 * {@snippet lang="json" :
 * {"thread":0,"name":"offer","input":1,"output":true,"invokedAt":10,"returnedAt":25}
 * {"thread":1,"name":"add","input":[2,"b"],"output":{"thrown":"java.lang.IllegalStateException"},"invokedAt":12,"returnedAt":30}
 * {"thread":2,"name":"take","invokedAt":14,"waitedAt":40,"ending":"BLOCKED"}
 * }
 *
 * Null and {@link Operation#NEVER} are left out, and so is an ending of {@code RETURNED}. Values are null, true, false, whole
 * numbers of 64 bits, texts and lists of these; what was written so is read so, but that every whole number becomes a
 * {@link Long}. An exception is written by the name of its class, and its message if it has one; the class must be there
 * when it is read. A thread makes one call after the other, and its lines are in that order; after an ending of {@code UNKNOWN}
 * it may go on at any time.
 *
 * <p><b>Lines of Jepsen's log</b>, and its <b>edn maps</b>, one in a line and with or without a tag, only to read:
 *
 * <pre>
 * INFO  jepsen.util - 2    :invoke    :cas    [3 0]
 * {:process 0, :type :invoke, :f :append, :key "4", :value "x 0 1 y"}
 * </pre>
 *
 * The time is the number of the line, the thread is the process; what is not of a numbered process is passed over, and so are
 * comments and lines of the log that are not Jepsen's. The input is the value at the invocation; with a key it is the key, or key and value.
 * The output is the value at {@code :ok}, or null if that only repeats the value of the invocation. {@code :info}, or no end at
 * all, gives {@link Ending#UNKNOWN}. The output of {@code :cas} is whether it is {@code :ok}; any other call that ends with
 * {@code :fail}, and a {@code :cas} that fails without comparing, has not taken effect and is left out.
 */
public final class Histories {

    private static final String LOG_MARK = "jepsen.util - ";
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final List<String> FIELDS = List.of("thread", "name", "input", "output", "invokedAt", "returnedAt",
            "waitedAt", "ending");

    private Histories() {}

    /**
     * The history in a file of UTF-8 text.
     *
     * @throws HistoryFormatException if the text is not a history
     * @throws IOException            if the file cannot be read
     */
    public static History read(Path file) throws IOException {
        Checks.notNull("history", "file", file);
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            return read(String.valueOf(file.getFileName()), reader);
        }
    }

    /**
     * The history in a text.
     *
     * @param source the name for errors
     * @param reader the text, read to its end and not closed
     * @throws HistoryFormatException if the text is not a history
     * @throws IOException            if it cannot be read
     */
    public static History read(String source, Reader reader) throws IOException {
        Checks.notNull("history", "source", source);
        Checks.notNull("history", "reader", reader);
        BufferedReader lines = reader instanceof BufferedReader buffered ? buffered : new BufferedReader(reader);
        Parse parse = new Parse();
        int number = 0;
        try {
            String line;
            while ((line = lines.readLine()) != null) {
                number++;
                parse.line((number == 1 && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line).strip(),
                        number);
            }
            return parse.history();
        } catch (Malformed e) {
            throw new HistoryFormatException(source, number, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Writes JSON lines in UTF-8.
     *
     * @throws IllegalArgumentException if a value is none that can be written; the file may then hold a part of the history
     * @throws IOException              if the file cannot be written
     */
    public static void write(History history, Path file) throws IOException {
        Checks.notNull("history", "history", history);
        Checks.notNull("history", "file", file);
        try (Writer writer = Files.newBufferedWriter(file)) {
            for (Operation call : history.operations()) {
                writer.write(toJson(call));
                writer.write('\n');
            }
        }
    }

    /**
     * The line of JSON for a call, without a line end.
     *
     * @throws IllegalArgumentException if the input or the output is none that can be written
     */
    public static String toJson(Operation call) {
        StringBuilder line = new StringBuilder(96);
        line.append("{\"thread\":").append(call.thread()).append(",\"name\":");
        appendText(line, call.name());
        appendField(line, "input", call.input());
        appendField(line, "output", call.output());
        appendField(line, "invokedAt", call.invokedAt());
        appendField(line, "returnedAt", call.returnedAt() == Operation.NEVER ? null : call.returnedAt());
        appendField(line, "waitedAt", call.waitedAt() == Operation.NEVER ? null : call.waitedAt());
        appendField(line, "ending", call.hasReturned() ? null : call.ending().name());
        return line.append('}').toString();
    }

    private static void appendField(StringBuilder line, String name, @Nullable Object value) {
        if (value != null) {
            line.append(",\"").append(name).append("\":");
            appendValue(line, name, value, 0);
        }
    }

    private static void appendValue(StringBuilder line, String name, @Nullable Object value, int depth) {
        if (value == null || value instanceof Boolean || isWhole(value)) {
            line.append(value);
        } else if (value instanceof String text) {
            appendText(line, text);
        } else if (value instanceof List<?> list && depth < LineParser.DEEPEST) {
            line.append('[');
            String separator = "";
            for (Object each : list) {
                line.append(separator);
                appendValue(line, name, each, depth + 1);
                separator = ",";
            }
            line.append(']');
        } else if (value instanceof Thrown thrown && depth == 0 && name.equals("output")) {
            line.append("{\"thrown\":");
            appendText(line, thrown.type().getName());
            appendField(line, "message", thrown.message());
            line.append('}');
        } else {
            throw new IllegalArgumentException("history: " + name + "=" + value
                    + " (expected: null, a boolean, a whole number, a text or a list of these, at most "
                    + LineParser.DEEPEST + " in one another)");
        }
    }

    private static boolean isWhole(Object value) {
        return value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte;
    }

    private static void appendText(StringBuilder line, String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || c == 0x2028 || c == 0x2029 || Character.isSurrogate(c)) {
                // Half a pair could not be written in UTF-8, so all are escaped.
                line.append(String.format("\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }

    /** What was read so far. */
    private static final class Parse {
        private final List<Operation> calls = new ArrayList<>();
        /** By thread, the call of the last line. */
        private final Map<Integer, Operation> latest = new HashMap<>();
        /** By process, the calls that have begun and not ended. */
        private final Map<Integer, Begun> open = new LinkedHashMap<>();

        private @Nullable Format format;

        private enum Format {
            JSON,
            EDN,
            LOG
        }

        private record Begun(long time, String name, @Nullable Object key, @Nullable Object value) {}

        History history() {
            open.forEach(this::leaveOpen);
            return new History(calls);
        }

        void line(String text, int number) throws Malformed {
            if (text.isEmpty() || (format != Format.JSON && text.startsWith(";"))) {
                return;
            }
            if (format == null) {
                format = formatOf(text);
            }
            switch (format) {
                case JSON -> addInOrder(call(fields(text, Language.JSON)));
                case EDN -> ednLine(fields(text, Language.EDN), number);
                case LOG -> logLine(text, number);
            }
        }

        private static Format formatOf(String line) throws Malformed {
            if (line.startsWith("#")) {
                return Format.EDN;
            }
            if (!line.startsWith("{")) {
                if (!line.contains(LOG_MARK)) {
                    throw new Malformed("first line=" + line.substring(0, Math.min(40, line.length()))
                            + " (expected: a JSON object, an edn map, or a line with \"" + LOG_MARK + "\")");
                }
                return Format.LOG;
            }
            return line.substring(1).stripLeading().startsWith(":") ? Format.EDN : Format.JSON;
        }

        private void addInOrder(Operation call) throws Malformed {
            Operation last = latest.put(call.thread(), call);
            if (last != null && call.invokedAt() < freeAgain(last)) {
                throw new Malformed(
                        call.name() + ": invokedAt=" + call.invokedAt() + " (expected: >= " + freeAgain(last)
                                + ", from where thread " + call.thread() + " is not in " + last
                                + " any more); a thread makes one call at a time");
            }
            calls.add(call);
        }

        /** When the caller can have made its next call. */
        private static long freeAgain(Operation call) {
            return call.ending() == Ending.UNKNOWN ? call.invokedAt() : call.returnedAt();
        }

        private static Map<?, ?> fields(String line, Language language) throws Malformed {
            if (new LineParser(line, language).parseRest() instanceof Map<?, ?> map) {
                return map;
            }
            throw new Malformed("line=" + line.substring(0, Math.min(40, line.length())) + " (expected: a map)");
        }

        private static Operation call(Map<?, ?> fields) throws Malformed {
            for (Object field : fields.keySet()) {
                if (!FIELDS.contains(field)) {
                    throw new Malformed("field=" + field + " (expected: one of " + FIELDS + ")");
                }
            }
            try {
                return new Operation(
                        Math.toIntExact(number(fields, "thread", null)),
                        text(fields, "name"),
                        plain("input", fields.get("input")),
                        output(fields.get("output")),
                        number(fields, "invokedAt", null),
                        number(fields, "returnedAt", Operation.NEVER),
                        number(fields, "waitedAt", Operation.NEVER),
                        fields.containsKey("ending") ? Ending.valueOf(text(fields, "ending")) : Ending.RETURNED);
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new Malformed(String.valueOf(e.getMessage()));
            }
        }

        private static @Nullable Object output(@Nullable Object value) throws Malformed {
            if (!(value instanceof Map<?, ?> map)) {
                return plain("output", value);
            }
            String message = map.containsKey("message") ? text(map, "message") : null;
            if (!map.containsKey("thrown") || map.size() > (message == null ? 1 : 2)) {
                throw new Malformed("output=" + map + " (expected: a value or {\"thrown\":name of a class})");
            }
            String name = text(map, "thrown");
            try {
                // Loaded, not initialized: a file should not run code.
                Class<?> type = Class.forName(name, false, Histories.class.getClassLoader());
                return new Thrown(type.asSubclass(Throwable.class), message);
            } catch (ClassNotFoundException | LinkageError | ClassCastException e) {
                throw new Malformed("thrown=" + name + " (expected: an exception on the class path)");
            }
        }

        /** Maps are for the line as a whole, and what only edn has is for others than calls. */
        private static @Nullable Object plain(String name, @Nullable Object value) throws Malformed {
            if (value instanceof Map<?, ?>) {
                throw new Malformed(name + "=" + value + " (expected: no map)");
            }
            if (value instanceof LineParser.Other) {
                throw new Malformed(name + "=" + value
                        + " (expected: nil, true, false, a whole number, a text, a keyword or a list of these)");
            }
            if (value instanceof List<?> list) {
                for (Object each : list) {
                    plain(name, each);
                }
            }
            return value;
        }

        private static long number(Map<?, ?> fields, String name, @Nullable Long absent) throws Malformed {
            Object value = fields.containsKey(name) ? fields.get(name) : absent;
            if (value instanceof Long number) {
                return number;
            }
            throw new Malformed(name + "=" + value + " (expected: a whole number)");
        }

        private static String text(Map<?, ?> fields, String name) throws Malformed {
            if (fields.get(name) instanceof String text) {
                return text;
            }
            throw new Malformed(name + "=" + fields.get(name) + " (expected: a text)");
        }

        private void ednLine(Map<?, ?> fields, int number) throws Malformed {
            if (fields.get("process") instanceof Long process) {
                event(
                        process,
                        text(fields, "type"),
                        text(fields, "f"),
                        plain("key", fields.get("key")),
                        plain("value", fields.get("value")),
                        number);
            }
        }

        private void logLine(String line, int number) throws Malformed {
            int mark = line.indexOf(LOG_MARK);
            if (mark < 0) {
                return;
            }
            String[] words = line.substring(mark + LOG_MARK.length()).split("\\s+", 4);
            if (words.length < 4) {
                throw new Malformed("words=" + words.length + " (expected: process, type, operation and value)");
            }
            if (words[0].matches("\\d{1,18}")) {
                Object value = plain("value", new LineParser(words[3], Language.EDN).parseRest());
                event(Long.parseLong(words[0]), words[1], words[2], null, value, number);
            }
        }

        private void event(long process, String type, String f, @Nullable Object key, @Nullable Object value, int time)
                throws Malformed {
            if (process > Integer.MAX_VALUE || !f.startsWith(":")) {
                throw new Malformed("process=" + process + ", f=" + f + " (expected: a number of 31 bits, a keyword)");
            }
            int thread = (int) process;
            String name = f.substring(1);
            if (type.equals(":invoke")) {
                if (open.putIfAbsent(thread, new Begun(time, name, key, value)) != null) {
                    throw new Malformed("type=:invoke (expected: the end of the call that process " + process
                            + " has begun)");
                }
                return;
            }
            Begun begun = open.remove(thread);
            if (begun == null || !begun.name.equals(name)) {
                throw new Malformed("f=" + f + " (expected: what process " + process + " has begun: "
                        + (begun == null ? "nothing" : begun.name) + ")");
            }
            switch (type) {
                case ":ok" -> add(thread, begun, outputOf(begun, value), time);
                case ":fail" -> {
                    if (isCompared(begun, value)) {
                        add(thread, begun, false, time);
                    }
                }
                case ":info" -> leaveOpen(thread, begun);
                default -> throw new Malformed("type=" + type + " (expected: :invoke, :ok, :fail or :info)");
            }
        }

        private static @Nullable Object outputOf(Begun begun, @Nullable Object value) {
            if (begun.name.equals("cas")) {
                return true;
            }
            return Objects.equals(begun.value, value) ? null : value;
        }

        private static boolean isCompared(Begun begun, @Nullable Object value) {
            return begun.name.equals("cas") && Objects.equals(begun.value, value);
        }

        private void add(int thread, Begun begun, @Nullable Object output, long time) {
            calls.add(Operation.returned(thread, begun.name, input(begun), output, begun.time, time));
        }

        private void leaveOpen(int thread, Begun begun) {
            calls.add(Operation.pending(thread, begun.name, input(begun), begun.time, Ending.UNKNOWN));
        }

        private static @Nullable Object input(Begun begun) {
            if (begun.key == null) {
                return begun.value;
            }
            return begun.value == null ? begun.key : List.of(begun.key, begun.value);
        }
    }
}
