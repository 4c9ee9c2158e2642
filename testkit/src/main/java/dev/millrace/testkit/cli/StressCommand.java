package dev.millrace.testkit.cli;

import dev.millrace.testkit.ThreadKind;
import dev.millrace.testkit.hdr.HdrLatencyLog;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.report.FailureFacts;
import dev.millrace.testkit.report.HistoryTable;
import dev.millrace.testkit.report.StressPage;
import dev.millrace.testkit.report.StressRun;
import dev.millrace.testkit.stress.QueueOrder;
import dev.millrace.testkit.stress.QueueStress;
import dev.millrace.testkit.stress.StressedQueue;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Stresses a queue of which only the class is known. */
@Command(name = "stress", description = {
        "Put elements into a queue and take them out with several threads, and judge what came out.",
        "",
        "The class implements java.util.Queue; of a java.util.concurrent.BlockingQueue, the calls that wait are made too. It has"
                + " a public constructor with the capacity (int), or one without arguments. Nothing may be lost, come"
                + " twice, come in another order, or be more than the capacity, and \"empty\" and \"full\" must be true."
                + " Each time all threads are over, size, isEmpty and peek must agree with what comes out, and drainTo"
                + " must move everything in order.",
        ""
}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
        "0:nothing wrong was found",
        "1:something wrong was found",
        "2:an option is wrong, or the class cannot be used, or the report cannot be written there",
        "70:the program failed or lost the report, or the class called System.exit"
}, footerHeading = "%nExamples:%n", footer = {
        "  testkit stress java.util.concurrent.ArrayBlockingQueue --capacity 16 --seconds 10",
        "  testkit stress com.acme.RingQueue --class-path target/classes --threads virtual --report ring.html",
        "  testkit stress com.acme.MpscQueue --class-path acme.jar --producers 3 --consumers 1 --weak",
        "  testkit stress java.util.concurrent.PriorityBlockingQueue --order none"
}, sortOptions = false)
final class StressCommand implements Callable<Integer> {

    private static final int STANDARD_CAPACITY = 1024;
    private static final int LARGEST_PROBE = 1 << 20;
    private static final int CALLS_SHOWN = 24;
    private static final int LINES_OF_STACKS = 60;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CLASS", description = "The full name of the class.")
    private String name;

    @Option(names = "--class-path", paramLabel = "PATH", defaultValue = "", description = "Jars and folders in which the class and what it needs are.")
    private String classPath;

    @Option(names = "--producers", paramLabel = "N", defaultValue = "2", description = "How many threads put elements in (default: ${DEFAULT-VALUE}).")
    private int producers;

    @Option(names = "--consumers", paramLabel = "N", defaultValue = "2", description = "How many threads take elements out (default: ${DEFAULT-VALUE}).")
    private int consumers;

    @Option(names = "--capacity", paramLabel = "N", description = "What the constructor gets (default: 1024).")
    private @Nullable Integer capacity;

