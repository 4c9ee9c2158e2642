package dev.millrace.examples.words;

import java.io.Console;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Shows on a terminal how much has been counted of what the walk has found so far; elsewhere nothing.
 *
 * <p><b>Threads.</b> One thread says what is found, one what is done.
 */
final class Progress implements AutoCloseable {

    private static final int WIDTH = 79;

    private final @Nullable ProgressBar bar;
    private long found;

    private Progress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    /** A bar if it is wanted and there is somebody to see it: it is drawn where the console has looked for a terminal. */
    @SuppressWarnings("SystemConsoleNull") // it is null again on 25 where there is no terminal
    static Progress show(boolean wanted) {
        Console console = System.console();
        return new Progress(wanted && console != null && console.isTerminal() ? bar() : null);
    }

    private static ProgressBar bar() {
        return new ProgressBarBuilder()
                .setTaskName("words")
                .setUnit(" MiB", 1 << 20)
                .setInitialMax(0)
                .setUpdateIntervalMillis(200)
                .setConsumer(new ConsoleProgressBarConsumer(System.out, WIDTH))
                .clearDisplayOnFinish()
                .showSpeed()
                .build();
    }

    /** The walk has found something. */
    void found(Entry entry) {
        if (bar != null && entry instanceof Entry.Found file) {
            found += file.size();
            bar.maxHint(found);
        }
    }

    /** Something has been counted. */
    void done(Counted counted) {
        if (bar != null && counted instanceof Counted.Words words) {
            bar.stepBy(words.bytes());
        }
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
