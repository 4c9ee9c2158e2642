package dev.millrace.channels;

import dev.millrace.channels.Channel.Parties;
import dev.millrace.core.internal.Checks;
import dev.millrace.core.time.TimeSource;
import dev.millrace.core.wait.WaitStrategy;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Says what kind of {@link Channel} to build. Everything but the capacity has a default.
 *
 * <p><b>Threads.</b> For one thread. May be used to build several channels.
 */
public final class ChannelBuilder {

    /** A bounded channel takes 16 bytes a place or less, with compressed references. */
    private static final int MAX_CAPACITY = 1 << 28;

    private static final int NOT_SAID = -1;
    private static final AtomicLong UNNAMED = new AtomicLong();

    private int capacity = NOT_SAID;
    private Parties senders = Parties.MANY;
    private Parties receivers = Parties.MANY;
    private WaitStrategy waitStrategy = WaitStrategy.AUTO;
    private TimeSource time = TimeSource.system();
    private @Nullable String name;

    ChannelBuilder() {}

    /**
     * Up to {@code capacity} items.
     *
     * @param capacity exactly how many items the channel can hold, from 1 to 2^28
     * @return this builder
     * @throws IllegalArgumentException if {@code capacity} is out of range
     */
    public ChannelBuilder bounded(int capacity) {
        if (capacity == 0) {
            throw new IllegalArgumentException(
                    "bounded channel: capacity=0 (expected: >= 1); use Channel.rendezvous()");
        }
        this.capacity = Checks.inRange("bounded channel", "capacity", capacity, 1, MAX_CAPACITY);
        return this;
    }

    /**
     * Any number of items.
     *
     * @return this builder
     */
    public ChannelBuilder unbounded() {
        this.capacity = Channel.UNBOUNDED;
        return this;
    }

    /**
     * No items: a send ends when its receive does.
     *
     * @return this builder
     */
    public ChannelBuilder rendezvous() {
        this.capacity = 0;
        return this;
    }

    /**
     * How many threads send at the same time; {@link Parties#MANY} by default.
     *
     * @param senders one or many
     * @return this builder
     */
    public ChannelBuilder senders(Parties senders) {
        this.senders = Checks.notNull("channel builder", "senders", senders);
        return this;
    }

    /**
     * How many threads receive at the same time; {@link Parties#MANY} by default.
     *
     * @param receivers one or many
     * @return this builder
     */
    public ChannelBuilder receivers(Parties receivers) {
        this.receivers = Checks.notNull("channel builder", "receivers", receivers);
        return this;
    }

    /**
     * What a waiting thread does with its processor; {@link WaitStrategy#AUTO} by default.
     *
     * @param waitStrategy the strategy
     * @return this builder
     */
    public ChannelBuilder waitStrategy(WaitStrategy waitStrategy) {
        this.waitStrategy = Checks.notNull("channel builder", "waitStrategy", waitStrategy);
        return this;
    }

    /**
     * The clock that timeouts are measured on; the system's by default.
     *
     * @param time the clock
     * @return this builder
     */
    public ChannelBuilder time(TimeSource time) {
        this.time = Checks.notNull("channel builder", "time", time);
        return this;
    }

    /**
     * The name that appears in messages and statistics; {@code channel-1} and so on by default.
     *
     * @param name the name
     * @return this builder
     */
    public ChannelBuilder name(String name) {
        this.name = Checks.notNull("channel builder", "name", name);
        return this;
    }

    /**
     * Builds the channel.
     *
     * @param <T> the type of its items
     * @return a new channel
     * @throws IllegalStateException if no capacity was said
     */
    public <T> Channel<T> build() {
        String given = name;
        String label = given != null ? given : "channel-" + UNNAMED.incrementAndGet();
        return switch (capacity) {
            case NOT_SAID -> throw new IllegalStateException(
                    "channel builder: capacity=none (expected: one of bounded(n), unbounded(), rendezvous())");
            case 0 -> new RendezvousChannel<>(label, waitStrategy, time);
            default -> new BufferedChannel<>(label, this.<T>buffer(), waitStrategy, time);
        };
    }

    private <T> Buffer<T> buffer() {
        if (capacity == Channel.UNBOUNDED) {
            return new SegmentedBuffer<>();
        }
        return senders == Parties.ONE && receivers == Parties.ONE
                ? new SpscRing<>(capacity)
                : new MpmcRing<>(capacity);
    }
}
