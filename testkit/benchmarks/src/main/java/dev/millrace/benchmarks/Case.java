package dev.millrace.benchmarks;

import dev.millrace.benchmarks.peers.Peer;
import java.util.List;
import java.util.Map;

/**
 * One set of circumstances in which all peers that fit are measured side by side.
 *
 * @param title how the table calls it
 * @param benchmark the class with the one benchmark
 * @param peers who can do the work as asked
 * @param operations how many an invocation does, small enough that the slowest peer takes about a second
 * @param params the parameters of the benchmark but the implementation
 */
record Case(
        String title,
        Class<?> benchmark,
        List<? extends Peer<?, ?>> peers,
        int operations,
        Map<String, String> params) {}
