package dev.millrace.testkit.history;

import java.io.IOException;

/** A text is not a history; the message says where and what was expected. */
public final class HistoryFormatException extends IOException {

    private static final long serialVersionUID = 1;

    private final int line;

    HistoryFormatException(String source, int line, String problem) {
        super(source + ":" + line + ": " + problem);
        this.line = line;
    }

    /** The line of the text, from 1. */
    public int line() {
        return line;
    }
}
