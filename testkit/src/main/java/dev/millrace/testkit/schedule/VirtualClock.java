package dev.millrace.testkit.schedule;

import org.jspecify.annotations.Nullable;

/**
 * The time of a run. It stands still, and jumps to a timer when the run says so; and it moves for a thread that asks for it
 * again and again.
 */
final class VirtualClock {

    /** Who asks for the time more often than that without ever waiting is shown one that moves. */
    private static final int ASKS = 50;

    private static final long NANOS_AT_START = 1_000_000_000_000L;
    private static final long MILLIS_AT_START = 1_800_000_000_000L;

    private final Strands strands;
    private long elapsed;

    VirtualClock(Strands strands) {
        this.strands = strands;
    }

    /** Nanoseconds since the begin of the run. */
    long elapsed() {
        return elapsed;
    }

    static boolean hasTimer(Strand strand) {
        return strand.deadline != Strand.NEVER
                && !strand.over
                && !strand.notified
                && !(strand.ready && strand.isSatisfied());
    }

    /** Whether a thread that waits no longer, and has not looked at the clock yet, can be late all the same. */
    private boolean canBeLate(Strand strand) {
        return strand.deadline != Strand.NEVER && !strand.over && strand.realDeadline == 0 && strand.deadline > elapsed;
    }

    /** Whether there is a moment to which time can pass while others can run. */
    boolean canPass(Strand strand) {
        return strand.realDeadline == 0 && (hasTimer(strand) || canBeLate(strand));
    }

    /** The next such moment; {@link Strand#NEVER} if there is none. */
    long next() {
        long next = Strand.NEVER;
        for (int i = 0; i < strands.count(); i++) {
            Strand strand = strands.get(i);
            if (canPass(strand)) {
                next = Math.min(next, strand.deadline);
            }
        }
        return next;
    }

    /** The thread whose timer is the next; {@code real} ones, of code that was not woven, count or not. Null if there is none. */
    @Nullable Strand earliest(boolean real) {
        Strand earliest = null;
        for (int i = 0; i < strands.count(); i++) {
            Strand strand = strands.get(i);
            if (hasTimer(strand) && (real || strand.realDeadline == 0)) {
                if (earliest == null || strand.deadline < earliest.deadline) {
                    earliest = strand;
                }
            }
        }
        return earliest;
    }

    /** Jumps, and ends the waits that are over by then. */
    void passTo(long until) {
        elapsed = Math.max(elapsed, until);
        for (int i = 0; i < strands.count(); i++) {
            Strand strand = strands.get(i);
            if (hasTimer(strand) && strand.deadline <= elapsed
                    && (strand.realDeadline == 0 || strand.deadline == until)) {
                strand.expire();
            }
        }
    }

    long deadlineIn(long nanos) {
        long deadline = elapsed + nanos;
        return deadline < 0 ? Strand.NEVER : deadline;
    }

    long nanoTime(Strand asking) {
        if (++asking.asked > ASKS) {
            elapsed += 1_000L << Math.min(asking.asked - ASKS, 20);
        }
        return NANOS_AT_START + elapsed;
    }

    long millis(Strand asking) {
        return MILLIS_AT_START + (nanoTime(asking) - NANOS_AT_START) / 1_000_000;
    }
}
