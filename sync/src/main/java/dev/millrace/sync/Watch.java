package dev.millrace.sync;

import dev.millrace.core.internal.Checks;
import dev.millrace.core.internal.SpinLock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The name of a primitive, and the account of who has taken what and not given it back.
 *
 * <p>Who is let in, or lets another one in by giving back, does that and notes it as one step, under the lock of the account.
 * So the account tells at every moment who has what, however soon somebody else gives it back. What a thread gives back beyond what
 * it has taken is counted against the one that has held for the longest time; but where anybody may give, as with semaphores, it
 * says that permits are signals here, which nobody holds, and the account is closed.
 *
 * <p><b>Progress.</b> Any thread may call any method. All is done under a short lock, which is taken under that of a guard's line too
 * and never the other way round. What does not depend on how many hold: to take, but for the growth of the table, to give back
 * what one has taken, and to tell the sole holder.
 */
final class Watch {

    /** What one thread has taken. All of it, and the account itself, is read and written under the lock. */
    private static final class Holding {
        private final Thread thread;
        private final long since = System.nanoTime();
        private int count;

        private Holding(Thread thread) {
            this.thread = thread;
        }

        private Report.Holder report() {
            return new Report.Holder(thread, count, Report.since(since));
        }
    }

    private final String name;
    private final SpinLock lock = new SpinLock();

    /** By the number of the thread, since {@code hashCode} of a thread may be a user's; in the order in which they came. */
    private final SequencedMap<Long, Holding> holdings = new LinkedHashMap<>();

    /** Once and for all; written under the lock. Volatile: who sees it outside need not take the lock. */
    private volatile boolean isClosed;

    Watch(String name) {
        if (Checks.notNull("diagnosis", "name", name).isBlank()) {
            throw new IllegalArgumentException("diagnosis: name=\"" + name + "\" (expected: not blank)");
        }
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Whether nothing is noted any more. */
    boolean isClosed() {
        return isClosed;
    }

    /** Begins one step of taking or giving back and noting it. */
    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /** Notes that the calling thread has taken so many; under the lock. */
    void taken(int many) {
        if (!isClosed) { // it may have been closed since the caller looked
            Thread taker = Thread.currentThread();
            holdings.computeIfAbsent(taker.threadId(), _ -> new Holding(taker)).count += many;
        }
    }

    /** Notes that the calling thread has given back so many; {@code byAnybody} if it need not have taken them. Under the lock. */
    void givenBack(int many, boolean byAnybody) {
        long giver = Thread.currentThread().threadId();
        Holding own = holdings.get(giver);
        if (byAnybody && (own == null || own.count < many)) {
            isClosed = true;
            holdings.clear();
        }
        takeOff(giver, many);
    }

    /** From what the giver has taken first, and then from the longest holding. */
    private void takeOff(long giver, int many) {
        int left = many;
        while (left > 0 && !holdings.isEmpty()) {
            Holding holding = holdings.getOrDefault(giver, longestHolding());
            int taken = Math.min(left, holding.count);
            left -= taken;
            holding.count -= taken;
            if (holding.count == 0) {
                holdings.remove(holding.thread.threadId());
            }
        }
    }

    private Holding longestHolding() {
        return holdings.sequencedValues().getFirst();
    }

    /** Who has held for the longest time; null if nobody holds. */
    @Nullable Thread longestHolder() {
        lock.lock();
        try {
            return holdings.isEmpty() ? null : longestHolding().thread;
        } finally {
            lock.unlock();
        }
    }

    /** The only one who holds; null if nobody does, or more than one. */
    @Nullable Thread soleHolder() {
        lock.lock();
        try {
            return holdings.size() == 1 ? longestHolding().thread : null;
        } finally {
            lock.unlock();
        }
    }

    /** Those who hold, the longest holding first. */
    List<Report.Holder> holders() {
        List<Report.Holder> holders = new ArrayList<>();
        lock.lock();
        try {
            holdings.values().forEach(holding -> holders.add(holding.report()));
        } finally {
            lock.unlock();
        }
        return holders;
    }
}
