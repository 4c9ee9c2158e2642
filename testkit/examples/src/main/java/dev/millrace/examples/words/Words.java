package dev.millrace.examples.words;

import dev.millrace.channels.pipeline.Job;
import dev.millrace.channels.pipeline.Pipeline;
import dev.millrace.channels.pipeline.RunningPipeline;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Counts the words of files with a pipeline: walk, read, count in parallel, add up. */
@Command(name = "words", description = {
        "Count the words of files, and show the most frequent.",
        "",
        "A word is a run of letters and digits as Unicode has them, in lower case; a run of more than 256"
                + " characters is cut after each 256. Files are UTF-8; one that is not, or that cannot be read"
                + " to its end, is reported and does not count. In folders, links and names that begin with a"
                + " dot are skipped. The memory needed grows with the distinct words, not with the files.",
        ""
}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
        "0:everything was counted",
        "1:--verify found a difference",
        "2:an option is wrong",
        "3:something could not be read; the rest was counted",
        "70:the program failed",
        "130:stopped by Ctrl-C; what was counted so far is shown (143: by SIGTERM)"
}, sortOptions = false)
public final class Words implements Callable<Integer> {

    private static final int DIFFERENT = 1;
    private static final int PROBLEMS = 3;
    private static final int STOPPED = 130;

    private static final int FOUND_AHEAD = 256;
    private static final int DIFFERENCES_SHOWN = 20;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Files and folders. Default: the sources of the Millrace project around the current folder.")
    private List<Path> names = List.of();

    @Option(names = "--top", paramLabel = "K", defaultValue = "20", description = "How many words to show (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(names = "--min-length", paramLabel = "N", defaultValue = "1", description = "Count only words of at least so many characters (default: ${DEFAULT-VALUE}).")
    private int minLength;

    @Option(names = "--workers", paramLabel = "N", description = "How many threads count (default: one for each processor).")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(names = "--chunk-size", paramLabel = "SIZE", defaultValue = "256k", converter = ByteSize.class, description = "How much a thread counts at a time, in bytes or with k or m (default: ${DEFAULT-VALUE}).")
    private long chunkSize;

    @Option(names = "--format", paramLabel = "FORM", defaultValue = "table", description = "How to show the result: table or csv (default: ${DEFAULT-VALUE}).")
    private Report format;

    @Option(names = "--verify", description = "Count again without a pipeline, and compare all counts.")
    private boolean verify;

    @Option(names = "--no-progress", description = "Show no progress bar. Without a terminal there is none.")
    private boolean noProgress;

    private Words() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkOptions();
        List<Path> inputs = inputs();
        Tally tally = new Tally();
        return count(inputs, tally) ? verdict(inputs, tally) : STOPPED;
    }

    // ---- the pipeline

    /** From the names to the tally. What is wrong with a file flows along with the rest. */
    private Job<Long> pipeline(List<Path> inputs, TextReader reader, Tally tally, Progress progress) {
        return Pipeline.from(new TextFiles(inputs))
                .tap(progress::found).named("announce")
                .buffer(FOUND_AHEAD).named("found")
                .flatMap(entry -> switch (entry) {
                    case Entry.Found file -> reader.read(file.path());
                    case Fate fate -> List.of(fate);
                }).named("read")
                .mapParallel(workers, part -> switch (part) {
                    case Part.Chunk chunk -> new ChunkCounter(minLength).count(chunk);
                    case Fate fate -> fate;
                }).named("count")
                .tap(progress::done).named("show")
                .forEach(tally::add);
    }

    /** Runs the pipeline and shows the result. Returns false if a signal has ended it early. */
    private boolean count(List<Path> inputs, Tally tally) throws IOException, InterruptedException {
        try (TextReader reader = new TextReader((int) chunkSize)) {
            Progress progress = Progress.show(!noProgress);
            try (RunningPipeline<Long> running = pipeline(inputs, reader, tally, progress).start();
                    StopOnSignal signal = new StopOnSignal(reader, running)) {
                await(running, progress);
                boolean stopped = signal.stopped();
                if (stopped) {
                    tally.endEarly();
                }
                report(tally, running, stopped);
                return !stopped;
            }
        }
    }

    private static void await(RunningPipeline<Long> running, Progress progress) throws InterruptedException {
        try (progress) {
            running.await();
        } catch (CancellationException e) {
            // Stopped, and then not done in time: the tally has what was counted until then.
        }
    }

    // ---- what is said about it

    private void report(Tally tally, RunningPipeline<Long> running, boolean partial) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        format.print(tally, top, partial, out);
        if (out.checkError()) { // flushes first
            throw new IOException("words: output=broken (expected: a standard output that takes the result)");
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println();
        StageTable.print(running.stats(), err);
        if (!tally.problems().isEmpty()) {
            err.println();
            Report.printProblems(tally.problems(), err);
        }
        if (partial) {
            err.println("words: stopped by a signal; the counts are partial");
        }
        err.flush();
    }

    private int verdict(List<Path> inputs, Tally tally) throws IOException {
        if (verify && !verified(inputs, tally)) {
            return DIFFERENT;
        }
        return tally.problems().isEmpty() ? 0 : PROBLEMS;
    }

    private boolean verified(List<Path> inputs, Tally tally) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        List<String> differences = SequentialCount.of(inputs, minLength).differences(tally, DIFFERENCES_SHOWN);
        if (differences.isEmpty()) {
            WordCount total = tally.total();
            err.println("verified: both counts agree: "
                    + tally.files() + " files, " + total.words() + " words, " + total.distinct() + " distinct");
        } else {
            err.println("not verified: the counts differ (has a file changed in between?)");
            differences.forEach(difference -> err.println("  " + difference));
        }
        err.flush();
        return differences.isEmpty();
    }

    // ---- options

    private void checkOptions() {
        checkRange("--top", top, 1, Integer.MAX_VALUE);
        checkRange("--min-length", minLength, 1, Tokenizer.MAX_WORD);
        checkRange("--workers", workers, 1, 1024);
        checkRange("--chunk-size", chunkSize, WordBoundary.MIN_LENGTH, 16 << 20);
    }

    private void checkRange(String option, long value, long min, long max) {
        if (value < min || value > max) {
            throw wrong(option + "=" + value + " (expected: " + min + " to " + max + ")");
        }
    }

    private List<Path> inputs() throws IOException {
        List<Path> inputs = names.isEmpty() ? ProjectSources.around(Path.of("")) : names;
        if (inputs.isEmpty()) {
            throw wrong("NAME=none (expected: a file or folder outside of the project); name what to count");
        }
        return inputs;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), "words: " + message);
    }
}
