package dev.millrace.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.time.TimeSource;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Channels hold although the code of a user that they call, a cause's or a clock's, misbehaves. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChannelHostileCodeTest {

    static Stream<ChannelKind> kinds() {
        return ChannelKind.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void fail_causeThatLooksAtTheChannel_isCarried(ChannelKind kind) {
        Channel<Integer> channel = kind.create();
        RuntimeException cause = new RuntimeException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                return "closed: " + channel.isClosed() + ", " + channel.stats().sent();
            }
        };
        channel.fail(cause);

        assertThatThrownBy(() -> channel.send(1))
                .isInstanceOf(ChannelClosedException.class)
                .hasCause(cause);
        assertThat(channel.trySend(1)).isEqualTo(SendResult.CLOSED);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void fail_causeThatCannotBePrinted_isToldByItsClass(ChannelKind kind) {
        Channel<Integer> channel = kind.create();
        channel.fail(new Unspeakable());

        assertThatThrownBy(channel::receive)
                .isInstanceOf(ChannelClosedException.class)
                .hasMessageContaining(Unspeakable.class.getName());
    }

    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("speechless");
        }
    }

    @Test
    void receive_clockFailsWhileItWaits_leavesNobodyInLine() {
        TimeSource broken = new TimeSource() {
            @Override
            public long nanoTime() {
                return 0;
            }

            @Override
            public void parkUntil(Object blocker, long nanoTime) {
                throw new IllegalStateException("broken clock");
            }
        };
        Channel<Integer> channel = Channel.builder().rendezvous().time(broken).build();

        assertThatThrownBy(() -> channel.receive(Duration.ofSeconds(1))).hasMessage("broken clock");
        assertThat(channel.trySend(1)).isEqualTo(SendResult.FULL);
        assertThat(channel.stats().waitingReceivers()).isZero();
    }
}
