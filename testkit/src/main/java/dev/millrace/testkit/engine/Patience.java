package dev.millrace.testkit.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Tells when something has not moved for so long that it never will.
 *
 * <p>The time on the clock is not enough: on a machine with other things to do, a thread that was woken may not get a processor
 * for seconds. Whoever looks on gets none then, either. So what is watched must also have stood still for a good part of the
 * looks that such a time has room for.
 *
 * <p><b>Threads.</b> The one that looks on.
 */
final class Patience {

    /** How long the looker waits between two looks. */
    static final long GLANCE = TimeUnit.MICROSECONDS.toNanos(500);

    /** A machine that grants less than one of so many looks is too busy to judge by. */
    private static final int SPARED = 10;

    private final long nanos;
    private final long looks;
    private long progress = -1;
    private long moved = System.nanoTime();
    private long looked;

    Patience(Duration patience) {
        nanos = patience.toNanos();
        looks = nanos / GLANCE / SPARED;
    }

    /** Looks once more, at a number that changes as long as things move. */
    boolean isOver(long current) {
        long now = System.nanoTime();
        if (current != progress) {
            progress = current;
            moved = now;
            looked = 0;
        }
        looked++;
        return now - moved > nanos && looked > looks;
    }
}
