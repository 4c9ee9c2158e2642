package dev.millrace.testkit.history;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Times the checks on the recorded histories, read before: for each, two seconds to warm up, then rounds to measure, and the
 * median, the fastest and the slowest of these. The argument is the folder of the histories; a second picks the cases by name.
 */
final class CheckTimes {

    private static final long WARM_UP_NANOS = 2_000_000_000L;
    private static final int ROUNDS = 9;
    private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory
            .getOperatingSystemMXBean();

    /** Uses what the checks say, so that nobody can leave them out. */
    private static long right;

    private CheckTimes() {}

    public static void main(String[] args) throws IOException {
        cases(Path.of(args[0])).forEach((name, check) -> {
            if (args.length < 2 || name.contains(args[1])) {
                measure(name, check);
            }
        });
        System.out.println("checks that found the history right: " + right);
    }

    private static Map<String, BooleanSupplier> cases(Path folder) throws IOException {
        Map<String, BooleanSupplier> cases = new LinkedHashMap<>();
        List<History> etcd;
        try (Stream<Path> files = Files.list(folder.resolve("etcd"))) {
            etcd = files.filter(file -> file.toString().endsWith(".log")).map(CheckTimes::read).toList();
        }
        for (Limits.Algorithm algorithm : Limits.Algorithm.values()) {
            Limits limits = Limits.none().with(algorithm);
            cases.put("etcd, " + etcd.size() + " logs, " + algorithm, () -> etcd.stream()
                    .filter(history -> Linearizability.check(Models.register(null), history, limits).isLinearizable())
                    .count() > 0);
            for (String file : List.of("c01-ok", "c10-ok", "c10-bad", "c50-ok")) {
                History history = read(folder.resolve("kv/" + file + ".txt"));
                cases.put(file + ", " + algorithm, () -> check(Models.keyValue(), history, limits));
            }
            for (String file : List.of("c10-ok", "c10-bad")) {
                History history = read(folder.resolve("kv/" + file + ".txt"));
                cases.put(file + " as a whole, " + algorithm, () -> check(Models.keyValueWhole(), history, limits));
            }
        }
        for (int size : new int[] {1_000, 10_000, 100_000, 1_000_000}) {
            History history = new History(QueueTraffic.calls(size, 1));
            cases.put("queue, " + size + " calls", () -> FifoQueueCheck.linearizable().check(history).isLinearizable());
        }
        return cases;
    }

    private static boolean check(Model<?> model, History history, Limits limits) {
        return Linearizability.check(model, history, limits).isLinearizable();
    }

    private static History read(Path file) {
        try {
            return Histories.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void measure(String name, BooleanSupplier check) {
        long warm = System.nanoTime();
        while (System.nanoTime() - warm < WARM_UP_NANOS) {
            right += check.getAsBoolean() ? 1 : 0;
        }
        long[] nanos = new long[ROUNDS];
        long[] cpu = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            long startCpu = PROCESS.getProcessCpuTime();
            right += check.getAsBoolean() ? 1 : 0;
            cpu[i] = PROCESS.getProcessCpuTime() - startCpu;
            nanos[i] = System.nanoTime() - start;
        }
        System.out.printf("java  %-40s %s, cpu of the process %s%n", name, spread(nanos), spread(cpu));
    }

    private static String spread(long[] nanos) {
        Arrays.sort(nanos);
        return String.format(
                "%9.3f ms (%.3f to %.3f)", nanos[ROUNDS / 2] / 1e6, nanos[0] / 1e6, nanos[ROUNDS - 1] / 1e6);
    }
}
