package dev.millrace.benchmarks;

import dev.millrace.benchmarks.peers.ThreadKind;
import dev.millrace.benchmarks.peers.Threads;
import dev.millrace.benchmarks.peers.sync.Batons;
import dev.millrace.benchmarks.peers.sync.Fairness;
import dev.millrace.benchmarks.peers.sync.Locks;
import dev.millrace.benchmarks.peers.sync.Meetings;
import dev.millrace.benchmarks.peers.sync.Semaphores;
import dev.millrace.benchmarks.peers.sync.SharedSections;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is asked of {@code sync}. */
final class SyncCases {

    /** Work of about 200 ns on the machine of the tables. */
    private static final int TOKENS = 110;

    private SyncCases() {}

    /** All barging ones, then the fair ones. */
    static List<Case> locks(Extent extent) {
        return Stream.of(Fairness.values())
                .flatMap(fairness -> sections(extent, (threads, tokens) -> lock(fairness, threads, tokens)))
                .toList();
    }

    static List<Case> semaphores(Extent extent) {
        return IntStream.of(1, 2)
                .boxed()
                .flatMap(permits -> sections(extent, (threads, tokens) -> semaphore(permits, threads, tokens)))
                .toList();
    }

    static List<Case> readers(Extent extent) {
        return sections(extent, SyncCases::readers).toList();
    }

    static List<Case> barrier(Extent extent) {
        return threads(extent).filter(threads -> threads.count() > 1).map(SyncCases::barrier).toList();
    }

    static List<Case> handover() {
        return Stream.of(ThreadKind.values()).map(kind -> handover(new Threads(2, kind))).toList();
    }

    /** Any number of threads, each with short and with longer sections. */
    private static Stream<Case> sections(Extent extent, BiFunction<Threads, Integer, Case> asked) {
        List<Integer> lengths = extent.quick() ? List.of(0) : List.of(0, TOKENS);
        return threads(extent).flatMap(threads -> lengths.stream().map(tokens -> asked.apply(threads, tokens)));
    }

    private static Stream<Threads> threads(Extent extent) {
        Stream<Integer> platform = extent.quick() ? Stream.of(1, 4) : Stream.of(1, 2, 4, 16);
        return Stream.concat(
                platform.map(count -> new Threads(count, ThreadKind.PLATFORM)),
                Stream.of(new Threads(1000, ThreadKind.VIRTUAL)));
    }

    private static Case lock(Fairness fairness, Threads threads, int tokens) {
        return new Case(
                fairness + ", " + title(threads, tokens),
                LockBenchmark.class,
                Locks.ALL.fitting(fairness),
                fairness == Fairness.FAIR && threads.count() > 1 ? inLine(threads) : operations(tokens),
                Map.of("fairness", fairness.toString(), "threads", threads.toString(), "tokens", tokens + ""));
    }

    private static Case semaphore(int permits, Threads threads, int tokens) {
        return new Case(
                "of " + permits + ", " + title(threads, tokens),
                SemaphoreBenchmark.class,
                Semaphores.ALL.fitting(permits),
                operations(tokens),
                Map.of("permits", permits + "", "threads", threads.toString(), "tokens", tokens + ""));
    }

    private static Case readers(Threads threads, int tokens) {
        return new Case(
                title(threads, tokens),
                ReadersBenchmark.class,
                SharedSections.ALL.fitting(threads),
                operations(tokens),
                Map.of("threads", threads.toString(), "tokens", tokens + ""));
    }

    private static Case barrier(Threads threads) {
        return new Case(
                threads.toString(),
                BarrierBenchmark.class,
                Meetings.ALL.fitting(threads),
                threads.kind() == ThreadKind.PLATFORM ? 40_000 / threads.count() : 30,
                Map.of("threads", threads.toString()));
    }

    private static Case handover(Threads threads) {
        return new Case(
                threads.toString(),
                HandoverBenchmark.class,
                Batons.ALL.fitting(threads),
                20_000,
                Map.of("threads", threads.toString()));
    }

    private static String title(Threads threads, int tokens) {
        return threads + ", " + (tokens == 0 ? "0 ns" : "200 ns");
    }

    /** So many that starting the threads does not count. */
    private static int operations(int tokens) {
        return tokens == 0 ? 4_000_000 : 400_000;
    }

    /** Fewer, where each section waits for the wake-up of the next in line. */
    private static int inLine(Threads threads) {
        return threads.kind() == ThreadKind.PLATFORM ? 8_000 : 400_000;
    }
}