    @Option(names = "--capacity-as-found", description = "Take for the capacity what the queue holds when one thread fills it, not what was asked for.")
    private boolean asFound;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "5", description = "How long to go on (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--threads", paramLabel = "KIND", defaultValue = "platform", description = "platform or virtual (default: ${DEFAULT-VALUE}).")
    private ThreadKind threads;

    @Option(names = "--order", paramLabel = "ORDER", defaultValue = "fifo", description = "What order the queue promises: fifo; producer, where only the elements of one producer keep their order; none (default: ${DEFAULT-VALUE}).")
    private QueueOrder order;

    @Option(names = "--weak", description = "Do not ask whether it was true that the queue was empty or full.")
    private boolean weak;

    @Option(names = "--patience", paramLabel = "S", defaultValue = "5", description = "After so many seconds without a call that succeeds, it hangs (default: ${DEFAULT-VALUE}).")
    private double patience;

    @Option(names = "--elements", paramLabel = "N", defaultValue = "100000", description = "How many elements a round has at the most (default: ${DEFAULT-VALUE}).")
    private int elements;

    @Option(names = "--seed", paramLabel = "N", description = "Chooses the sizes of the rounds and the pauses of the threads (default: another one each time).")
    private long seed = System.nanoTime() & 0xFFFF_FFFFL;

    @Option(names = "--report", paramLabel = "FILE", description = "Write a page for a browser.")
    private @Nullable Path report;

    @Option(names = "--quiet", description = "Show no progress. Without a terminal there is none.")
    private boolean quiet;

    private QueueStress.Filling filling = new QueueStress.Filling(0, null, "");
    private int held; // by a queue that one thread has filled; 0 if it was not filled or has no bound

    private StressCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        PageFile page = report == null ? null : PageFile.tried(report, spec);
        QueueStress.Options options;
        QueueClass queues;
        List<String> notes = new ArrayList<>();
        try {
            queues = QueueClass.named(name, classPath);
            options = withCapacity(queues, options(), notes);
        } catch (QueueClass.Unusable | IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("stress " + name + ": " + describe(options));
        notes.forEach(note -> out.println("note: " + note));
        out.flush();
        QueueStress.Result result = filling.wrong() != null
                ? failed(filling.wrong(), filling.stacks())
                : held > options.capacity() && options.capacity() > 0 ? overfull(options) : run(queues, options);
        print(result, options, out);
        int verdict = result.verdict().isLinearizable() ? Testkit.SOUND : Testkit.VIOLATION;
        return page == null
                ? verdict
                : page.write(StressPage.of(page(result, options, notes))::write, verdict);
    }

    private QueueStress.Result run(QueueClass queues, QueueStress.Options options) throws InterruptedException {
        try (ProgressLine line = ProgressLine.show(!quiet, options.time())) {
            return QueueStress.run(() -> make(queues), options, new HdrLatencyLog(), line::tell);
        }
    }

    private StressedQueue make(QueueClass queues) {
        try {
            return queues.make(asked());
        } catch (QueueClass.Unusable e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private QueueStress.Result overfull(QueueStress.Options options) {
        return failed(new Verdict.Violation("one thread alone puts in " + held + " elements (capacity "
                + options.capacity() + "); if that is meant, add --capacity-as-found", List.of(), null), "");
    }

    private static QueueStress.Result failed(Verdict.Violation wrong, String stacks) {
        return new QueueStress.Result(wrong, History.of(), 0, 0, List.of(), List.of(), List.of(), stacks);
    }

    // ---- options

    private QueueStress.Options options() {
        if (!(seconds > 0 && seconds <= 1e6)) {
            throw wrong("--seconds=" + seconds + " (expected: more than 0, and 1000000 at the most)");
        }
        if (!(patience >= 0.001 && patience <= 1e6)) {
            throw wrong("--patience=" + patience + " (expected: 0.001 to 1000000)");
        }
        return new QueueStress.Options(producers, consumers, 0, Duration.ofMillis(Math.max(1, (long) (seconds * 1000))),
                threads, order, !weak, elements, Duration.ofMillis((long) (patience * 1000)), seed);
    }

    private int asked() {
        return capacity == null ? STANDARD_CAPACITY : capacity;
    }

    /** Fills one queue by one thread, to see how the class understands its number. */
    private QueueStress.Options withCapacity(QueueClass queues, QueueStress.Options options, List<String> notes)
            throws InterruptedException {
        if (!queues.takesCapacity()) {
            if (capacity != null) {
                throw wrong("--capacity=" + capacity + " (expected: none); " + name + " has no constructor (int)");
            }
            filling = QueueStress.fill(() -> make(queues), 0, options.patience());
            return options;
        }
        int asked = asked();
        if (asked < 1) {
            throw wrong("--capacity=" + asked + " (expected: >= 1)");
        }
        int most = (int) Math.min(LARGEST_PROBE, 2L * asked + 2);
        filling = QueueStress.fill(() -> make(queues), most, options.patience());
        if (filling.wrong() != null) {
            return options.withCapacity(asked);
        }
        held = filling.held();
        if (held == most) {
            held = 0;
            if (most <= asked) {
                return options.withCapacity(asked);
            }
            notes.add("one thread alone puts in " + most + " elements, so the number of the constructor is no bound");
            return options;
        }
        if (held == 0) {
            return options;
        }
        boolean rounded = held == Integer.highestOneBit(asked) << 1 && Integer.bitCount(asked) > 1;
        if (held < asked || rounded || (asFound && held != asked)) {
            notes.add("one thread alone puts in " + held + " elements; this is taken for the capacity");
            return options.withCapacity(held);
        }
        return options.withCapacity(asked);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), "stress: " + message);
    }

    // ---- what is said about it

    private static String describe(QueueStress.Options options) {
        return options.producers() + (options.producers() == 1 ? " producer, " : " producers, ") + options.consumers()
                + (options.consumers() == 1 ? " consumer, " : " consumers, ")
                + (options.capacity() == 0 ? "no bound, " : "capacity " + options.capacity() + ", ")
                + number(options.time().toMillis() / 1000.0) + " s, "
                + options.threads().name().toLowerCase(Locale.ROOT) + " threads, seed " + options.seed();
    }

    private void print(QueueStress.Result result, QueueStress.Options options, PrintWriter out) {
        String counts = String.format(Locale.ROOT, "%,d operations in %,d rounds", result.operations(),
                result.rounds());
        if (!(result.verdict() instanceof Verdict.Violation violation)) {
            out.println("sound: " + counts + ", nothing wrong was found");
            return;
        }
        out.println("VIOLATION: " + violation.reason());
        if (result.history().size() > 0) {
            out.println();
            out.print(HistoryTable.of(names(result), result.history(), violation, CALLS_SHOWN));
        }
        if (!result.stacks().isEmpty()) {
            out.println();
            result.stacks().lines().limit(LINES_OF_STACKS).forEach(out::println);
        }
        out.println();
        out.println("after " + counts + "; to run it again: " + replay(options));
    }

    private static FailureFacts names(QueueStress.Result result) {
        return FailureFacts.titled("")
                .withThreads(result.threads().stream().map(StressRun.ThreadCount::thread).toList());
    }

    private String replay(QueueStress.Options options) {
        StringBuilder line = new StringBuilder("testkit stress ").append(quoted(name));
        option(line, "--class-path", classPath, "");
        option(line, "--producers", producers, 2);
        option(line, "--consumers", consumers, 2);
        option(line, "--capacity", asked(), STANDARD_CAPACITY);
        line.append(asFound ? " --capacity-as-found" : "");
        option(line, "--seconds", number(seconds), "5");
        option(line, "--threads", threads.name().toLowerCase(Locale.ROOT), "platform");
        option(line, "--order", order.name().toLowerCase(Locale.ROOT), "fifo");
        line.append(weak ? " --weak" : "");
        option(line, "--patience", number(patience), "5");
        option(line, "--elements", elements, 100_000);
        return line.append(" --seed ").append(options.seed()).toString();
    }

    private static void option(StringBuilder line, String option, Object value, Object standard) {
        if (!value.equals(standard)) {
            line.append(' ').append(option).append(' ').append(quoted(value.toString()));
        }
    }

    /** As a shell takes it for one word. */
    private static String quoted(String text) {
        return text.matches("[\\w./:=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private StressRun page(QueueStress.Result result, QueueStress.Options options, List<String> notes) {
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("Class", name);
        configuration.put("Producers", String.valueOf(options.producers()));
        configuration.put("Consumers", String.valueOf(options.consumers()));
        configuration.put("Threads", options.threads().name().toLowerCase(Locale.ROOT));
        configuration.put("Capacity", options.capacity() == 0 ? "no bound" : String.valueOf(options.capacity()));
        configuration.put("Order", options.order().name().toLowerCase(Locale.ROOT));
        configuration.put("Empty and full", options.strict() ? "must be true" : "not judged");
        configuration.put("Time", number(options.time().toMillis() / 1000.0) + " s");
        configuration.put("Rounds", String.valueOf(result.rounds()));
        configuration.put("Seed", String.valueOf(options.seed()));
        List<String> all = new ArrayList<>(notes);
        all.add("Times are of the rounds that read a clock around each call; the others run faster.");
        return StressRun.titled("Stress of " + name, result.verdict())
                .withHistory(result.history())
                .withConfiguration(configuration)
                .withMeasurements(result.throughput(), result.latencies(), result.threads())
                .withReplay(replay(options))
                .withDetails(result.stacks())
                .withNotes(all);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
