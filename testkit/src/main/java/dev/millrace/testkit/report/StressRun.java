package dev.millrace.testkit.report;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.internal.Checks;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a stress run. Starts with {@link #titled}; each {@code with} returns a copy.
 *
 * @param title         what was tested
 * @param verdict       what was found
 * @param history       the calls of the part that is wrong, in nanoseconds; may be empty
 * @param configuration how it was run: names and values, in the order in which they are shown
 * @param machine       on what it was run, likewise
 * @param throughput    how many operations were done, over time
 * @param latencies     how long they took, for each kind of operation
 * @param threads       what each thread has done
 * @param replay        the line that runs the same again; null if there is none
 * @param details       longer text, for example the stacks of threads that hang; empty if there is none
 * @param notes         further sentences
 */
public record StressRun(String title, Verdict verdict, History history, Map<String, String> configuration,
        Map<String, String> machine, List<Sample> throughput, List<Latency> latencies, List<ThreadCount> threads,
        @Nullable String replay, String details, List<String> notes) {

    /**
     * How many operations were done at a moment.
     *
     * @param nanos      since the begin of the run
     * @param operations since then
     */
    public record Sample(long nanos, long operations) {}

    /**
     * How long the operations of one kind took.
     *
     * @param operation the name of the kind
     * @param count     how many there were
     * @param points    some percentiles, rising
     */
    public record Latency(String operation, long count, List<Point> points) {
        /** Keeps a copy. */
        public Latency {
            points = List.copyOf(points);
        }
    }

    /**
     * So many percent of the operations took no longer.
     *
     * @param percentile from 0 to 100
     * @param nanos      the longest of them
     */
    public record Point(double percentile, long nanos) {}

    /**
     * What one thread has done.
     *
     * @param thread  its name
     * @param done    how many of its operations succeeded
     * @param refused how many did not, because the queue was full or empty
     */
    public record ThreadCount(String thread, long done, long refused) {}

    /** Keeps copies. */
    public StressRun {
        Checks.notNull("stress run", "title", title);
        Checks.notNull("stress run", "verdict", verdict);
        Checks.notNull("stress run", "history", history);
        Checks.notNull("stress run", "details", details);
        configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
        machine = Collections.unmodifiableMap(new LinkedHashMap<>(machine));
        throughput = List.copyOf(throughput);
        latencies = List.copyOf(latencies);
        threads = List.copyOf(threads);
        notes = List.copyOf(notes);
    }

    /** A title, a verdict, and this machine. */
    public static StressRun titled(String title, Verdict verdict) {
        return new StressRun(title, verdict, History.of(), Map.of(), thisMachine(), List.of(), List.of(), List.of(),
                null,
                "", List.of());
    }

    public StressRun withHistory(History calls) {
        return new StressRun(title, verdict, calls, configuration, machine, throughput, latencies, threads, replay,
                details, notes);
    }

    public StressRun withConfiguration(Map<String, String> values) {
        return new StressRun(title, verdict, history, values, machine, throughput, latencies, threads, replay, details,
                notes);
    }

    public StressRun withMeasurements(List<Sample> samples, List<Latency> times, List<ThreadCount> counts) {
        return new StressRun(title, verdict, history, configuration, machine, samples, times, counts, replay, details,
                notes);
    }

    public StressRun withReplay(String line) {
        return new StressRun(title, verdict, history, configuration, machine, throughput, latencies, threads, line,
                details, notes);
    }

    public StressRun withDetails(String text) {
        return new StressRun(title, verdict, history, configuration, machine, throughput, latencies, threads, replay,
                text, notes);
    }

    public StressRun withNotes(List<String> sentences) {
        return new StressRun(title, verdict, history, configuration, machine, throughput, latencies, threads, replay,
                details, sentences);
    }

    /** The machine and the JVM that run this. */
    public static Map<String, String> thisMachine() {
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("Processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        machine.put("JVM", System.getProperty("java.vm.name") + " " + Runtime.version());
        machine.put("System", System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("os.arch"));
        machine.put("Heap", (Runtime.getRuntime().maxMemory() >> 20) + " MiB at the most");
        return machine;
    }
}
