package dev.millrace.channels.pipeline;

import dev.millrace.channels.Sender;

/** A sink that hands its items to other threads. */
record ChannelSink<T>(StageRun self, Sender<T> channel) implements Sink<T> {

    @Override
    public void accept(T item) throws InterruptedException {
        channel.send(item);
        self.received();
    }

    @Override
    public void end() {
        channel.close();
    }
}
