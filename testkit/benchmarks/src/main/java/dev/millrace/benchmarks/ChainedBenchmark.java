package dev.millrace.benchmarks;

import dev.millrace.benchmarks.peers.Crew;
import dev.millrace.benchmarks.peers.Items;
import dev.millrace.benchmarks.peers.ThreadKind;
import dev.millrace.benchmarks.peers.Transfer;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * A chain of virtual threads, each of which passes on what it gets from the one before (the shape is Jox's). An
 * operation is one item through one buffer.
 */
public class ChainedBenchmark extends CrowdBenchmark {

    @Benchmark
    public long chain() throws InterruptedException {
        Crew crew = new Crew(ThreadKind.VIRTUAL);
        long[] arrived = new long[1];
        Transfer<Integer> first = open();
        Transfer<Integer> last = first;
        for (int i = 1; i < crowd; i++) {
            Transfer<Integer> from = last;
            Transfer<Integer> to = open();
            crew.start(() -> passAll(from, to));
            last = to;
        }
        Transfer<Integer> end = last;
        crew.start(() -> arrived[0] = Items.takeAll(end, items));
        crew.start(() -> Items.putAll(first, items));
        crew.join();
        return Items.checkSum(arrived[0], Items.sum(items));
    }

    private void passAll(Transfer<Integer> from, Transfer<Integer> to) throws InterruptedException {
        for (int i = 0; i < items; i++) {
            to.put(from.take());
        }
    }
}
