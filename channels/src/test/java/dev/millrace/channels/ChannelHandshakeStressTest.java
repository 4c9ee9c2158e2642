package dev.millrace.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.internal.PaddedLong;
import dev.millrace.core.internal.Spin;
import dev.millrace.core.wait.WaitStrategy;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One thread begins to wait while the other does the one thing that it waits for, and nothing afterwards that could make up
 * for a lost wake-up. What orders a claim before the look at the wait list must hold here by itself.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChannelHandshakeStressTest {

    private static final long SEED = 20_261_123L;
    private static final int ROUNDS = 20_000;

    private final PaddedLong begun = new PaddedLong();
    private final PaddedLong ended = new PaddedLong();
    private final long[] cold = new long[1 << 21]; // more than a cache holds

    static Stream<Arguments> kinds() {
        return ChannelKind.all()
                .filter(kind -> kind.capacity() <= 2 || kind.isUnbounded())
                .flatMap(kind -> Stream.of(Arguments.of(kind, false), Arguments.of(kind, true)));
    }

    static Stream<Arguments> boundedKinds() {
        return kinds().filter(each -> ((ChannelKind) each.get()[0]).isBounded());
    }

    @ParameterizedTest(name = "{0}, virtual threads: {1}")
    @MethodSource("kinds")
    void send_whileTheReceiverBeginsToWait_wakesIt(ChannelKind kind, boolean virtual) throws Exception {
        Channel<Long> channel = create(kind);
        Running<Boolean> receiver = Running.start(virtual, () -> {
            boolean inOrder = true;
            for (long round = 1; round <= ROUNDS; round++) {
                begun.setRelease(round);
                inOrder &= channel.receive() == round;
                ended.setRelease(round);
            }
            return inOrder;
        });
        SplittableRandom random = new SplittableRandom(SEED);
        for (long round = 1; round <= ROUNDS; round++) {
            awaitRound(begun, round);
            keepBusy(random);
            channel.send(round);
            awaitRound(ended, round);
        }

        assertThat(receiver.result()).isTrue();
    }

    @ParameterizedTest(name = "{0}, virtual threads: {1}")
    @MethodSource("boundedKinds")
    void receive_whileTheSenderBeginsToWait_wakesIt(ChannelKind kind, boolean virtual) throws Exception {
        Channel<Long> channel = create(kind);
        Running<Boolean> sender = Running.start(virtual, () -> {
            for (long round = 1; round <= ROUNDS + kind.capacity(); round++) {
                begun.setRelease(round - kind.capacity()); // from one on there is no place left
                channel.send(round);
                ended.setRelease(round - kind.capacity());
            }
            return true;
        });
        SplittableRandom random = new SplittableRandom(SEED);
        boolean inOrder = true;
        for (long round = 1; round <= ROUNDS; round++) {
            awaitRound(begun, round);
            keepBusy(random);
            inOrder &= channel.receive() == round;
            awaitRound(ended, round);
        }

        assertThat(inOrder).isTrue();
        assertThat(sender.result()).isTrue();
    }

    private static Channel<Long> create(ChannelKind kind) {
        return kind.spec().get().waitStrategy(WaitStrategy.PARK).build();
    }

    /** Waits for the other thread without taking part in the wake-ups under test; fails when it never comes. */
    private static void awaitRound(PaddedLong reached, long round) {
        long start = System.nanoTime();
        for (int looks = 1; reached.getAcquire() < round; looks++) {
            Spin.once(looks, 10_000);
            if ((looks & 1023) == 0) {
                assertThat(System.nanoTime() - start).as("a wake-up is lost in round %d", round)
                        .isLessThan(20_000_000_000L);
            }
        }
    }

    /** A moment of random length, at whose end the next writes of this thread stand in line behind slow ones. */
    private void keepBusy(SplittableRandom random) {
        for (int i = random.nextInt(12); i > 0; i--) {
            Thread.onSpinWait();
        }
        for (int i = random.nextInt(12); i > 0; i--) {
            cold[random.nextInt(cold.length)] = i;
        }
    }
}
