package dev.millrace.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the numbers were taken on. */
final class Machine {

    private static final Path CPUS = Path.of("/proc/cpuinfo");

    private Machine() {}

    /** Processor, cores, system and JDK in one line. */
    static String describe() throws IOException {
        return processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores, "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + "; "
                + System.getProperty("java.vendor") + " JDK " + Runtime.version() + "; load "
                + ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()
                + " at the start.";
    }

    private static String processor() throws IOException {
        if (!Files.isReadable(CPUS)) {
            return "Unknown processor";
        }
        try (Stream<String> lines = Files.lines(CPUS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("Unknown processor");
        }
    }
}
