package dev.millrace.benchmarks.peers.sync;

import dev.millrace.benchmarks.peers.Peer;
import dev.millrace.benchmarks.peers.Peer.Standing;
import dev.millrace.benchmarks.peers.Peers;
import dev.millrace.benchmarks.peers.Threads;
import java.util.List;

/** The barriers, for as many parties as there are threads. */
public final class Meetings {

    /** In the order of the tables. */
    public static final Peers<Threads, Meeting> ALL = new Peers<>(List.of(
            new Peer<>("barrier", Standing.OURS, threads -> true, threads -> new MillraceMeeting(threads.count())),
            new Peer<>("cyclic-barrier", Standing.OTHER, threads -> true,
                    threads -> new CyclicBarrierMeeting(threads.count())),
            new Peer<>("phaser", Standing.OTHER, threads -> true, threads -> new PhaserMeeting(threads.count()))));

    private Meetings() {}
}
