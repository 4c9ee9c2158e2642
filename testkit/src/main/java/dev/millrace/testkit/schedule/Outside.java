package dev.millrace.testkit.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads that a run does not control, as far as they meddle with those that it does: the JDK's timer and its unblocker of
 * monitors, the threads of pools, and others that run woven code. What they hand in is put aside until no controlled thread
 * can go on, so that a schedule does not depend on how fast they are.
 *
 * <p><b>Threads.</b> {@link #hand} and {@link #calls} any; the rest whoever has the turn.
 */
final class Outside {

    /** How long we wait for what comes from outside, once something may. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int NAMES = 8;

    private final Thread carrier;
    private final Strands strands;
    private final Queue<Runnable> handed = new ConcurrentLinkedQueue<>();
    private final Queue<String> callers = new ConcurrentLinkedQueue<>();
    private final List<Thread> helpers = new ArrayList<>();

    Outside(Thread carrier, Strands strands) {
        this.carrier = carrier;
        this.strands = strands;
    }

    /** Somebody wakes a controlled thread. */
    void hand(Runnable continuation) {
        handed.add(continuation);
        LockSupport.unpark(carrier);
    }

    /** A thread that is not controlled runs woven code while this run lasts. It may belong to somebody else. */
    void calls(Thread caller) {
        if (caller != carrier && callers.size() < NAMES && !callers.contains(caller.getName())) {
            callers.add(caller.getName());
        }
    }

    /** Code under test has started a thread that cannot be controlled. */
    void helps(Thread thread) {
        helpers.add(thread);
    }

    /** Lets those go on that were woken from outside; whether there are any. */
    boolean take() {
        boolean some = false;
        for (Runnable continuation = handed.poll(); continuation != null; continuation = handed.poll()) {
            Strand strand = strands.of(continuation);
            if (strand != null) {
                strand.goesOn();
                some = true;
            }
        }
        return some;
    }

    /** Waits until somebody outside has woken a thread; false if the time is over. */
    boolean takeIn(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && handed.isEmpty(); left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        return take();
    }

    /** How long somebody outside may need to wake one of our threads; 0 if nobody will. */
    long patience() {
        boolean helped = !callers.isEmpty()
                || helpers.stream().anyMatch(Thread::isAlive)
                || !ForkJoinPool.commonPool().isQuiescent();
        long patience = helped ? GRACE_NANOS : 0;
        for (int i = 0; i < strands.count(); i++) {
            patience = Math.max(patience, patience(strands.get(i)));
        }
        return patience;
    }

    private static long patience(Strand strand) {
        if (strand.over || strand.ready) {
            return 0;
        }
        return switch (strand.thread.getState()) {
            case BLOCKED -> GRACE_NANOS; // the JVM hands a real monitor on by a thread of its own
            case TIMED_WAITING -> GRACE_NANOS + Math.min(
                    TimeUnit.MILLISECONDS.toNanos(VirtualThreads.timeout(strand.thread)), Strand.NEVER / 2);
            case RUNNABLE -> GRACE_NANOS; // somebody outside is just waking it
            default -> 0;
        };
    }

    /** What a report says of them. */
    List<String> notices() {
        List<String> notices = new ArrayList<>();
        for (Thread helper : helpers) {
            notices.add("thread=" + helper.getName() + " is not controlled (expected: started as a platform thread, or"
                    + " created as a virtual one by a controlled thread)");
        }
        for (String name : callers) {
            notices.add("thread=" + name
                    + " runs woven code and is not controlled (expected: only threads started in the run)");
        }
        return notices;
    }
}
