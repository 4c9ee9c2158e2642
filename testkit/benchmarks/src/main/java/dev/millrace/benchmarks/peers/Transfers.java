package dev.millrace.benchmarks.peers;

import com.conversantmedia.util.concurrent.SpinPolicy;
import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import dev.millrace.benchmarks.peers.Peer.Standing;
import java.util.List;

/** The ways to move an item from thread to thread. */
public final class Transfers {

    /** In the order of the tables. */
    public static final Peers<Workload, Transfer<Integer>> ALL = new Peers<>(List.of(
            new Peer<>("millrace", Standing.OURS, work -> true, MillraceTransfer::new),
            new Peer<>("millrace-one", Standing.OURS, MillraceOneTransfer::fits, MillraceOneTransfer::new),
            new Peer<>("jctools", Standing.OTHER, JctoolsTransfer::fits, JctoolsTransfer::new),
            new Peer<>("abq", Standing.OTHER, work -> !work.isRendezvous(), ArrayBlockingQueueTransfer::new),
            new Peer<>("lbq", Standing.OTHER, work -> !work.isRendezvous(), LinkedBlockingQueueTransfer::new),
            new Peer<>("ltq", Standing.OTHER, LinkedTransferQueueTransfer::fits, LinkedTransferQueueTransfer::new),
            new Peer<>("ltq-transfer", Standing.OTHER, Workload::isRendezvous, LinkedTransferQueueHandover::new),
            new Peer<>("sq", Standing.OTHER, Workload::isRendezvous, SynchronousQueueTransfer::new),
            new Peer<>("jox", Standing.OTHER, work -> true, JoxTransfer::new),
            new Peer<>("conversant", Standing.OTHER, ConversantTransfer::fits,
                    work -> new ConversantTransfer<>(work, SpinPolicy.WAITING)),
            new Peer<>("conversant-spinning", Standing.VARIANT, ConversantTransfer::fitsSpinning,
                    work -> new ConversantTransfer<>(work, SpinPolicy.SPINNING)),
            new Peer<>("conversant-blocking", Standing.VARIANT, ConversantTransfer::fits,
                    work -> new ConversantTransfer<>(work, SpinPolicy.BLOCKING)),
            new Peer<>("disruptor", Standing.OTHER, DisruptorTransfer::fits,
                    work -> new DisruptorTransfer<>(work, new YieldingWaitStrategy())),
            new Peer<>("disruptor-blocking", Standing.VARIANT, DisruptorTransfer::fitsMonitor,
                    work -> new DisruptorTransfer<>(work, new BlockingWaitStrategy()))));

    private Transfers() {}
}
