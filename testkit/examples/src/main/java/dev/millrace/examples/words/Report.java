package dev.millrace.examples.words;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The result, in the form that is asked for. */
enum Report {

    /** For people. */
    TABLE {
        @Override
        void print(Tally tally, int top, boolean partial, PrintWriter out) {
            WordCount total = tally.total();
            Table table = new Table("word", "count", "share");
            for (Map.Entry<String, Long> word : total.top(top)) {
                table.add(word.getKey(), word.getValue(), percent(word.getValue(), total.words()));
            }
            table.print(out);
            out.println((partial ? "partial, stopped after " : "")
                    + tally.files() + " files, " + ByteSize.format(tally.bytes()) + ", " + total.words() + " words, "
                    + total.distinct() + " distinct; " + tally.skipped() + " links and hidden names skipped");
        }

        private static String percent(long part, long whole) {
            return String.format(Locale.ROOT, "%.2f %%", 100.0 * part / whole);
        }
    },

    /** For programs: comma-separated values. */
    CSV {
        @Override
        void print(Tally tally, int top, boolean partial, PrintWriter out) {
            out.println("word,count");
            tally.total().top(top).forEach(word -> out.println(word.getKey() + "," + word.getValue()));
        }
    };

    abstract void print(Tally tally, int top, boolean partial, PrintWriter out);

    /** What could not be counted. */
    static void printProblems(List<Fate.Failed> problems, PrintWriter out) {
        out.println("problems: " + problems.size() + " (nothing of these is counted)");
        problems.forEach(problem -> out.println("  " + problem));
    }
}
