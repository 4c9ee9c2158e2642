package dev.millrace.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random scenarios: senders and receivers use every form of send and receive, are interrupted, and the channel is closed
 * in one of its ways at some moment. A failure names its seed; {@code -Dmillrace.stress.seed} repeats that scenario.
 */
@Timeout(3600)
class ChannelScenarioStressTest {

    private static final int ROUNDS = Stress.scaled(100);

    static Stream<ChannelKind> kinds() {
        return ChannelKind.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anyScenario_closedAtSomeMoment_eachAcceptedItemOnce(ChannelKind kind) throws Exception {
        Long seed = Long.getLong("millrace.stress.seed");
        if (seed != null) {
            new Scenario(kind, seed).run();
            return;
        }
        long first = System.nanoTime();
        for (int round = 0; round < ROUNDS; round++) {
            new Scenario(kind, first + round).run();
        }
    }

    /** An item; its mark is a plain field, which the receiver must see. */
    private static final class Item {
        private final int sender;
        private final int number;
        private int mark;

        Item(int sender, int number) {
            this.sender = sender;
            this.number = number;
        }

        private int expectedMark() {
            return 31 * sender + 7 * number + 1;
        }

        @Override
        public String toString() {
            return sender + "/" + number;
        }
    }

    private static final class Scenario {
        private final ChannelKind kind;
        private final long seed;
        private final Random random;
        private final Channel<Item> channel;

        Scenario(ChannelKind kind, long seed) {
            this.kind = kind;
            this.seed = seed;
            this.random = new Random(seed);
            this.channel = kind.create();
        }

        void run() throws Exception {
            try {
                play();
            } catch (Throwable e) {
                throw new AssertionError(kind + ", -Dmillrace.stress.seed=" + seed + ", " + channel + ": " + e, e);
            }
        }

        private void play() throws Exception {
            int senderCount = kind.parties(1 + random.nextInt(4));
            int receiverCount = kind.parties(1 + random.nextInt(4));
            List<Running<List<Item>>> senders = new ArrayList<>();
            List<Running<List<Item>>> receivers = new ArrayList<>();
            for (int i = 0; i < Math.max(senderCount, receiverCount); i++) {
                if (i < senderCount) {
                    int sender = i;
                    Random own = new Random(random.nextLong());
                    senders.add(Running.start(random.nextBoolean(), () -> send(sender, own)));
                }
                if (i < receiverCount) {
                    Random own = new Random(random.nextLong());
                    receivers.add(Running.start(random.nextBoolean(), () -> receive(own)));
                }
            }
            int interrupts = random.nextInt(8);
            for (int i = 0; i < interrupts; i++) {
                pause(random);
                checkDepth();
                List<Running<List<Item>>> side = random.nextBoolean() ? senders : receivers;
                side.get(random.nextInt(side.size())).interrupt();
            }
            List<Item> rest = close();
            List<List<Item>> accepted = new ArrayList<>();
            for (Running<List<Item>> sender : senders) {
                accepted.add(sender.result());
            }
            List<List<Item>> received = new ArrayList<>();
            for (Running<List<Item>> receiver : receivers) {
                received.add(receiver.result());
            }
            received.add(rest);
            judge(accepted, received);
        }

        private List<Item> close() {
            for (int i = random.nextInt(4); i > 0; i--) {
                pause(random);
                checkDepth();
            }
            return switch (random.nextInt(4)) {
                case 0 -> {
                    channel.close();
                    yield List.of();
                }
                case 1 -> {
                    assertThat(channel.fail(new RuntimeException("burst"))).isTrue();
                    yield List.of();
                }
                case 2 -> {
                    channel.close();
                    pause(random);
                    yield channel.closeNow();
                }
                default -> channel.closeNow();
            };
        }

        /** Sends until the channel is closed or there are enough; returns what was accepted. */
        private List<Item> send(int sender, Random own) {
            List<Item> accepted = new ArrayList<>();
            int number = 0;
            while (number < 400) {
                List<Item> batch = new ArrayList<>();
                int size = own.nextInt(8) == 0 ? own.nextInt(5) : 1;
                for (int i = 0; i < size; i++) {
                    Item item = new Item(sender, number++);
                    item.mark = item.expectedMark();
                    batch.add(item);
                }
                try {
                    int count = sendSomehow(batch, own);
                    if (count < 0) {
                        return accepted;
                    }
                    accepted.addAll(batch.subList(0, count));
                } catch (ChannelClosedException e) {
                    return accepted;
                } catch (InterruptedException e) {
                    // nothing of the batch was accepted
                }
                if (own.nextInt(4) == 0) {
                    pause(own);
                }
            }
            return accepted;
        }

        /** Returns how many were accepted, or -1 if the channel is closed. */
        private int sendSomehow(List<Item> batch, Random own) throws InterruptedException {
            if (batch.size() != 1) {
                return channel.sendAll(batch);
            }
            Item item = batch.get(0);
            return switch (own.nextInt(3)) {
                case 0 -> {
                    channel.send(item);
                    yield 1;
                }
                case 1 -> channel.send(item, Duration.ofNanos(own.nextInt(50_000))) ? 1 : 0;
                default ->
                    switch (channel.trySend(item)) {
                        case SENT -> 1;
                        case FULL -> 0;
                        case CLOSED -> -1;
                    };
            };
        }

        /** Receives until the channel is drained. */
        private List<Item> receive(Random own) {
            List<Item> received = new ArrayList<>();
            while (true) {
                try {
                    List<Item> items = receiveSomehow(own);
                    received.addAll(items);
                    if (!items.isEmpty()) {
                        channel.taskDone(items.size());
                    }
                } catch (ChannelClosedException e) {
                    assertThat(channel.isDrained()).isTrue();
                    return received;
                } catch (InterruptedException e) {
                    // nothing was consumed
                } catch (ChannelInterruptedException e) {
                    assertThat(Thread.interrupted()).isTrue();
                }
                if (own.nextInt(4) == 0) {
                    pause(own);
                }
            }
        }

        private List<Item> receiveSomehow(Random own) throws InterruptedException {
            Duration moment = Duration.ofNanos(own.nextInt(50_000));
            return switch (own.nextInt(7)) {
                case 0 -> List.of(channel.receive());
                case 1 -> listOf(channel.receive(moment));
                case 2 -> listOf(channel.tryReceive());
                case 3 ->
                    switch (channel.receiveOrClosed()) {
                        case Received.Item<Item>(Item item) -> List.of(item);
                        case Received.Closed<Item> closed -> List.of(channel.receive());
                    };
                case 4 -> channel.receiveMany(1 + own.nextInt(4));
                case 5 -> channel.receiveMany(1 + own.nextInt(4), moment);
                default -> {
                    Iterator<Item> iterator = channel.iterator();
                    yield iterator.hasNext() ? List.of(iterator.next()) : List.of(channel.receive());
                }
            };
        }

        private void judge(List<List<Item>> accepted, List<List<Item>> received) throws Exception {
            Set<Item> missing = new HashSet<>();
            accepted.forEach(missing::addAll);
            int count = missing.size();
            for (List<Item> list : received) {
                Map<Integer, Integer> last = new HashMap<>();
                for (Item item : list) {
                    assertThat(missing.remove(item)).as("%s accepted, and received once", item).isTrue();
                    assertThat(item.mark).as("mark of %s", item).isEqualTo(item.expectedMark());
                    Integer before = last.put(item.sender, item.number);
                    assertThat(before == null || before < item.number)
                            .as("order: %s after number %s", item, before)
                            .isTrue();
                }
            }
            assertThat(missing).as("accepted and not received").isEmpty();
            ChannelStats stats = channel.stats();
            assertThat(stats.sent()).isEqualTo(count);
            assertThat(stats.received()).isEqualTo(count);
            assertThat(stats.peakDepth()).isLessThanOrEqualTo(kind.capacity());
            assertThat(stats.waitingSenders() + stats.waitingReceivers()).isZero();
            assertThat(channel.isDrained()).isTrue();
            assertThat(channel.join(Duration.ZERO)).as("all tasks are done").isTrue();
            assertThat(channel.closeNow()).isEmpty();
        }

        private void checkDepth() {
            assertThat(channel.size()).isBetween(0, kind.capacity());
            assertThat(channel.stats().depth()).isBetween(0L, (long) kind.capacity());
        }

        private static void pause(Random random) {
            switch (random.nextInt(4)) {
                case 0 -> Thread.yield();
                case 1 -> Race.spin(random.nextInt(500));
                case 2 -> LockSupport.parkNanos(random.nextInt(30_000));
                default -> {
                    // none
                }
            }
        }

        private static List<Item> listOf(Item item) {
            return item == null ? List.of() : List.of(item);
        }
    }
}
