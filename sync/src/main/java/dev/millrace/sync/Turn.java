package dev.millrace.sync;

import dev.millrace.core.internal.LockedLine;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** One wait of one thread at a {@link Guard}. */
final class Turn extends LockedLine.Place<Turn> {

    private static final VarHandle RESTS;
    private static final VarHandle STANDS;

    static {
        try {
            RESTS = MethodHandles.lookup().findVarHandle(Turn.class, "rests", boolean.class);
            STANDS = MethodHandles.lookup().findVarHandle(Turn.class, "stands", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The thread that waits. */
    final Thread thread = Thread.currentThread();

    /** What it asks for, as the guard understands it. */
    final int request;

    /** When it began to wait where it stands, for reports. Volatile, written by who makes it and by who signals it. */
    private volatile long since = System.nanoTime();

    /** Whether it needs an unpark to look again: written by it before it looks for the last time, taken back by who wakes. */
    private volatile boolean rests;

    private static final int AT_THE_GUARD = 0;
    private static final int AT_THE_CONDITION = 1;
    private static final int NOWHERE = 2;

    /** Where it stands. It leaves a condition once: for the guard, when it is signalled, or for nowhere, when it gives up. */
    private volatile int stands;

    /** Whether its thread was refused, and is not to stand in line; under the lock of the guard's line. */
    boolean isWithdrawn;

    /** One that stands at the guard. */
    Turn(int request) {
        this.request = request;
    }

    /** One that stands at a condition first. */
    static Turn atCondition(int request) {
        Turn turn = new Turn(request);
        turn.stands = AT_THE_CONDITION;
        return turn;
    }

    /** Those who stand in a line, the first first. */
    static List<Turn> all(LockedLine<Turn> line) {
        List<Turn> turns = new ArrayList<>(line.size()); // sized before the lock is taken: it rarely grows under it
        line.lock();
        try {
            for (Turn turn = line.first(); turn != null; turn = line.after(turn)) {
                turns.add(turn);
            }
        } finally {
            line.unlock();
        }
        return turns;
    }

    Report.Waiter report(String goal) {
        return new Report.Waiter(thread, goal, Report.since(since));
    }

    boolean isAtCondition() {
        return stands == AT_THE_CONDITION;
    }

    /** It is signalled; false if it has given up. */
    boolean moveToGuard() {
        boolean moved = STANDS.compareAndSet(this, AT_THE_CONDITION, AT_THE_GUARD);
        if (moved) {
            since = System.nanoTime();
        }
        return moved;
    }

    /** It waits no longer; false if it was signalled before. */
    boolean giveUp() {
        return STANDS.compareAndSet(this, AT_THE_CONDITION, NOWHERE);
    }

    /** From here on a wake-up is an unpark; call it before the last look. */
    void rest() {
        rests = true; // volatile: ordered before that look
    }

    /** Whether it has not been woken since; by its thread. */
    boolean isResting() {
        return rests;
    }

    /** Lets the thread look again. One unpark is enough until it rests again. */
    void wake() {
        // volatile read first: while the thread is awake it costs no update
        if (rests && RESTS.compareAndSet(this, true, false)) {
            LockSupport.unpark(thread);
        }
    }
}
