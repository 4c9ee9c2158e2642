package dev.millrace.benchmarks;

import dev.millrace.benchmarks.peers.Peer;
import dev.millrace.benchmarks.peers.ThreadKind;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** One question to the measurements, and one table. */
enum Row {
    ONE_TO_ONE_PLATFORM("1", "Channel 1 to 1, platform threads",
            "at most 2 times raw JCTools SPSC; 3 times faster than ArrayBlockingQueue, 8 times faster than Jox"),
    ONE_TO_ONE_VIRTUAL("2", "Channel 1 to 1, virtual threads", "6 times faster than the best peer"),
    TWO_TO_TWO("3", "Channel 2 to 2", "faster than the best peer, 2 times faster than Jox"),
    MANY_THREADS("4", "Chain and pairs of virtual threads", "faster than ArrayBlockingQueue at every capacity"),
    TWO_TO_ONE("2to1", "Channel 2 to 1", "none"),
    RENDEZVOUS("rendezvous", "Rendezvous 1 to 1", "none"),
    UNCONTENDED("uncontended", "Put and take by one thread", "0 B/op");

    private static final Set<String> MANY_THREADS_PEERS = Set.of("millrace", "millrace-one", "abq", "sq", "jox");

    private final String key;
    private final String title;
    private final String target;

    Row(String key, String title, String target) {
        this.key = key;
        this.title = title;
        this.target = target;
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

    /** What Millrace is to reach here. */
    String target() {
        return target;
    }

    /** The capacities to ask at, unless the command line says others; none where the row has no choice. */
    List<Integer> capacities(boolean quick) {
        return switch (this) {
            case ONE_TO_ONE_PLATFORM, ONE_TO_ONE_VIRTUAL, TWO_TO_TWO, TWO_TO_ONE ->
                quick ? List.of(1024) : List.of(1, 16, 1024);
            case MANY_THREADS -> List.of(0, 1, 16, 100);
            case RENDEZVOUS, UNCONTENDED -> List.of();
        };
    }

    /** What is measured at these capacities, with {@code crowd} links or pairs where there are many. */
    List<Case> cases(List<Integer> capacities, int crowd) {
        return switch (this) {
            case ONE_TO_ONE_PLATFORM -> at(capacities, "1to1", ThreadKind.PLATFORM);
            case ONE_TO_ONE_VIRTUAL -> at(capacities, "1to1", ThreadKind.VIRTUAL);
            case TWO_TO_TWO -> at(capacities, "2to2", ThreadKind.PLATFORM, ThreadKind.VIRTUAL);
            case TWO_TO_ONE -> at(capacities, "2to1", ThreadKind.PLATFORM, ThreadKind.VIRTUAL);
            case MANY_THREADS -> Stream.concat(
                    capacities.stream().map(capacity -> Case.chained(crowd, capacity)),
                    capacities.stream().map(capacity -> Case.parallel(crowd, capacity)))
                    .toList();
            case RENDEZVOUS -> Stream.of(ThreadKind.values()).map(Case::rendezvous).toList();
            case UNCONTENDED -> List.of(Case.uncontended());
        };
    }

    /** Whether this peer is asked at all. */
    boolean asks(Peer peer) {
        return this != MANY_THREADS || MANY_THREADS_PEERS.contains(peer.name());
    }

    private static List<Case> at(List<Integer> capacities, String shape, ThreadKind... kinds) {
        return Stream.of(kinds)
                .flatMap(kind -> capacities.stream().map(capacity -> Case.transfer(kind, shape, capacity)))
                .toList();
    }
}
