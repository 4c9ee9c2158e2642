package dev.millrace.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Short races, thousands of times: each of the steps that are decided after a close, against its opponent. */
@Timeout(120)
class SpscRingStressTest {

    private static final int ROUNDS = Stress.scaled(4_000);

    /** One that waits in a loop for its opponents, so that all start within a few instructions of each other. */
    private static final class Start {
        private final AtomicInteger missing;

        Start(int parties) {
            missing = new AtomicInteger(parties);
        }

        void await() {
            missing.decrementAndGet();
            for (int spins = 0; missing.get() > 0; spins++) {
                if (spins < 1_000) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
        }
    }

    @Test
    void offer_againstClose_acceptedExactlyWhatIsReceived() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            SpscRing<Integer> ring = new SpscRing<>(64);
            Start start = new Start(2);
            int pause = round % 64;
            Running<Integer> sender = Running.start(false, () -> {
                start.await();
                int accepted = 0;
                while (accepted < 64 && ring.offer(accepted) == SendResult.SENT) {
                    accepted++;
                }
                return accepted;
            });
            start.await();
            spin(pause);
            ring.close();
            long end = ring.sent();
            List<Integer> received = new ArrayList<>();
            for (Integer item = ring.poll(); item != null; item = ring.poll()) {
                received.add(item);
            }
            assertThat(ring.isDrained()).isTrue();
            assertThat(sender.result()).as("accepted in round %d", round).isEqualTo((int) end);
            assertThat(received).isEqualTo(numbers(0, (int) end));
            assertThat(ring.sent()).isEqualTo(end);
            assertThat(ring.poll()).isNull();
        }
    }

    /** Red only with a pause put between the two reads in sent(); the window is two instructions wide. */
    @Test
    void sent_whileSenderIsOvertakenByClose_neverCountsMoreThanTheEnd() throws Exception {
        for (int round = 0; round < ROUNDS / 4; round++) {
            SpscRing<Integer> ring = new SpscRing<>(256);
            Start start = new Start(3);
            Running<Boolean> sender = Running.start(false, () -> {
                start.await();
                while (ring.offer(1) == SendResult.SENT) {
                    Thread.onSpinWait();
                }
                return true;
            });
            Running<Long> looker = Running.start(false, () -> {
                start.await();
                long greatest = 0;
                for (int look = 0; look < 500; look++) {
                    greatest = Math.max(greatest, ring.sent());
                }
                return greatest;
            });
            start.await();
            ring.close();
            long end = ring.sent();
            assertThat(looker.result()).isLessThanOrEqualTo(end);
            sender.result();
        }
    }

    @Test
    void poll_againstTakeRest_eachItemOnOneSide() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            int items = 1 + round % 48;
            SpscRing<Integer> ring = new SpscRing<>(items);
            for (int item = 0; item < items; item++) {
                ring.offer(item);
            }
            ring.close();
            Start start = new Start(2);
            Running<List<Integer>> receiver = Running.start(false, () -> {
                start.await();
                List<Integer> received = new ArrayList<>();
                for (Integer item = ring.poll(); item != null; item = ring.poll()) {
                    received.add(item);
                }
                assertThat(ring.isDrained()).as("poll says empty of a closed ring").isTrue();
                return received;
            });
            start.await();
            spin(round % 32);
            List<Integer> rest = new ArrayList<>();
            ring.takeRest(rest);
            List<Integer> received = receiver.result();
            assertThat(received).as("round %d", round).isEqualTo(numbers(0, received.size()));
            assertThat(rest).as("round %d", round).isEqualTo(numbers(received.size(), items));
        }
    }

    @Test
    void allThree_senderReceiverAndCloseNow_eachItemOnOneSide() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            SpscRing<Integer> ring = new SpscRing<>(1 + round % 5);
            Start start = new Start(3);
            Running<Integer> sender = Running.start(false, () -> {
                start.await();
                int accepted = 0;
                for (SendResult result = ring.offer(0); result != SendResult.CLOSED; result = ring.offer(accepted)) {
                    accepted += result == SendResult.SENT ? 1 : 0;
                }
                return accepted;
            });
            Running<List<Integer>> receiver = Running.start(false, () -> {
                start.await();
                List<Integer> received = new ArrayList<>();
                while (!ring.isDrained()) {
                    Integer item = ring.poll();
                    if (item != null) {
                        received.add(item);
                    }
                }
                return received;
            });
            start.await();
            spin(round % 100);
            ring.close();
            List<Integer> rest = new ArrayList<>();
            ring.takeRest(rest);
            List<Integer> received = receiver.result();
            int accepted = sender.result();
            assertThat(received).as("round %d", round).isEqualTo(numbers(0, received.size()));
            assertThat(rest).as("round %d", round).isEqualTo(numbers(received.size(), accepted));
            assertThat(ring.sent()).isEqualTo(accepted);
            assertThat(ring.received()).isEqualTo(accepted);
        }
    }

    private static void spin(int pauses) {
        for (int i = 0; i < pauses; i++) {
            Thread.onSpinWait();
        }
    }

    private static List<Integer> numbers(int from, int to) {
        List<Integer> numbers = new ArrayList<>();
        for (int number = from; number < to; number++) {
            numbers.add(number);
        }
        return numbers;
    }
}
