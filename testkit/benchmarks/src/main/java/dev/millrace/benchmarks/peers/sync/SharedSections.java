package dev.millrace.benchmarks.peers.sync;

import dev.millrace.benchmarks.peers.Peer;
import dev.millrace.benchmarks.peers.Peer.Standing;
import dev.millrace.benchmarks.peers.Peers;
import dev.millrace.benchmarks.peers.Threads;
import java.util.List;

/** The read-write locks, for any threads. */
public final class SharedSections {

    /** In the order of the tables. */
    public static final Peers<Threads, SharedSection> ALL = new Peers<>(List.of(
            new Peer<>("read-write", Standing.OURS, threads -> true, threads -> new MillraceSharedSection()),
            new Peer<>("reentrant-read-write", Standing.OTHER, threads -> true,
                    threads -> new ReentrantSharedSection()),
            new Peer<>("stamped", Standing.OTHER, threads -> true, threads -> new StampedSharedSection())));

    private SharedSections() {}
}
