package dev.millrace.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.schedule.Body;
import dev.millrace.testkit.schedule.weave.EverySchedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The steps that two threads must not see half done, each against its opponent under every schedule of a few preemptions: a
 * place that is handed over, a close, the taking of the rest, a wait that ends in two ways at once.
 */
@Timeout(60)
class ChannelScheduleTest {

    /** A few threads, and a look at what they have done when the last is over. */
    abstract static class Program implements Supplier<List<Body>> {
        private final AtomicInteger running = new AtomicInteger();

        final Body body(String name, Task task) {
            running.incrementAndGet();
            return new Body(name, () -> {
                try {
                    task.run();
                } catch (InterruptedException e) {
                    throw new AssertionError("interrupted", e);
                }
                if (running.decrementAndGet() == 0) {
                    judge();
                }
            });
        }

        abstract void judge();

        interface Task {
            void run() throws InterruptedException;
        }
    }

    private static void everySchedule(int preemptions, Class<? extends Program> program) {
        EverySchedule.ofUpTo(preemptions, program, "dev.millrace.channels", "dev.millrace.core");
    }

    // ---- the ring for many: a place is handed over only when all is done with it

    /** A full ring of two places; the next item goes where the one lies that is being taken. */
    static final class ManyOneLapOn extends Program {
        private final MpmcRing<Integer> ring = new MpmcRing<>(2);
        private @Nullable Integer taken;

        @Override
        public List<Body> get() {
            ring.offer(1);
            ring.offer(2);
            return List.of(body("receiver", () -> taken = ring.poll()), body("sender", () -> {
                while (ring.offer(3) != SendResult.SENT) {
                    Thread.onSpinWait();
                }
            }));
        }

        @Override
        void judge() {
            assertThat(taken).isEqualTo(1);
            assertThat(rest(ring)).containsExactly(2, 3);
        }
    }

    @Test
    void many_placeIsFilledWhileItIsEmptied_noItemIsLostOrOverwritten() {
        everySchedule(2, ManyOneLapOn.class);
    }

    /** An empty ring: what is taken is what was put. */
    static final class ManyFromEmpty extends Program {
        private final MpmcRing<Integer> ring = new MpmcRing<>(2);
        private final List<Integer> taken = new ArrayList<>();

        @Override
        public List<Body> get() {
            return List.of(body("receiver", () -> addTo(taken, ring.poll())), body("sender", () -> ring.offer(1)),
                    body("another sender", () -> ring.offer(2)));
        }

        @Override
        void judge() {
            taken.addAll(rest(ring));
            assertThat(taken).containsExactlyInAnyOrder(1, 2);
        }
    }

    @Test
    void many_itemIsTakenWhileItIsPut_itIsThatItem() {
        everySchedule(2, ManyFromEmpty.class);
    }

    // ---- the ring for one sender and one receiver

    /** As {@link ManyOneLapOn}. */
    static final class OneLapOn extends Program {
        private final SpscRing<Integer> ring = new SpscRing<>(2);
        private @Nullable Integer taken;

        @Override
        public List<Body> get() {
            ring.offer(1);
            ring.offer(2);
            return List.of(body("receiver", () -> taken = ring.poll()), body("sender", () -> {
                while (ring.offer(3) != SendResult.SENT) {
                    Thread.onSpinWait();
                }
            }));
        }

        @Override
        void judge() {
            assertThat(taken).isEqualTo(1);
            assertThat(rest(ring)).containsExactly(2, 3);
        }
    }

    @Test
    void oneToOne_placeIsFilledWhileItIsEmptied_noItemIsLostOrOverwritten() {
        everySchedule(2, OneLapOn.class);
    }

    /** The sender claims a place and takes it back, since the close was first; nobody must count it. */
    static final class CountedWhileClosed extends Program {
        private final SpscRing<Integer> ring = new SpscRing<>(1);
        private @Nullable SendResult result;
        private long counted;
        private long end;

        @Override
        public List<Body> get() {
            return List.of(body("looker", () -> counted = ring.sent()), body("sender", () -> result = ring.offer(1)),
                    body("closer", () -> {
                        ring.close();
                        end = ring.sent();
                    }));
        }

