package dev.millrace.testkit.kill;

import dev.millrace.testkit.Budget;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another process does, which nobody can announce to this one. */
final class Waiting {
    private static final long FIRST_NANOS = 10_000;
    private static final long LONGEST_NANOS = 500_000;

    private Waiting() {}

    /** Looks again and again; false if the time is over first. */
    static boolean until(BooleanSupplier condition, Duration limit) throws InterruptedException {
        long start = System.nanoTime();
        long limitNanos = Budget.inNanos(limit).toNanos();
        for (long nanos = FIRST_NANOS; !condition.getAsBoolean(); nanos = Math.min(nanos + nanos / 8, LONGEST_NANOS)) {
            if (System.nanoTime() - start > limitNanos) {
                return false;
            }
            LockSupport.parkNanos(nanos);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return true;
    }

    /** Lets a moment pass that is too short to park for. */
    static void spin(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }
}
