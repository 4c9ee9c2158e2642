package dev.millrace.benchmarks.peers;

import dev.millrace.channels.Channel;
import dev.millrace.channels.Channel.Parties;

/** A Millrace channel that was promised one sender and one receiver. */
final class MillraceOneTransfer<T> implements Transfer<T> {

    private final Channel<T> channel;

    MillraceOneTransfer(Workload work) {
        channel = Channel.builder()
                .bounded(work.capacity())
                .senders(Parties.ONE)
                .receivers(Parties.ONE)
                .build();
    }

    static boolean fits(Workload work) {
        return work.isOneToOne() && !work.isRendezvous();
    }

    @Override
    public void put(T item) throws InterruptedException {
        channel.send(item);
    }

    @Override
    public T take() throws InterruptedException {
        return channel.receive();
    }
}
