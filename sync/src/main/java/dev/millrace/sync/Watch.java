package dev.millrace.sync;

import dev.millrace.core.internal.Checks;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The name of a primitive, and the account of who has taken what and not given it back.
 *
 * <p>Taking is noted afterwards and giving back before, by the thread that does it, so whoever takes what was given back is
 * noted after that; a report may miss one who has just come. A semaphore may refuse to be given so many, and notes it
 * afterwards: a report may still tell of one who is about to return from there. What a thread gives back beyond what it has
 * taken is counted against the one that has held for the longest time; but where anybody may give, as with semaphores, it says
 * that permits are signals here, which nobody holds, and the account is closed. Where one at a time is let in, and anybody may
 * let him out, whoever comes in takes the place of all that are noted: one of them may have been let out before he said
 * that he was in.
 */
final class Watch {

    private record Holding(int count, long since) {
        Holding plus(int many) {
            return new Holding(count + many, since);
        }
    }

    private final String name;
    private volatile boolean isClosed;
    private final Map<Thread, Holding> holdings = new ConcurrentHashMap<>();

    Watch(String name) {
        if (Checks.notNull("diagnosis", "name", name).isBlank()) {
            throw new IllegalArgumentException("diagnosis: name=\"" + name + "\" (expected: not blank)");
        }
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Notes that the calling thread has taken so many; {@code alone} if nobody else can have any now. */
    void taken(int many, boolean alone) {
        if (isClosed) {
            return;
        }
        if (alone) {
            holdings.clear();
        }
        Holding first = new Holding(many, System.nanoTime());
        holdings.merge(Thread.currentThread(), first, (before, _) -> before.plus(many));
    }

    /** Notes that the calling thread gives back so many; {@code byAnybody} if it need not have taken them. */
    void givenBack(int many, boolean byAnybody) {
        Thread giver = Thread.currentThread();
        Holding own = holdings.get(giver);
        if (byAnybody && (own == null || own.count() < many)) {
            isClosed = true;
            holdings.clear();
        }
        int left = many;
        while (left > 0) {
            Thread holder = holdings.containsKey(giver) ? giver : longestHolding();
            if (holder == null) {
                return;
            }
            left -= takeOff(holder, left);
        }
    }

    private int takeOff(Thread holder, int most) {
        int[] taken = {0};
        holdings.computeIfPresent(holder, (_, holding) -> {
            taken[0] = Math.min(most, holding.count());
            return taken[0] == holding.count() ? null : holding.plus(-taken[0]);
        });
        return taken[0];
    }

    private @Nullable Thread longestHolding() {
        return holdings.entrySet().stream().min(bySince()).map(Map.Entry::getKey).orElse(null);
    }

    /** The only one who holds; null if nobody does, or more than one. Looks at two, and at the room that more once took. */
    @Nullable Thread soleHolder() {
        if (isClosed) {
            return null;
        }
        Iterator<Thread> holders = holdings.keySet().iterator();
        Thread first = holders.hasNext() ? holders.next() : null;
        return holders.hasNext() ? null : first;
    }

    /** Those who hold, the longest holding first. */
    List<Report.Holder> holders() {
        if (isClosed) {
            return List.of(); // also of one who was about to note what it has taken
        }
        return holdings.entrySet().stream()
                .sorted(bySince())
                .map(each -> new Report.Holder(each.getKey(), each.getValue().count(),
                        Report.since(each.getValue().since())))
                .toList();
    }

    /** By difference: the clock may run over. */
    private static Comparator<Map.Entry<Thread, Holding>> bySince() {
        return (one, other) -> Long.signum(one.getValue().since() - other.getValue().since());
    }
}
