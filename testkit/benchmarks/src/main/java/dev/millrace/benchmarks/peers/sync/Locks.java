package dev.millrace.benchmarks.peers.sync;

import dev.millrace.benchmarks.peers.Peer;
import dev.millrace.benchmarks.peers.Peer.Standing;
import dev.millrace.benchmarks.peers.Peers;
import java.util.List;

/** The locks that let in one at a time, and the write sides of those that can do more. */
public final class Locks {

    /** In the order of the tables. */
    public static final Peers<Fairness, Section> ALL = new Peers<>(List.of(
            new Peer<>("mutex", Standing.OURS, fairness -> true, MutexSection::new),
            new Peer<>("rlock", Standing.OURS, fairness -> true, RLockSection::new),
            new Peer<>("read-write", Standing.OURS, Fairness::isBarging,
                    fairness -> new MillraceSharedSection()::write),
            new Peer<>("reentrant", Standing.OTHER, fairness -> true, ReentrantLockSection::new),
            new Peer<>("synchronized", Standing.OTHER, Fairness::isBarging, fairness -> new SynchronizedSection()),
            new Peer<>("stamped", Standing.OTHER, Fairness::isBarging, fairness -> new StampedSharedSection()::write),
            new Peer<>("reentrant-read-write", Standing.OTHER, Fairness::isBarging,
                    fairness -> new ReentrantSharedSection()::write)));

    private Locks() {}
}
