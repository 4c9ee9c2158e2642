package dev.millrace.benchmarks.peers.sync;

import dev.millrace.benchmarks.peers.Peer;
import dev.millrace.benchmarks.peers.Peer.Standing;
import dev.millrace.benchmarks.peers.Peers;
import dev.millrace.benchmarks.peers.Threads;
import dev.millrace.sync.Mutex;
import dev.millrace.sync.RLock;
import java.util.List;

/** The conditions, for two threads. */
public final class Batons {

    /** In the order of the tables. */
    public static final Peers<Threads, Baton> ALL = new Peers<>(List.of(
            new Peer<>("mutex-condition", Standing.OURS, Batons::areTwo, threads -> new MillraceBaton(new Mutex())),
            new Peer<>("rlock-condition", Standing.OURS, Batons::areTwo, threads -> new MillraceBaton(new RLock())),
            new Peer<>("reentrant-condition", Standing.OTHER, Batons::areTwo, threads -> new ReentrantLockBaton()),
            new Peer<>("wait-notify", Standing.OTHER, Batons::areTwo, threads -> new MonitorBaton())));

    private Batons() {}

    private static boolean areTwo(Threads threads) {
        return threads.count() == 2;
    }
}
