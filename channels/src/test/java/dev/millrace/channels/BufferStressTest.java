package dev.millrace.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The buffers for many threads, in short races of two senders or receivers against a close.
 *
 * <p>Not tested: the wrap of the tail, whose index has 63 bits beside the closed mark. At a billion items a second it
 * comes after 292 years.
 */
@Timeout(600)
class BufferStressTest {

    private static final int ROUNDS = Stress.scaled(500);

    /** Where senders stop, if the closer is late: an unbounded buffer would hold millions. */
    private static final int MOST = 1_000;

    private Buffer<Integer> buffer = new SegmentedBuffer<>();
    private final List<List<Integer>> lists = new ArrayList<>();
    private final List<Integer> accepted = new ArrayList<>(List.of(0, 0));

    static Stream<Supplier<Buffer<Integer>>> buffers() {
        return Stream.of(() -> new MpmcRing<>(1), () -> new MpmcRing<>(3), () -> new MpmcRing<>(64),
                SegmentedBuffer::new);
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void offer_againstClose_acceptedExactlyWhatIsReceived(Supplier<Buffer<Integer>> maker) throws Exception {
        Race.run(ROUNDS, round -> reset(maker.get(), 3), this::judge,
                round -> sendUntilClosed(0),
                round -> sendUntilClosed(1),
                round -> {
                    Race.spin(round % 200);
                    buffer.close();
                    long end = buffer.sent();
                    while (!buffer.isDrained()) {
                        pollInto(lists.get(2));
                    }
                    assertThat(lists.get(2)).hasSize((int) end);
                });
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void poll_againstCloseNow_eachItemOnOneSide(Supplier<Buffer<Integer>> maker) throws Exception {
        Race.run(ROUNDS, round -> reset(maker.get(), 3), this::judge,
                round -> sendUntilClosed(0),
                round -> {
                    while (!buffer.isDrained()) {
                        pollInto(lists.get(1));
                    }
                },
                round -> {
                    Race.spin(round % 200);
                    buffer.close();
                    buffer.takeRest(lists.get(2));
                    assertThat(buffer.isDrained()).isTrue();
                });
    }

    /** FULL only if full, empty only if empty: with a partner that leaves the buffer neither. */
    @ParameterizedTest
    @MethodSource("buffers")
    void all_alwaysOneInside_neverEmpty(Supplier<Buffer<Integer>> maker) throws Exception {
        Buffer<Integer> own = maker.get();
        if (own.capacity < 3) {
            return;
        }
        own.offer(0);
        int steps = Stress.scaled(5_000);
        Race.run(1, round -> {}, round -> assertThat(own.size()).isEqualTo(1),
                round -> putAndTake(own, steps),
                round -> putAndTake(own, steps));
    }

    private static void putAndTake(Buffer<Integer> buffer, int steps) {
        for (int step = 0; step < steps; step++) {
            assertThat(buffer.offer(step)).isEqualTo(SendResult.SENT);
            if (buffer.poll() == null) {
                throw new AssertionError("empty with an item inside, step " + step);
            }
        }
    }

    private void reset(Buffer<Integer> fresh, int racers) {
        buffer = fresh;
        lists.clear();
        for (int i = 0; i < racers; i++) {
            lists.add(new ArrayList<>());
        }
        accepted.set(0, 0);
        accepted.set(1, 0);
    }

    private void sendUntilClosed(int sender) {
        int next = sender;
        SendResult result = SendResult.SENT;
        while (result != SendResult.CLOSED && next < MOST) {
            result = buffer.offer(next);
            next += result == SendResult.SENT ? 2 : 0;
        }
        accepted.set(sender, next / 2);
    }

    private void pollInto(List<Integer> list) {
        Integer item = buffer.poll();
        if (item != null) {
            list.add(item);
        }
    }

    private void judge(int round) {
        List<Integer> all = new ArrayList<>();
        for (List<Integer> list : lists) {
            assertThat(list.stream().filter(item -> item % 2 == 0)).as("order in round %d", round).isSorted();
            assertThat(list.stream().filter(item -> item % 2 == 1)).as("order in round %d", round).isSorted();
            all.addAll(list);
        }
        List<Integer> expected = new ArrayList<>();
        for (int sender = 0; sender < 2; sender++) {
            for (int i = 0; i < accepted.get(sender); i++) {
                expected.add(2 * i + sender);
            }
        }
        Collections.sort(all);
        Collections.sort(expected);
        assertThat(all).as("round %d", round).isEqualTo(expected);
        assertThat(buffer.sent()).isEqualTo(expected.size());
        assertThat(buffer.received()).isEqualTo(expected.size());
        assertThat(buffer.poll()).isNull();
    }
}
