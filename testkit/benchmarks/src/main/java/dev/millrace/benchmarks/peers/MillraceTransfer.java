package dev.millrace.benchmarks.peers;

import dev.millrace.channels.Channel;

/** A Millrace channel for any number of threads. */
final class MillraceTransfer<T> implements Transfer<T> {

    private final Channel<T> channel;

    MillraceTransfer(Workload work) {
        channel = work.isRendezvous() ? Channel.rendezvous() : Channel.bounded(work.capacity());
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
