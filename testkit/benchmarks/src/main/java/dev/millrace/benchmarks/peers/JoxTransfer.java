package dev.millrace.benchmarks.peers;

import com.softwaremill.jox.Channel;

/** A Jox channel. */
final class JoxTransfer<T> implements Transfer<T> {

    private final Channel<T> channel;

    JoxTransfer(Workload work) {
        channel = work.isRendezvous() ? Channel.newRendezvousChannel() : Channel.newBufferedChannel(work.capacity());
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
