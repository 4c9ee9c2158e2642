package dev.millrace.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The ring after so much use that the halves of its numbers wrap. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MpmcRingTest {

    private static final int CAPACITY = 5;
    private static final int ITEMS = 40;

    static LongStream firsts() {
        return LongStream.of(0, 1L << 31, 1L << 32, 5L << 32).flatMap(turn -> LongStream.of(turn, turn - 1, turn - 20))
                .filter(first -> first >= 0);
    }

    @ParameterizedTest
    @MethodSource("firsts")
    void ring_anyFirstPlace_keepsOrderAndCapacity(long first) {
        MpmcRing<Integer> ring = new MpmcRing<>(CAPACITY, first);
        List<Integer> taken = new ArrayList<>();
        for (int item = 0; item < ITEMS; item++) {
            if (ring.size() == CAPACITY) {
                assertThat(ring.offer(-1)).isEqualTo(SendResult.FULL);
                drain(ring, taken);
                assertThat(ring.poll()).isNull();
            }
            assertThat(ring.offer(item)).isEqualTo(SendResult.SENT);
        }
        ring.close();
        assertThat(ring.offer(-1)).isEqualTo(SendResult.CLOSED);
        drain(ring, taken);

        assertThat(taken).hasSize(ITEMS).isSorted();
        assertThat(ring.isDrained()).isTrue();
        assertThat(ring.sent()).isEqualTo(first + ITEMS);
    }

    @ParameterizedTest
    @MethodSource("firsts")
    void ring_anyFirstPlace_severalThreads_deliverEachItemOnce(long first) throws Exception {
        MpmcRing<Integer> ring = new MpmcRing<>(CAPACITY, first);
        List<Running<Long>> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(Running.start(false, () -> {
                for (int item = 1; item <= 20_000; item++) {
                    while (ring.offer(item) != SendResult.SENT) {
                        Thread.yield();
                    }
                }
                return 0L;
            }));
            threads.add(Running.start(false, () -> {
                long sum = 0;
                for (int n = 0; n < 20_000; n++) {
                    Integer item = ring.poll();
                    while (item == null) {
                        Thread.yield();
                        item = ring.poll();
                    }
                    sum += item;
                }
                return sum;
            }));
        }
        long sum = 0;
        for (Running<Long> thread : threads) {
            sum += thread.result();
        }

        assertThat(sum).isEqualTo(20_000L * 20_001);
    }

    private static void drain(MpmcRing<Integer> ring, List<Integer> taken) {
        for (Integer item = ring.poll(); item != null; item = ring.poll()) {
            taken.add(item);
        }
    }
}
