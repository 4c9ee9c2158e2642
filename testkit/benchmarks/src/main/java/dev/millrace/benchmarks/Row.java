package dev.millrace.benchmarks;

import dev.millrace.benchmarks.peers.ThreadKind;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** One question to the measurements, and one table. */
enum Row {
    ONE_TO_ONE_PLATFORM("1", "Channel 1 to 1, platform threads", "item",
            "at most 2 times raw JCTools SPSC; 3 times faster than ArrayBlockingQueue, 8 times faster than Jox",
            extent -> ChannelCases.transfers(extent, "1to1", ThreadKind.PLATFORM)),
    ONE_TO_ONE_VIRTUAL("2", "Channel 1 to 1, virtual threads", "item",
            "6 times faster than the best peer",
            extent -> ChannelCases.transfers(extent, "1to1", ThreadKind.VIRTUAL)),
    TWO_TO_TWO("3", "Channel 2 to 2", "item",
            "faster than the best peer, 2 times faster than Jox",
            extent -> ChannelCases.transfers(extent, "2to2", ThreadKind.values())),
    MANY_THREADS("4", "Chain and pairs of virtual threads", "item",
            "faster than ArrayBlockingQueue at every capacity",
            ChannelCases::manyThreads),
    TWO_TO_ONE("2to1", "Channel 2 to 1", "item",
            "none",
            extent -> ChannelCases.transfers(extent, "2to1", ThreadKind.values())),
    RENDEZVOUS("rendezvous", "Rendezvous 1 to 1", "item",
            "none",
            extent -> ChannelCases.rendezvous()),
    UNCONTENDED("uncontended", "Put and take by one thread", "item",
            "0 B/op",
            extent -> ChannelCases.uncontended()),
    LOCKS("locks", "Sections of locks", "section",
            "at most the time of the JDK's counterpart; 1 thread: 0 B/op",
            SyncCases::locks),
    SEMAPHORES("semaphores", "Sections of semaphores", "section",
            "at most the time of the JDK's; 1 thread: 0 B/op",
            SyncCases::semaphores),
    READERS("readers", "Sections of read-write locks, 9 of 10 read", "section",
            "at most the time of the JDK's; 1 thread: 0 B/op",
            SyncCases::readers),
    BARRIER("barrier", "Rounds at a barrier", "round",
            "at most the time of CyclicBarrier",
            SyncCases::barrier),
    HANDOVER("handover", "Two threads in turns, by a condition", "hand-over",
            "at most the time of ReentrantLock's condition",
            extent -> SyncCases.handover());

    private final String key;
    private final String title;
    private final String unit;
    private final String target;
    private final Function<Extent, List<Case>> cases;

    Row(String key, String title, String unit, String target, Function<Extent, List<Case>> cases) {
        this.key = key;
        this.title = title;
        this.unit = unit;
        this.target = target;
        this.cases = cases;
    }

    /** The row that the command line calls so. */
    static Row keyed(String key) {
        return Stream.of(values())
                .filter(row -> row.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("rows: key=" + key + " (expected: one of "
                        + Stream.of(values()).map(row -> row.key).toList() + ")"));
    }

    String key() {
        return key;
    }

    String title() {
        return title;
    }

    /** What one operation is. */
    String unit() {
        return unit;
    }

    /** What Millrace is to reach here. */
    String target() {
        return target;
    }

    /** What is measured. */
    List<Case> cases(Extent extent) {
        return cases.apply(extent);
    }
}
