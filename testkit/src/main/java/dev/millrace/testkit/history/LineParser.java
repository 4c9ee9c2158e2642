package dev.millrace.testkit.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a value from a line: what JSON and edn have in common for histories. Null or nil, true and false, whole numbers, texts,
 * lists, maps whose keys are texts or keywords. A keyword becomes a text with its colon.
 */
final class LineParser {

    /** Lists in lists deeper than this are refused rather than followed until the stack ends. */
    static final int DEEPEST = 100;

    private final String line;
    private int at;

    LineParser(String line, int from) {
        this.line = line;
        this.at = from;
    }

    /** What is wrong with the line. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message);
        }
    }

    /** The one value that the rest of the line holds. */
    @Nullable Object parseRest() throws Malformed {
        Object value = value(0);
        skipBlanks();
        if (at < line.length()) {
            throw unexpected("the end of the line");
        }
        return value;
    }

    private @Nullable Object value(int depth) throws Malformed {
        skipBlanks();
        if (depth > DEEPEST) {
            throw unexpected("at most " + DEEPEST + " lists in one another");
        }
        char c = peek();
        if (c == '"') {
            return text();
        } else if (c == '[' || c == '(') {
            return list(c == '[' ? ']' : ')', depth);
        } else if (c == '{') {
            return map(depth);
        } else if (c == '-' || (c >= '0' && c <= '9')) {
            return number();
        } else if (c == ':') {
            return word();
        }
        int start = at;
        return switch (word()) {
            case "null", "nil" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> {
                at = start;
                throw unexpected("null, true, false, a whole number, a text, a list or a map");
            }
        };
    }

    private List<@Nullable Object> list(char end, int depth) throws Malformed {
        at++;
        List<@Nullable Object> list = new ArrayList<>();
        while (!isNext(end)) {
            list.add(value(depth + 1));
        }
        return list;
    }

    private Map<String, @Nullable Object> map(int depth) throws Malformed {
        at++;
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (!isNext('}')) {
            char c = peek();
            if (c != '"' && c != ':') {
                throw unexpected("a key or }");
            }
            String key = c == '"' ? text() : word().substring(1);
            skipBlanks();
            if (c == '"' && !isNext(':')) {
                throw unexpected("a colon");
            }
            if (map.containsKey(key)) {
                throw new Malformed("key=" + key + " (expected: each key once)");
            }
            map.put(key, value(depth + 1));
        }
        return map;
    }

    private String text() throws Malformed {
        at++;
        StringBuilder text = new StringBuilder();
        while (peek() != '"') {
            char c = line.charAt(at++);
            text.append(c == '\\' ? escaped() : c);
        }
        at++;
        return text.toString();
    }

    private char escaped() throws Malformed {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> unicode();
            default -> {
                at--;
                throw unexpected("one of \" \\ / n t r b f u after a backslash");
            }
        };
    }

    private char unicode() throws Malformed {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < line.length() ? Character.digit(line.charAt(at), 16) : -1;
            if (digit < 0) {
                throw unexpected("four hexadecimal digits");
            }
            code = (code << 4) | digit;
            at++;
        }
        return (char) code;
    }

    private Long number() throws Malformed {
        int start = at;
        String word = word();
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            at = start;
            throw unexpected("a whole number of 64 bits");
        }
    }

    /** Up to the next blank or bracket; moves on by at least one character. */
    private String word() throws Malformed {
        int start = at;
        peek();
        at++;
        while (at < line.length() && " \t,[](){}\"".indexOf(line.charAt(at)) < 0) {
            at++;
        }
        return line.substring(start, at);
    }

    private boolean isNext(char end) throws Malformed {
        skipBlanks();
        if (peek() != end) {
            return false;
        }
        at++;
        return true;
    }

    private char peek() throws Malformed {
        if (at >= line.length()) {
            throw new Malformed("end of line (expected: more, for instance a closing bracket or quote)");
        }
        return line.charAt(at);
    }

    /** Commas too: in edn they are blanks, and in JSON they stand where edn has blanks. */
    private void skipBlanks() {
        while (at < line.length() && " \t,".indexOf(line.charAt(at)) >= 0) {
            at++;
        }
    }

    private Malformed unexpected(String expected) {
        String rest = line.substring(Math.min(at, line.length()), Math.min(line.length(), at + 20));
        return new Malformed("column " + (at + 1) + "=" + (rest.isEmpty() ? "end of line" : rest) + " (expected: "
                + expected + ")");
    }
}
