package dev.millrace.testkit.hdr;

import dev.millrace.testkit.report.StressRun;
import dev.millrace.testkit.stress.LatencyLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Keeps latencies to three digits, in a histogram for each name. One thread writes and reads. */
public final class HdrLatencyLog implements LatencyLog {

    static {
        // HdrHistogram has no name as a module that would last, so the descriptor cannot require it.
        Module own = HdrLatencyLog.class.getModule();
        own.addReads(ClassLoader.getSystemClassLoader().getUnnamedModule());
        ModuleLayer.boot().findModule("HdrHistogram").ifPresent(own::addReads);
    }

    private static final int DIGITS = 3;
    private static final int STEPS_TO_HALF_THE_REST = 5;

    private final Map<String, Histogram> histograms = new TreeMap<>();

    /** An empty one. */
    public HdrLatencyLog() {}

    @Override
    public void record(String call, long nanos) {
        histograms.computeIfAbsent(call, _ -> new Histogram(DIGITS)).recordValue(Math.max(0, nanos));
    }

    @Override
    public List<StressRun.Latency> latencies() {
        return histograms.entrySet().stream().map(entry -> of(entry.getKey(), entry.getValue())).toList();
    }

    /** Some percentiles of a histogram of nanoseconds. */
    private static StressRun.Latency of(String name, Histogram histogram) {
        List<StressRun.Point> points = new ArrayList<>();
        histogram.percentiles(STEPS_TO_HALF_THE_REST).forEach(step -> points
                .add(new StressRun.Point(step.getPercentileLevelIteratedTo(), step.getValueIteratedTo())));
        return new StressRun.Latency(name, histogram.getTotalCount(), points);
    }
}
