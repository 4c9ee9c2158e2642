package dev.millrace.testkit.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a value from a line of JSON or edn: null or nil, true and false, whole numbers, texts, lists and maps. A keyword of edn
 * becomes a text with its colon, and its tags and comments are passed over. What else edn has is an {@link Other}; what else
 * JSON has is refused.
 */
final class LineParser {

    /** Lists in lists deeper than this are refused rather than followed until the stack ends. */
    static final int DEEPEST = 100;

    /** The language of a line. */
    enum Language {
        JSON,
        EDN
    }

    /** A value of edn that no call has: a set, a fraction, a character, a symbol. */
    record Other(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    private final String line;
    private final boolean isEdn;
    private int at;

    LineParser(String line, Language language) {
        this.line = line;
        this.isEdn = language == Language.EDN;
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
        } else if (c == '[' || (c == '(' && isEdn)) {
            return list(c == '[' ? ']' : ')', depth);
        } else if (c == '{') {
            return map(depth);
        } else if (c == '-' || (c >= '0' && c <= '9')) {
            return number();
        } else if (c == ':' && isEdn) {
            return word();
        } else if (c == '#' && isEdn) {
            return tagged(depth);
        }
        int start = at;
        String word = word();
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            default -> {
                if (word.equals(isEdn ? "nil" : "null")) {
                    yield null;
                }
                if (isEdn && "])}".indexOf(c) < 0) {
                    yield new Other(word);
                }
                at = start;
                throw unexpected("null, true, false, a whole number, a text, a list or a map");
            }
        };
    }

    /** A set, or a value with a tag, which says of what class it was. */
    private @Nullable Object tagged(int depth) throws Malformed {
        int start = at;
        word();
        if (at - start == 1 && peek() == '{') {
            list('}', depth);
            return new Other(line.substring(start, at));
        }
        return value(depth + 1);
    }

    private List<@Nullable Object> list(char end, int depth) throws Malformed {
        at++;
        List<@Nullable Object> list = new ArrayList<>();
        while (!isNext(end)) {
            separate(list.isEmpty());
            list.add(value(depth + 1));
        }
        return list;
    }

    private Map<String, @Nullable Object> map(int depth) throws Malformed {
        at++;
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (!isNext('}')) {
            separate(map.isEmpty());
            String key = isEdn ? ednKey(depth) : jsonKey();
            if (map.containsKey(key)) {
                throw new Malformed("key=" + key + " (expected: each key once)");
            }
            map.put(key, value(depth + 1));
        }
        return map;
    }

    /** Between two values, JSON has a comma; edn may have one, as a blank. */
    private void separate(boolean first) throws Malformed {
        if (!isEdn && !first && !isNext(',')) {
            throw unexpected("a comma, or the closing bracket");
        }
    }

    private String jsonKey() throws Malformed {
        skipBlanks();
        if (peek() != '"') {
            throw unexpected("a key or }");
        }
        String key = text();
        if (!isNext(':')) {
            throw unexpected("a colon");
        }
        return key;
    }

    private String ednKey(int depth) throws Malformed {
        String key = String.valueOf(value(depth + 1));
        return key.startsWith(":") ? key.substring(1) : key;
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

    private Object number() throws Malformed {
        int start = at;
        String word = word();
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            if (isEdn && !word.matches("-?\\d+")) {
                return new Other(word);
            }
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

    /** Of edn, commas and a comment too. */
    private void skipBlanks() {
        while (at < line.length() && (isEdn ? " \t," : " \t").indexOf(line.charAt(at)) >= 0) {
            at++;
        }
        if (isEdn && at < line.length() && line.charAt(at) == ';') {
            at = line.length();
        }
    }

    private Malformed unexpected(String expected) {
        String rest = line.substring(Math.min(at, line.length()), Math.min(line.length(), at + 20));
        return new Malformed("column " + (at + 1) + "=" + (rest.isEmpty() ? "end of line" : rest) + " (expected: "
                + expected + ")");
    }
}
