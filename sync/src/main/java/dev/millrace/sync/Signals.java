package dev.millrace.sync;

import dev.millrace.core.internal.LockedLine;
import dev.millrace.core.time.Deadline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The threads that wait for a signal under one lock: what {@link Condition} and the views of locks have in common.
 *
 * <p>Who waits stands in line here with a {@link Turn}. A signal moves the turn to the line of the lock, without waking the thread: it
 * is woken once, when the lock is free and it is first in line. So a turn leaves this line once, by one compare-and-set, which the
 * signal or the end of patience wins.
 */
final class Signals {

    private static final String GOAL = "signal";

    private final LockGuard lock;
    private final Watchable told;
    private final LockedLine<Turn> line = new LockedLine<>();

    /** {@code told} is what threads wait at, as a report tells it. */
    Signals(LockGuard lock, Watchable told) {
        this.lock = lock;
        this.told = told;
    }

    LockGuard lock() {
        return lock;
    }

    /** Says how deep the caller holds the lock, or throws. */
    int requireHeld() {
        return lock.requireHeld("condition");
    }

    void awaitUninterruptibly() {
        Turn turn = Turn.atCondition(requireHeld());
        WaitEvent event = WaitEvent.begin(told, GOAL);
        begin(turn);
        boolean interrupted = false;
        while (turn.isAtCondition()) {
            turn.rest();
            if (turn.isAtCondition()) {
                Deadline.never().park(this);
                interrupted |= Thread.interrupted();
            }
        }
        WaitEvent.end(event, true);
        if (lock.takeSignalled(turn) || interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it was signalled before the deadline. */
    boolean await(Deadline deadline) throws InterruptedException {
        int depth = requireHeld();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Turn turn = Turn.atCondition(depth);
        WaitEvent event = WaitEvent.begin(told, GOAL);
        begin(turn);
        while (turn.isAtCondition()) {
            turn.rest(); // before the last look: from here on a signal unparks
            boolean late = deadline.hasPassed();
            if ((late || Thread.currentThread().isInterrupted()) && turn.giveUp()) {
                WaitEvent.end(event, false);
                return gaveUp(turn);
            }
            if (turn.isAtCondition()) {
                deadline.park(this);
            }
        }
        WaitEvent.end(event, true);
        boolean interrupted = Thread.interrupted(); // after the signal: it is not in the way of locking, and is kept
        if (lock.takeSignalled(turn) || interrupted) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    /** Stands in line, and unlocks: in this order, so that whoever locks next can signal. */
    private void begin(Turn turn) {
        line.lock();
        try {
            line.addLast(turn);
        } finally {
            line.unlock();
        }
        try {
            lock.releaseFully();
        } catch (IllegalMonitorStateException e) { // held by somebody else, who has unlocked meanwhile
            withdraw(turn);
            throw e;
        }
    }

    /** Takes out a turn whose thread does not wait after all, and hands on the signal that it was given, if it was. */
    private void withdraw(Turn turn) {
        if (turn.giveUp()) {
            remove(turn);
        } else {
            lock.withdraw(turn);
            signalFirst(1);
        }
    }

    private void remove(Turn turn) {
        line.lock();
        try {
            line.remove(turn);
        } finally {
            line.unlock();
        }
    }

    private boolean gaveUp(Turn turn) throws InterruptedException {
        remove(turn);
        boolean interrupted = Thread.interrupted();
        lock.awaitUninterruptibly(turn.request);
        if (interrupted) {
            Thread.interrupted(); // one that came while it was locking is told by the same exception
            throw new InterruptedException();
        }
        return false;
    }

    /** Lets so many go on; how many there were. */
    int signal(int many) {
        requireHeld();
        return signalFirst(many);
    }

    private int signalFirst(int many) {
        int signalled = 0;
        for (int standing = line.size(); standing > 0 && signalled < many; standing--) {
            Turn turn = removeFirst();
            if (turn != null && turn.moveToGuard()) { // else it has given up and needs no signal
                lock.enterSignalled(turn);
                signalled++;
            }
        }
        return signalled;
    }

    private @Nullable Turn removeFirst() {
        line.lock();
        try {
            return line.removeFirst();
        } finally {
            line.unlock();
        }
    }

    /** How many threads wait for a signal. */
    int awaiting() {
        return line.size();
    }

    List<Report.Waiter> waiters() {
        return Turn.all(line).stream().map(turn -> turn.report(GOAL)).toList();
    }
}