        @Override
        void judge() {
            assertThat(counted).as("seen by one who looks").isLessThanOrEqualTo(end);
            assertThat(end).isEqualTo(result == SendResult.SENT ? 1 : 0).isEqualTo(ring.sent());
            assertThat(rest(ring)).hasSize((int) end);
        }
    }

    @Test
    void oneToOne_closedWhileASenderClaims_allAgreeOnWhatWasAccepted() {
        everySchedule(3, CountedWhileClosed.class);
    }

    /** The receiver and the closer go for the same items. */
    static final class RestTaken extends Program {
        private final SpscRing<Integer> ring = new SpscRing<>(2);
        private final List<Integer> taken = new ArrayList<>();
        private final List<Integer> rest = new ArrayList<>();

        @Override
        public List<Body> get() {
            ring.offer(1);
            ring.offer(2);
            return List.of(body("receiver", () -> addTo(taken, ring.poll())), body("closer", () -> {
                ring.close();
                ring.takeRest(rest);
            }));
        }

        @Override
        void judge() {
            taken.addAll(rest);
            assertThat(taken).containsExactly(1, 2);
            assertThat(ring.poll()).isNull();
            assertThat(ring.isDrained()).isTrue();
        }
    }

    @Test
    void oneToOne_restIsTakenWhileAReceiverTakes_eachItemIsOnOneSide() {
        everySchedule(2, RestTaken.class);
    }

    // ---- a rendezvous: how a wait ends is decided once

    static final class LateSender extends Program {
        private final Channel<Integer> channel = Channel.rendezvous();
        private boolean sent;
        private @Nullable Integer received;

        @Override
        public List<Body> get() {
            return List.of(body("sender", () -> sent = channel.send(1, Duration.ZERO)),
                    body("receiver", () -> received = channel.tryReceive()));
        }

        @Override
        void judge() {
            assertThat(received).isEqualTo(sent ? 1 : null);
            assertThat(channel.stats().sent()).isEqualTo(sent ? 1 : 0);
        }
    }

    @Test
    void rendezvous_senderIsLateWhileItIsMet_bothSidesAgree() {
        everySchedule(2, LateSender.class);
    }

    static final class LateReceiver extends Program {
        private final Channel<Integer> channel = Channel.rendezvous();
        private @Nullable SendResult result;
        private @Nullable Integer received;

        @Override
        public List<Body> get() {
            return List.of(body("receiver", () -> received = channel.receive(Duration.ZERO)),
                    body("sender", () -> result = channel.trySend(1)));
        }

        @Override
        void judge() {
            assertThat(received).isEqualTo(result == SendResult.SENT ? 1 : null);
        }
    }

    @Test
    void rendezvous_receiverIsLateWhileItIsMet_bothSidesAgree() {
        everySchedule(2, LateReceiver.class);
    }

    static final class InterruptedSender extends Program {
        private final Channel<Integer> channel = Channel.rendezvous();
        private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
        private final AtomicBoolean sent = new AtomicBoolean();
        private @Nullable Integer received;

        @Override
        public List<Body> get() {
            return List.of(body("sender", this::send), body("interrupter", () -> {
                Thread sender = thread.get();
                if (sender != null) {
                    sender.interrupt();
                }
                received = channel.tryReceive();
                channel.close(); // for a sender that is neither met nor interrupted
            }));
        }

        private void send() {
            thread.set(Thread.currentThread());
            try {
                channel.send(1);
                sent.set(true);
            } catch (InterruptedException | ChannelClosedException e) {
                // not sent
            }
            Thread.interrupted();
        }

        @Override
        void judge() {
            assertThat(received).isEqualTo(sent.get() ? 1 : null);
        }
    }

    @Test
    void rendezvous_senderIsInterruptedWhileItIsMet_bothSidesAgree() {
        everySchedule(2, InterruptedSender.class);
    }

    private static void addTo(List<Integer> items, @Nullable Integer item) {
        if (item != null) {
            items.add(item);
        }
    }

    private static List<Integer> rest(Buffer<Integer> buffer) {
        List<Integer> items = new ArrayList<>();
        for (Integer item = buffer.poll(); item != null; item = buffer.poll()) {
            items.add(item);
        }
        return items;
    }
}
