package dev.millrace.examples.words;

import dev.millrace.channels.ChannelStats;
import dev.millrace.channels.pipeline.StageStats;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Prints what the stages of a pipeline have done. */
final class StageTable {

    private StageTable() {}

    static void print(List<StageStats> stages, PrintWriter out) {
        Table table = new Table("stage", "workers", "in", "out", "in/s", "peak", "of", "starved s", "held up s");
        for (StageStats stage : stages) {
            String rate = String.format(Locale.ROOT, "%.0f", stage.rate());
            ChannelStats input = stage.input();
            if (input == null) {
                table.add(stage.name(), "-", stage.received(), stage.emitted(), rate, "-", "-", "-", "-");
            } else {
                table.add(stage.name(), stage.workers(), stage.received(), stage.emitted(), rate, input.peakDepth(),
                        input.capacity(), seconds(input.receiversWaited()), seconds(input.sendersWaited()));
            }
        }
        table.print(out);
        out.println("""
                peak of: the most items that waited in front of the stage, and how many can; starved: how long its
                threads had nothing to do, added up; held up: how long it made the stage before it wait.
                A stage without these works on the thread of the one before.""");
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1e9);
    }
}
