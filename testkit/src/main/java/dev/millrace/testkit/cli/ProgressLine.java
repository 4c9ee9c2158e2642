package dev.millrace.testkit.cli;

import dev.millrace.testkit.stress.QueueStress;
import java.io.Console;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows on a terminal how far a stress is, and how fast; elsewhere nothing. */
final class ProgressLine implements AutoCloseable {

    private static final int WIDTH = 79;

    private final @Nullable ProgressBar bar;
    private final long whole;

    private ProgressLine(@Nullable ProgressBar bar, long whole) {
        this.bar = bar;
        this.whole = whole;
    }

    /** A line if it is wanted and there is somebody to see it. */
    @SuppressWarnings("SystemConsoleNull") // it is null again on 25 where there is no terminal
    static ProgressLine show(boolean wanted, Duration time) {
        Console console = System.console();
        boolean shown = wanted && console != null && console.isTerminal();
        return new ProgressLine(shown ? bar(time) : null, time.toMillis());
    }

    private static ProgressBar bar(Duration time) {
        return new ProgressBarBuilder()
                .setTaskName("stress")
                .setStyle(ProgressBarStyle.ASCII)
                .setUnit(" s", 1000)
                .setInitialMax(time.toMillis())
                .setUpdateIntervalMillis(200)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                .hideEta()
                .clearDisplayOnFinish()
                .build();
    }

    void tell(QueueStress.Progress progress) {
        if (bar != null) {
            bar.stepTo(Math.min(whole, progress.elapsed().toMillis()));
            bar.setExtraMessage(text(progress));
        }
    }

    static String text(QueueStress.Progress progress) {
        double seconds = Math.max(1e-3, progress.elapsed().toNanos() / 1e9);
        return String.format(Locale.ROOT, "%,.0f ops/s", progress.operations() / seconds);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
