package dev.millrace.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Those who pass a barrier together. True, as a supplier, once they have passed or it is broken for them. */
final class Generation implements BooleanSupplier {

    /*
     * It goes from WAITING to TRIPPING, by the party that comes last, and from there to PASSED, by the same, or from either to
     * BROKEN, by whoever breaks it: each by compare-and-set, so that one of them decides. Who finds it tripping can neither be
     * late nor be interrupted any more.
     *
     * Nobody leaves before the end, so a stack that only grows holds all parties, and one compare-and-set makes a party come,
     * be counted, and be found by whoever has to wake it.
     *
     * No wake-up is lost: a party puts itself on the stack and then looks at the outcome; who ends the generation writes the
     * outcome and then reads the stack; all of it volatile. So the party sees the end, or is seen.
     *
     * The next one is decided once: whole, by whoever installs it when this one has passed, or broken, by one who has come
     * for it while this one trips, and gives up.
     *
     * field   | read     | written
     * next    | volatile | compare-and-set; volatile, once it is no longer the barrier's current one
     * latest  | volatile | compare-and-set; exchange, once it is broken
     * outcome | volatile | compare-and-set
     */
    private static final int WAITING = 0;
    private static final int TRIPPING = 1;
    private static final int PASSED = 2;
    private static final int BROKEN = 3;

    private static final VarHandle NEXT;
    private static final VarHandle LATEST;
    private static final VarHandle OUTCOME;

    static {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            NEXT = lookup.findVarHandle(Generation.class, "next", Generation.class);
            LATEST = lookup.findVarHandle(Generation.class, "latest", Party.class);
            OUTCOME = lookup.findVarHandle(Generation.class, "outcome", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** In place of the next one, when there are later ones: a thread that is late would keep them all. */
    private static final Generation LATER = new Generation(PASSED);

    private volatile @Nullable Generation next;
    private volatile @Nullable Party latest;
    private volatile int outcome;

    /** One that has not begun. */
    Generation() {
        this(WAITING);
    }

    private Generation(int outcome) {
        this.outcome = outcome;
    }

    /** A thread that has come, after others. */
    private static final class Party {
        final Thread thread = Thread.currentThread();
        final long since = System.nanoTime();
        final @Nullable Party before;
        final int number;

        Party(@Nullable Party before) {
            this.before = before;
            number = count(before);
        }

        /** How many have come when this one has. */
        static int count(@Nullable Party party) {
            return party == null ? 0 : party.number + 1;
        }
    }

    int came() {
        return Party.count(latest);
    }

    /** Adds the calling thread; its number from 0, or -1 if so many parties are there without it. */
    int come(int parties) {
        Party before = latest;
        while (Party.count(before) < parties) {
            Party self = new Party(before);
            if (LATEST.compareAndSet(this, before, self)) {
                return self.number;
            }
            before = latest;
        }
        return -1;
    }

    boolean isWaiting() {
        return outcome == WAITING;
    }

    boolean hasPassed() {
        return outcome == PASSED;
    }

    boolean isBroken() {
        return outcome == BROKEN;
    }

    boolean isOver() {
        return outcome >= PASSED;
    }

    @Override
    public boolean getAsBoolean() {
        return isOver();
    }

    /** All have come; false if it is broken. */
    boolean trips() {
        return moves(WAITING, TRIPPING);
    }

    /** All may go, once it trips; false if it is broken. */
    boolean passes() {
        return moves(TRIPPING, PASSED);
    }

    /** Breaks, unless all have come or it is broken. */
    boolean breaksWhileWaiting() {
        return moves(WAITING, BROKEN);
    }

    /** Breaks, unless it has passed or is broken. */
    boolean breaks() {
        return moves(WAITING, BROKEN) || moves(TRIPPING, BROKEN);
    }

    private boolean moves(int from, int to) {
        return OUTCOME.compareAndSet(this, from, to);
    }

    /** The one that follows. */
    Generation next() {
        Generation known = next;
        if (known == null) {
            NEXT.compareAndSet(this, null, new Generation());
            known = Objects.requireNonNull(next);
        }
        return known;
    }

    /** Forgets the next one, which others know now; so does whoever comes to this one late. */
    void forgetNext() {
        next = LATER;
    }

    /** Breaks the next one before it begins; false if it is decided already. */
    boolean breaksNext() {
        return NEXT.compareAndSet(this, null, new Generation(BROKEN));
    }

    boolean isBeforeABrokenOne() {
        Generation known = next;
        return known != null && known.isBroken();
    }

    /**
     * Wakes all parties but the caller; once it is over. One that is broken forgets them, since nobody asks for them any more: who
     * takes them off the stack wakes them, so none is missed, however many call this. A party that comes after that calls it too.
     */
    void wakeAll() {
        Thread self = Thread.currentThread();
        Party first = isBroken() ? (Party) LATEST.getAndSet(this, (Party) null) : latest;
        for (Party party = first; party != null; party = party.before) {
            if (party.thread != self) {
                LockSupport.unpark(party.thread);
            }
        }
    }

    /** The first so many parties, if they wait, the longest waiting first. */
    List<Report.Waiter> waiters(int first, String goal) {
        List<Report.Waiter> waiters = new ArrayList<>();
        long now = System.nanoTime();
        for (Party party = isOver() ? null : latest; party != null; party = party.before) {
            if (party.number < first) {
                waiters.add(new Report.Waiter(party.thread, goal, Duration.ofNanos(Math.max(0, now - party.since))));
            }
        }
        Collections.reverse(waiters);
        return waiters;
    }
}
