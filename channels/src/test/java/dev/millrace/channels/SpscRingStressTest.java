package dev.millrace.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Short races, thousands of times: each of the steps that are decided after a close, against its opponent. */
@Timeout(600)
class SpscRingStressTest {

    private static final int ROUNDS = Stress.scaled(2_000);

    private SpscRing<Integer> ring = new SpscRing<>(1);
    private int accepted;
    private List<Integer> received = List.of();
    private List<Integer> rest = List.of();
    private long greatest;
    private long end;

    @Test
    void offer_againstClose_acceptedExactlyWhatIsReceived() throws Exception {
        Race.run(ROUNDS, round -> ring = new SpscRing<>(64), this::judge,
                round -> {
                    accepted = 0;
                    while (accepted < 64 && ring.offer(accepted) == SendResult.SENT) {
                        accepted++;
                    }
                },
                round -> {
                    Race.spin(round % 64);
                    ring.close();
                    end = ring.sent();
                    received = pollAll();
                    rest = List.of();
                    assertThat(ring.isDrained()).isTrue();
                });
    }

    /** Red only with a pause put between the two reads in sent(): the window is two instructions wide. */
    @Test
    void sent_whileSenderIsOvertakenByClose_neverCountsMoreThanTheEnd() throws Exception {
        Race.run(ROUNDS, round -> ring = new SpscRing<>(256), round -> assertThat(greatest).isLessThanOrEqualTo(end),
                round -> {
                    while (ring.offer(1) == SendResult.SENT) {
                        Thread.onSpinWait();
                    }
                },
                round -> {
                    greatest = 0;
                    for (int look = 0; look < 300; look++) {
                        greatest = Math.max(greatest, ring.sent());
                    }
                },
                round -> {
                    ring.close();
                    end = ring.sent();
                });
    }

    @Test
    void poll_againstTakeRest_eachItemOnOneSide() throws Exception {
        Race.run(ROUNDS,
                round -> {
                    accepted = 1 + round % 48;
                    ring = new SpscRing<>(accepted);
                    for (int item = 0; item < accepted; item++) {
                        ring.offer(item);
                    }
                    ring.close();
                },
                this::judge,
                round -> {
                    received = pollAll();
                    assertThat(ring.isDrained()).as("a closed ring that is empty").isTrue();
                },
                round -> {
                    Race.spin(round % 32);
                    rest = new ArrayList<>();
                    ring.takeRest(rest);
                });
    }

    @Test
    void allOperations_senderReceiverAndCloseNow_eachItemOnOneSide() throws Exception {
        Race.run(ROUNDS, round -> ring = new SpscRing<>(1 + round % 5), this::judge,
                round -> {
                    accepted = 0;
                    for (SendResult result = ring.offer(0); result != SendResult.CLOSED; result = ring
                            .offer(accepted)) {
                        accepted += result == SendResult.SENT ? 1 : 0;
                    }
                },
                round -> {
                    received = new ArrayList<>();
                    while (!ring.isDrained()) {
                        received.addAll(pollAll());
                    }
                },
                round -> {
                    Race.spin(round % 200);
                    ring.close();
                    rest = new ArrayList<>();
                    ring.takeRest(rest);
                });
    }

    private void judge(int round) {
        assertThat(received).as("received in round %d", round).isEqualTo(numbers(0, received.size()));
        assertThat(rest).as("left over in round %d", round).isEqualTo(numbers(received.size(), accepted));
        assertThat(ring.sent()).as("accepted in round %d", round).isEqualTo(accepted);
        assertThat(ring.received()).isEqualTo(accepted);
        assertThat(ring.poll()).isNull();
    }

    private List<Integer> pollAll() {
        List<Integer> items = new ArrayList<>();
        for (Integer item = ring.poll(); item != null; item = ring.poll()) {
            items.add(item);
        }
        return items;
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }
}
