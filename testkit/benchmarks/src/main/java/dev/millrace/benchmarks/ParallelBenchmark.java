package dev.millrace.benchmarks;

import dev.millrace.benchmarks.peers.Crew;
import dev.millrace.benchmarks.peers.Items;
import dev.millrace.benchmarks.peers.ThreadKind;
import dev.millrace.benchmarks.peers.Transfer;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;

/** Pairs of virtual threads, each with a buffer of its own (the shape is Jox's). */
public class ParallelBenchmark extends CrowdBenchmark {

    @Benchmark
    public long exchange() throws InterruptedException {
        Crew crew = new Crew(ThreadKind.VIRTUAL);
        long[] arrived = new long[crowd];
        for (int i = 0; i < crowd; i++) {
            int pair = i;
            Transfer<Integer> transfer = open();
            crew.start(() -> arrived[pair] = Items.takeAll(transfer, items));
            crew.start(() -> Items.putAll(transfer, items));
        }
        crew.join();
        return Items.checkSum(LongStream.of(arrived).sum(), crowd * Items.sum(items));
    }
}
