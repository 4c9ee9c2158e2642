package dev.millrace.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.channels.Channel.Parties;
import org.junit.jupiter.api.Test;

class ChannelBuilderTest {

    @Test
    void bounded_zero_namesRendezvous() {
        assertThatThrownBy(() -> Channel.bounded(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bounded channel: capacity=0 (expected: >= 1); use Channel.rendezvous()");
    }

    @Test
    void bounded_outOfRange_refused() {
        assertThatThrownBy(() -> Channel.bounded(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bounded channel: capacity=-1 (expected: 1 to 268435456)");
        assertThatThrownBy(() -> Channel.bounded(268435457))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bounded channel: capacity=268435457 (expected: 1 to 268435456)");
    }

    @Test
    void build_noCapacity_refused() {
        assertThatThrownBy(() -> Channel.builder().name("mill").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("channel builder: capacity=none "
                        + "(expected: one of bounded(n), unbounded(), rendezvous())");
    }

    @Test
    void setters_null_refused() {
        ChannelBuilder builder = Channel.builder();
        assertRefused(() -> builder.name(null), "name");
        assertRefused(() -> builder.senders(null), "senders");
        assertRefused(() -> builder.receivers(null), "receivers");
        assertRefused(() -> builder.time(null), "time");
        assertRefused(() -> builder.waitStrategy(null), "waitStrategy");
    }

    @Test
    void build_severalChannels_areIndependentAndNamed() {
        ChannelBuilder builder = Channel.builder().bounded(1).senders(Parties.ONE);
        Channel<Integer> first = builder.build();
        Channel<Integer> second = builder.build();
        assertThat(first.trySend(1)).isEqualTo(SendResult.SENT);
        assertThat(second.tryReceive()).isNull();
        assertThat(first.stats().name()).startsWith("channel-").isNotEqualTo(second.stats().name());
        assertThat(Channel.rendezvous().capacity()).isZero();
        assertThat(Channel.unbounded().capacity()).isEqualTo(Channel.UNBOUNDED);
        assertThat(Channel.bounded(5).capacity()).isEqualTo(5);
    }

    private static void assertRefused(Runnable call, String name) {
        assertThatThrownBy(call::run)
                .isInstanceOf(NullPointerException.class)
                .hasMessage("channel builder: " + name + "=null (expected: not null)");
    }
}
