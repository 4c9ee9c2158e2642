package dev.millrace.benchmarks.peers;

import java.util.List;

/**
 * All implementations that are compared at one kind of work.
 *
 * @param <W> the work, see {@link Peer}
 * @param <T> what does it
 * @param all in the order of the tables
 */
public record Peers<W, T>(List<Peer<W, T>> all) {

    /** The peer of that name. */
    public Peer<W, T> named(String name) {
        return all.stream()
                .filter(peer -> peer.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("peers: name=" + name + " (expected: one of "
                        + all.stream().map(Peer::name).toList() + ")"));
    }

    /** Those that can do this work as asked. */
    public List<Peer<W, T>> fitting(W work) {
        return all.stream().filter(peer -> peer.fits().test(work)).toList();
    }
}
