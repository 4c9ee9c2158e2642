package dev.millrace.benchmarks.peers.sync;

import org.openjdk.jmh.infra.Blackhole;

/**
 * Work that takes some time and touches no memory.
 *
 * @param tokens how much, in units of {@link Blackhole#consumeCPU}; 0 is none
 */
public record Toil(long tokens) implements Runnable {

    @Override
    public void run() {
        if (tokens > 0) {
            Blackhole.consumeCPU(tokens);
        }
    }
}
