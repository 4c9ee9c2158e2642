package dev.millrace.channels;

import dev.millrace.channels.Channel.Parties;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A kind of channel that the tests run over: what is asked of the builder, and what is expected of the channel. */
record ChannelKind(String name, Supplier<ChannelBuilder> spec, int capacity, boolean oneToOne) {

    private static final int[] CAPACITIES = {1, 2, 3, 5, 16, 1000};

    static Stream<ChannelKind> all() {
        List<ChannelKind> kinds = new ArrayList<>();
        for (int capacity : CAPACITIES) {
            kinds.add(bounded(capacity, false));
            kinds.add(bounded(capacity, true));
        }
        kinds.add(new ChannelKind("unbounded", () -> Channel.builder().unbounded(), Channel.UNBOUNDED, false));
        kinds.add(new ChannelKind("rendezvous", () -> Channel.builder().rendezvous(), 0, false));
        return kinds.stream();
    }

    /** One of each algorithm, with a ring whose length is its capacity and one whose length is not. */
    static Stream<ChannelKind> few() {
        return all().filter(kind -> kind.capacity <= 3 || kind.isUnbounded()).filter(kind -> kind.capacity != 1);
    }

    private static ChannelKind bounded(int capacity, boolean oneToOne) {
        Parties parties = oneToOne ? Parties.ONE : Parties.MANY;
        return new ChannelKind(
                "bounded(" + capacity + ") " + parties,
                () -> Channel.builder().bounded(capacity).senders(parties).receivers(parties),
                capacity,
                oneToOne);
    }

    <T> Channel<T> create() {
        return spec.get().name("mill").build();
    }

    boolean isRendezvous() {
        return capacity == 0;
    }

    boolean isUnbounded() {
        return capacity == Channel.UNBOUNDED;
    }

    boolean isBounded() {
        return !isUnbounded();
    }

    /** How many items lie in the channel when a test says "full", or "some" where there is no bound. */
    int places() {
        return isUnbounded() ? 200 : capacity;
    }

    /** How many threads may send, or receive, at once in a test. */
    int parties(int wanted) {
        return oneToOne ? 1 : wanted;
    }

    @Override
    public String toString() {
        return name;
    }
}
