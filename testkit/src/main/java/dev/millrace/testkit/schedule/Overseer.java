package dev.millrace.testkit.schedule;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends a run whose thread waits where it cannot be suspended, and in code that was not woven: it keeps the carrier, so nobody
 * else gets a turn any more. A wait that does not end by an interrupt goes on.
 *
 * <p><b>Threads.</b> Looks on in a thread of its own, and meddles only while the run stands still.
 */
final class Overseer implements AutoCloseable {

    private static final long BETWEEN_LOOKS = TimeUnit.SECONDS.toNanos(1);

    /** The JVM wakes a thread within a look; so many are for a busy machine. */
    private static final int LOOKS = 5;

    private static final Set<Thread.State> WAITS = EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING,
            Thread.State.BLOCKED);

    private final Thread thread = Thread.ofPlatform().name("millrace-overseer").daemon().unstarted(this::watch);
    private volatile boolean closed;

    static Overseer start() {
        Overseer overseer = new Overseer();
        overseer.thread.start();
        return overseer;
    }

    private void watch() {
        Strand last = null;
        int steps = 0;
        int looks = 0;
        while (!closed) {
            LockSupport.parkNanos(this, BETWEEN_LOOKS);
            Strand current = Strand.running();
            boolean stands = current != null && current == last && current.run.steps() == steps
                    && waits(current.thread);
            looks = stands ? looks + 1 : 0;
            last = current;
            steps = current == null ? 0 : current.run.steps();
            if (looks >= LOOKS) {
                end(current);
            }
        }
    }

    private static boolean waits(Thread thread) {
        return WAITS.contains(thread.getState());
    }

    /** The run sees it, since the thread sees the interrupt. */
    private static void end(@Nullable Strand stuck) {
        if (stuck != null) {
            stuck.run.waitsForEver(stuck);
            stuck.thread.interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
