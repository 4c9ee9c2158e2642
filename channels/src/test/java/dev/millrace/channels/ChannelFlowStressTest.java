package dev.millrace.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A fast flow between two threads, in which both wait often and are woken late: wake-ups meet threads that have just gone
 * on by themselves. A wake-up that is lost there stops the flow for ever.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChannelFlowStressTest {

    private static final int ITEMS = 2_000_000;
    private static final int ITEMS_ONE_BY_ONE = 100_000;

    static Stream<Arguments> flows() {
        return ChannelKind.all().flatMap(kind -> Stream.of(Arguments.of(kind, false), Arguments.of(kind, true)));
    }

    @ParameterizedTest(name = "{0}, virtual threads: {1}")
    @MethodSource("flows")
    void flow_oneToOne_neverStops(ChannelKind kind, boolean virtual) throws Exception {
        Channel<Integer> channel = kind.create();
        int items = kind.places() > 100 ? ITEMS : ITEMS_ONE_BY_ONE;
        Running<Boolean> sender = Running.start(virtual, () -> {
            for (int i = 0; i < items; i++) {
                channel.send(i);
            }
            return true;
        });
        Running<Boolean> receiver = Running.start(virtual, () -> {
            boolean inOrder = true;
            for (int i = 0; i < items; i++) {
                inOrder &= channel.receive() == i;
            }
            return inOrder;
        });

        assertThat(sender.result()).isTrue();
        assertThat(receiver.result()).isTrue();
    }
}
