package dev.millrace.testkit.stress;

import dev.millrace.testkit.report.StressRun;
import java.util.List;

/** Where a stress puts how long calls took. One thread writes, between the rounds; so nobody under test is slowed by it. */
public interface LatencyLog {

    /** A call of this name took so long. */
    void record(String call, long nanos);

    /** What was recorded. */
    List<StressRun.Latency> latencies();

    /** Keeps nothing. */
    static LatencyLog none() {
        return new LatencyLog() {
            @Override
            public void record(String call, long nanos) {}

            @Override
            public List<StressRun.Latency> latencies() {
                return List.of();
            }
        };
    }
}
