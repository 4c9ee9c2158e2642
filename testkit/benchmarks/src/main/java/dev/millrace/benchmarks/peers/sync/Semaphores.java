package dev.millrace.benchmarks.peers.sync;

import dev.millrace.benchmarks.peers.Peer;
import dev.millrace.benchmarks.peers.Peer.Standing;
import dev.millrace.benchmarks.peers.Peers;
import java.util.List;

/** The semaphores, of so many permits. */
public final class Semaphores {

    /** In the order of the tables. */
    public static final Peers<Integer, Section> ALL = new Peers<>(List.of(
            new Peer<>("semaphore", Standing.OURS, permits -> true, MillraceSemaphoreSection::new),
            new Peer<>("jdk-semaphore", Standing.OTHER, permits -> true, JdkSemaphoreSection::new)));

    private Semaphores() {}
}
