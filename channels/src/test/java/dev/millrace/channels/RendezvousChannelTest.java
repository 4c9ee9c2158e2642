package dev.millrace.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RendezvousChannelTest {

    /** The closer lets the senders go one by one; a receiver must not meet one that is still in line. */
    @Test
    void tryReceive_onceDrainedWhileCloserAtWork_receivesNothing() throws Exception {
        for (int round = 0; round < 100; round++) {
            Channel<Integer> channel = Channel.rendezvous();
            List<Running<Integer>> senders = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int item = i;
                senders.add(Running.start(true, () -> {
                    channel.send(item);
                    return item;
                }));
            }
            Running.until("all senders wait", () -> channel.stats().waitingSenders() == 100);
            Running<Boolean> closer = Running.start(false, () -> {
                channel.close();
                return true;
            });
            while (!channel.isDrained()) {
                Thread.onSpinWait();
            }
            assertThat(catchThrowable(channel::tryReceive)).isInstanceOf(ChannelClosedException.class);
            assertThat(catchThrowable(channel::receive)).isInstanceOf(ChannelClosedException.class);
            closer.result();
            for (Running<Integer> sender : senders) {
                assertThat(sender.failure()).isInstanceOf(ChannelClosedException.class);
            }
            assertThat(channel.stats().sent()).isZero();
        }
    }
}
