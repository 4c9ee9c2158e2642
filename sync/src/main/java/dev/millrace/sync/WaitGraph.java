package dev.millrace.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which thread waits for which, read from what they park at, while they go on.
 *
 * <p>A thread is stuck if it waits at a guard all of whose holders are stuck: with one holder that is a cycle, and among several any
 * one could still give way. To find them, all who wait are taken for stuck at first, and whoever waits for one who is not is
 * struck off, until nobody is.
 *
 * <p>Each thread is looked at on its own, so what is found need not have been so at any one moment. A cycle is therefore looked at
 * once more: a turn is made for one wait, so a thread that is found with the same turn again waited from the first look at it to the
 * second, and the moment between the two rounds lies within that for all of them.
 *
 * <p>Threads are known by their numbers, since their classes may be a user's, and so may be what these say of being equal.
 */
final class WaitGraph {

    /** What one thread waits for. */
    private record Wait(Thread thread, Guard guard, Turn turn, Map<Long, Thread> holders) {

        long number() {
            return thread.threadId();
        }

        /** The number of one of the holders, its own only if there is no other. */
        long next() {
            return holders.keySet().stream().filter(holder -> holder != number()).findFirst().orElse(number());
        }
    }

    /** Who stands before a guard and who is in: one look at it, for all its threads. */
    private record Crowd(Map<Long, Turn> turns, Map<Long, Thread> holders) {

        static Crowd at(Guard guard) {
            return new Crowd(
                    byNumber(guard.turns().stream(), turn -> turn.thread.threadId()),
                    byNumber(guard.holders().stream().map(Report.Holder::thread), Thread::threadId));
        }

        private static <T> Map<Long, T> byNumber(Stream<T> all, Function<T, Long> number) {
            return all.collect(Collectors.toMap(number, Function.identity(), (first, _) -> first));
        }
    }

    private final Map<Guard, Crowd> crowds = new HashMap<>();
    private final Map<Long, Wait> waits = new LinkedHashMap<>();

    private WaitGraph() {}

    /** The cycles among these threads and those that they wait for. */
    static List<Deadlock> deadlocks(Collection<Thread> threads) {
        WaitGraph graph = new WaitGraph();
        graph.follow(threads);
        graph.strikeOff();
        return graph.cycles().stream().filter(WaitGraph::stillWaits).map(WaitGraph::told).toList();
    }

    private void follow(Collection<Thread> threads) {
        Deque<Thread> unseen = new ArrayDeque<>(threads);
        while (!unseen.isEmpty()) {
            Wait wait = waitOf(unseen.remove(), guard -> crowds.computeIfAbsent(guard, Crowd::at));
            if (wait != null && waits.putIfAbsent(wait.number(), wait) == null) {
                unseen.addAll(wait.holders.values());
            }
        }
    }

    private static @Nullable Wait waitOf(Thread thread, Function<Guard, Crowd> look) {
        Guard guard = switch (LockSupport.getBlocker(thread)) {
            case Blocker blocker -> blocker.guard();
            case Signals signals -> signals.lock(); // it may have been signalled, and not told
            case null, default -> null;
        };
        if (guard == null) {
            return null;
        }
        Crowd crowd = look.apply(guard);
        Turn turn = crowd.turns.get(thread.threadId());
        return turn == null ? null : new Wait(thread, guard, turn, crowd.holders);
    }

    private void strikeOff() {
        while (waits.values()
                .removeIf(wait -> wait.holders.isEmpty() || !waits.keySet().containsAll(wait.holders.keySet()))) {
            // until all who are left wait for such as are left
        }
    }

    private List<List<Wait>> cycles() {
        List<List<Wait>> cycles = new ArrayList<>();
        Map<Long, Wait> left = new LinkedHashMap<>(waits);
        while (!left.isEmpty()) {
            Map<Long, Wait> path = new LinkedHashMap<>();
            long next = left.keySet().iterator().next();
            for (Wait wait = left.get(next); wait != null
                    && path.putIfAbsent(next, wait) == null; wait = left.get(next)) {
                next = wait.next();
            }
            if (path.containsKey(next)) { // else it leads to a cycle that is known
                List<Long> numbers = List.copyOf(path.keySet());
                cycles.add(List.copyOf(path.values()).subList(numbers.indexOf(next), numbers.size()));
            }
            left.keySet().removeAll(path.keySet());
        }
        return cycles;
    }

    private static boolean stillWaits(List<Wait> cycle) {
        return cycle.stream().allMatch(wait -> {
            Wait now = waitOf(wait.thread, Crowd::at);
            return now != null && now.turn == wait.turn && now.holders.keySet().equals(wait.holders.keySet());
        });
    }

    private static Deadlock told(List<Wait> cycle) {
        return new Deadlock(cycle.stream()
                .map(wait -> new Deadlock.Link(
                        wait.thread, wait.guard.report(), Arrays.asList(wait.thread.getStackTrace())))
                .toList());
    }
}
