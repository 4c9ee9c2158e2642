package dev.millrace.benchmarks;

import dev.millrace.benchmarks.peers.Peer;
import dev.millrace.benchmarks.peers.Peer.Standing;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures Millrace beside its peers and prints a markdown table for each question.
 *
 * <p>The peers of a case are always measured in one JMH run, one after the other, each in a VM of its own; then comes
 * the next round. A machine that slows down for a minute so slows all of them, or shows in the spread.
 */
@Command(name = "Compare", mixinStandardHelpOptions = true, sortOptions = false, description = "Measures Millrace beside its peers.")
public final class Compare implements Callable<Integer> {

    @Option(names = "--rows", split = ",", defaultValue = "1,2,3,4", paramLabel = "<row>", description = "which tables: of channels 1, 2, 3, 4, 2to1, rendezvous, uncontended; of sync locks, semaphores, readers, barrier, handover (default: ${DEFAULT-VALUE})")
    private List<String> rows = List.of();

    @Option(names = "--quick", description = "short iterations, one round, few cases, no variants")
    private boolean quick;

    @Option(names = "--rounds", paramLabel = "<n>", description = "how often everything is measured (default: 3, quick 1)")
    private @Nullable Integer rounds;

    @Option(names = "--capacities", split = ",", paramLabel = "<n>", description = "capacities of channels, instead of a row's own")
    private @Nullable List<Integer> capacities;

    @Option(names = "--peers", split = ",", paramLabel = "<name>", description = "implementations, instead of all")
    private @Nullable List<String> peers;

    @Option(names = "--crowd", defaultValue = "10000", paramLabel = "<n>", description = "links of the chain, pairs of threads (default: ${DEFAULT-VALUE})")
    private int crowd;

    @Option(names = "--out", defaultValue = "target", paramLabel = "<folder>", description = "where compare.md, compare.json and compare.log go (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("target");

    private final Map<String, RunResult> results = new LinkedHashMap<>();

    private Compare() {}

    /** Runs the command; {@code --help} says what it takes. */
    public static void main(String[] args) {
        CommandLine command = new CommandLine(new Compare());
        command.setExecutionExceptionHandler((e, line, parsed) -> {
            if (!(e instanceof IllegalArgumentException)) {
                throw e;
            }
            line.getErr().println(e.getMessage());
            return line.getCommandSpec().exitCodeOnInvalidInput();
        });
        System.exit(command.execute(args));
    }

    @Override
    public Integer call() throws IOException, RunnerException {
        List<Row> asked = rows.stream().map(Row::keyed).toList();
        checkPeers(asked);
        Files.createDirectories(out);
        List<String> tables = new ArrayList<>();
        tables.add(heading());
        try (PrintStream log = new PrintStream(Files.newOutputStream(out.resolve("compare.log")), true,
                StandardCharsets.UTF_8)) {
            for (Row row : asked) {
                tables.add(measure(row, log).markdown());
                Files.writeString(out.resolve("compare.md"), String.join("\n", tables));
            }
        }
        System.out.println(String.join("\n", tables));
        return 0;
    }

    private Extent extent() {
        return new Extent(quick, capacities, crowd);
    }

    /** Whoever is asked for by name has to be in one of the rows. */
    private void checkPeers(List<Row> asked) {
        if (peers == null) {
            return;
        }
        Set<String> known = asked.stream()
                .flatMap(row -> row.cases(extent()).stream())
                .flatMap(each -> each.peers().stream())
                .map(Peer::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        for (String name : peers) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("peers: name=" + name + " (expected: one of " + known + ")");
            }
        }
    }

    private Table measure(Row row, PrintStream log) throws IOException, RunnerException {
        List<Case> cases = row.cases(extent());
        int all = rounds != null ? rounds : quick ? 1 : 3;
        Map<String, RunResult> byKey = new LinkedHashMap<>();
        for (int round = 1; round <= all; round++) {
            for (Case each : cases) {
                List<? extends Peer<?, ?>> fitting = peersOf(each);
                System.err.printf("row %s, round %d of %d: %s: %s%n", row.key(), round, all, each.title(),
                        fitting.stream().map(Peer::name).toList());
                for (RunResult result : run(each, fitting, log)) {
                    byKey.merge(key(each, result.getParams()), result, Compare::together);
                }
            }
        }
        results.putAll(byKey);
        writeJson();
        Table table = new Table(row);
        for (Case each : cases) {
            for (Peer<?, ?> peer : peersOf(each)) {
                RunResult result = byKey.get(key(each, peer.name()));
                table.add(each.title(), peer, result == null ? null : summary(result));
            }
        }
        return table;
    }

    private List<? extends Peer<?, ?>> peersOf(Case each) {
        return each.peers().stream()
                .filter(peer -> peers != null
                        ? peers.contains(peer.name())
                        : !(quick && peer.standing() == Standing.VARIANT))
                .toList();
    }

    private Collection<RunResult> run(Case each, List<? extends Peer<?, ?>> fitting, PrintStream log)
            throws RunnerException {
        if (fitting.isEmpty()) {
            return List.of();
        }
        TimeValue iteration = TimeValue.milliseconds(quick ? 400 : 1000);
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(each.benchmark().getName() + "."))
                .param("implementation", fitting.stream().map(Peer::name).toArray(String[]::new))
                .operationsPerInvocation(each.operations())
                .forks(1)
                .warmupIterations(quick ? 2 : 3)
                .warmupTime(iteration)
                .measurementIterations(quick ? 3 : 5)
                .measurementTime(iteration)
                .timeout(TimeValue.seconds(60))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(false);
        each.params().forEach(options::param);
        return new Runner(options.build(), OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL)).run();
    }

    private void writeJson() throws IOException {
        try (PrintStream json = new PrintStream(Files.newOutputStream(out.resolve("compare.json")), false,
                StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, json).writeOut(results.values());
        }
    }

    private static RunResult together(RunResult earlier, RunResult later) {
        List<BenchmarkResult> both = new ArrayList<>(earlier.getBenchmarkResults());
        both.addAll(later.getBenchmarkResults());
        return new RunResult(earlier.getParams(), both);
    }

    private static String key(Case each, BenchmarkParams params) {
        return key(each, params.getParam("implementation"));
    }

    private static String key(Case each, String peer) {
        return each.title() + ": " + peer;
    }

    private static Summary summary(RunResult result) {
        List<IterationResult> iterations = result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .toList();
        return Summary.of(
                iterations.stream().mapToDouble(each -> each.getPrimaryResult().getScore()).toArray(),
                iterations.stream().flatMap(each -> each.getSecondaryResults().values().stream())
                        .filter(each -> each.getLabel().endsWith("gc.alloc.rate.norm"))
                        .mapToDouble(each -> each.getScore())
                        .toArray());
    }

    private String heading() throws IOException {
        return "## Millrace beside its peers, " + LocalDate.now(ZoneId.systemDefault()) + "\n\n"
                + Machine.describe() + (quick ? " Quick run: only a sign that all works." : "") + "\n";
    }
}
