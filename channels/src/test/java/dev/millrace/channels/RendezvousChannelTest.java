package dev.millrace.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.core.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
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

    @Test
    void receive_severalSendersWait_meetsThemInOrder() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        for (int i = 0; i < 3; i++) {
            int item = i;
            Running.start(true, () -> channel.send(item, Duration.ofDays(1)));
            Running.until("the sender waits", () -> channel.stats().waitingSenders() == item + 1);
        }

        assertThat(List.of(channel.receive(), channel.receive(), channel.receive())).containsExactly(0, 1, 2);
    }

    @Test
    void send_severalReceiversWait_meetsThemInOrder() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        List<Running<Integer>> receivers = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            int count = i;
            receivers.add(Running.start(true, channel::receive));
            Running.until("the receiver waits", () -> channel.stats().waitingReceivers() == count);
        }

        for (int item = 0; item < 3; item++) {
            channel.send(item);
            assertThat(receivers.get(item).result()).isEqualTo(item);
        }
    }

    @Test
    void send_interruptedAfterItWasMet_isSentAndKeepsTheStatus() throws Exception {
        MeetingClock clock = new MeetingClock();
        Channel<Integer> channel = Channel.builder().rendezvous().time(clock).build();
        AtomicReference<Integer> received = new AtomicReference<>();
        clock.meeting = () -> received.set(channel.tryReceive());

        boolean sent = channel.send(1, Duration.ofSeconds(1));
        boolean interrupted = Thread.interrupted();

        assertThat(sent).isTrue();
        assertThat(interrupted).isTrue();
        assertThat(received).hasValue(1);
    }

    @Test
    void receive_interruptedAfterItWasMet_receivesAndKeepsTheStatus() throws Exception {
        MeetingClock clock = new MeetingClock();
        Channel<Integer> channel = Channel.builder().rendezvous().time(clock).build();
        clock.meeting = () -> channel.trySend(1);

        Integer received = channel.receive(Duration.ofSeconds(1));
        boolean interrupted = Thread.interrupted();

        assertThat(received).isEqualTo(1);
        assertThat(interrupted).isTrue();
    }

    /** A clock on which a waiting thread is met, and then interrupted before it looks again. */
    private static final class MeetingClock implements TimeSource {
        private Runnable meeting = () -> {};

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public void parkUntil(Object blocker, long nanoTime) {
            meeting.run();
            throwUnchecked(new InterruptedException());
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <E extends Throwable> void throwUnchecked(Throwable failure) throws E {
            throw (E) failure;
        }
    }

    /** Whether a wait ends by being met or by being late is one decision, for both who meet. */
    @Test
    void wait_lateWhileItIsMet_bothSidesAgree() throws Exception {
        LateClock clock = new LateClock();
        Channel<Integer> channel = Channel.builder().rendezvous().time(clock).build();
        Integer[] halves = new Integer[2];
        Race.run(Stress.scaled(5_000), round -> clock.late = false, round -> {
            assertThat(halves[0]).as("what one side says in round %d", round).isEqualTo(halves[1]);
            assertThat(channel.stats().waitingSenders() + channel.stats().waitingReceivers()).isZero();
        }, round -> halves[0] = round % 2 == 0 ? sent(channel, round) : received(channel), round -> {
            Running.until(
                    "it waits",
                    () -> channel.stats().waitingSenders() + channel.stats().waitingReceivers() == 1);
            clock.late = true;
            Race.spin(round / 2 % 8);
            halves[1] = round % 2 == 0 ? channel.tryReceive() : trySent(channel, round);
        });
    }

    private static Integer sent(Channel<Integer> channel, int item) {
        try {
            return channel.send(item, Duration.ofSeconds(1)) ? item : null;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Integer received(Channel<Integer> channel) {
        try {
            return channel.receive(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Integer trySent(Channel<Integer> channel, int item) {
        return channel.trySend(item) == SendResult.SENT ? item : null;
    }

    /** A clock that says all at once that it is late, and on which nobody sleeps. */
    private static final class LateClock implements TimeSource {
        private volatile boolean late;

        @Override
        public long nanoTime() {
            return late ? Duration.ofDays(1).toNanos() : 0;
        }

        @Override
        public void parkUntil(Object blocker, long nanoTime) {
            Thread.yield();
        }
    }
}
