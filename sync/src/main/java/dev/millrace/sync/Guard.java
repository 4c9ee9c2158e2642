package dev.millrace.sync;

import dev.millrace.core.internal.LockedLine;
import dev.millrace.core.time.Deadline;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that lets threads in or has them wait: the part that locks and semaphores have in common.
 *
 * <p>Who is not let in stands in line. Only the first in line tries again; it stays first until it is let in or gives up, so a
 * request that is hard to grant is not overtaken for ever by those behind it. Whether one who has just come may try before those
 * in line is up to the guard: it may ({@code fair == false}), which is faster, or not.
 */
abstract class Guard extends Watchable {

    /*
     * A thread W that waits and a thread K that opens the guard:
     *
     *     W: stand in line (head = W, if first)   W: rests = true    W: attempt()   W: park if that was in vain
     *     K: open the guard (volatile)            K: read head       K: read head.rests, and unpark if so
     *
     * All of these are volatile or stronger, so in their one order either K's opening comes before W's attempt, which then
     * succeeds or finds that another one took it; or W's attempt, and so W's standing in line and resting, comes before K's
     * opening, and K finds W and wakes it.
     *
     * The head may leave (let in, late, interrupted) between K's read of it and K's unpark: K's wake-up is lost on it. So
     * whoever leaves writes the next head and then looks at the guard once more, and wakes the next if it is open: K opened
     * before it read the old head, that was before the new head was written, and so the look sees it open.
     *
     * field  | read                   | written
     * head   | volatile               | volatile, under the lock of the line
     * line   | under its lock         | under its lock
     * rests  | volatile               | volatile, by its thread; compare-and-set by who wakes
     */

    /** In pauses of the processor; on a single one nobody else gets on while a thread spins. */
    private static final int MOST_PAUSES = Runtime.getRuntime().availableProcessors() > 1 ? 64 : 0;

    private final boolean fair;
    private final LockedLine<Turn> line = new LockedLine<>();
    private final Blocker blocker = new Blocker(this);
    private volatile @Nullable Turn head;

    Guard(boolean fair) {
        this.fair = fair;
    }

    /**
     * Tries to be let in, at once; called by {@link #attemptAndTell} alone, which tells who watches. Waits for nobody and runs
     * nobody else's code: it may be under the lock of the account.
     */
    abstract boolean attempt(int request);

    /**
     * Lets one out who asked for that, by a volatile or stronger write; false, and nothing changes, if there is nobody to let out, as
     * far as the guard looks: one with an owner has looked before. Called by {@link #giveBackAndTell} alone, as {@link #attempt} by
     * its own.
     */
    abstract boolean giveBack(int request);

    /** How many are taken by who asks for that; permits or one. */
    int weight(int request) {
        return 1;
    }

    /** Whether to give back without having taken is a use of it, and no slip. */
    boolean mayGiveWhatWasNotTaken() {
        return false;
    }

    /** What one who asks for that waits for, in a report. */
    abstract String goal(int request);

    /** The only one who holds it, as far as that is known. */
    @Nullable Thread soleHolder() {
        Watch watch = watch();
        return watch == null ? null : watch.soleHolder();
    }

    /** Whether the next in line could be let in, as far as one can see; a volatile read. May say yes for no. */
    abstract boolean isOpen();

    /** Whether one who asks for that may try before it stands in line. */
    boolean mayPass(int request) {
        return !fair || head == null;
    }

    /** Whether the first in line asks for that. */
    final boolean isFirst(int request) {
        Turn first = head;
        return first != null && first.request == request;
    }

    /** Tries to be let in, at once; for the first in line only, and for those who come if that is not fair. */
    final boolean attemptAndTell(int request) {
        Watch watch = watch();
        return (watch == null || watch.isClosed()) ? attempt(request) : attemptWatched(watch, request);
    }

    private boolean attemptWatched(Watch watch, int request) {
        watch.lock();
        try {
            boolean in = attempt(request);
            if (in) {
                watch.taken(weight(request));
            }
            return in;
        } finally {
            watch.unlock();
        }
    }

    /** Lets one out who asked for that; false if nobody is in. The caller then wakes who waits, if that may help. */
    final boolean giveBackAndTell(int request) {
        Watch watch = watch();
        return (watch == null || watch.isClosed()) ? giveBack(request) : giveBackWatched(watch, request);
    }

    private boolean giveBackWatched(Watch watch, int request) {
        watch.lock();
        try {
            boolean out = giveBack(request);
            if (out) {
                watch.givenBack(weight(request), mayGiveWhatWasNotTaken());
            }
            return out;
        } finally {
            watch.unlock();
        }
    }

    /** Is let in if that is possible at once, also before those who wait. */
    boolean takeAtOnce(int request) {
        return attemptAndTell(request);
    }

    /** Is let in if that is possible at once and in order. */
    boolean takeInPassing(int request) {
        return mayPass(request) && attemptAndTell(request);
    }

    /** Is let in, however long that takes and whatever interrupts; an interrupt is kept for later. */
    final void takeUninterruptibly(int request) {
        if (!takeInPassing(request)) {
            awaitUninterruptibly(request);
        }
    }

    /** Is let in, however long that takes. */
    final void take(int request) throws InterruptedException {
        if (!takeUnlessInterrupted(request)) {
            await(request, Deadline.never());
        }
    }

    /** Is let in, and returns true; or is late, and returns false. Who need not wait has no deadline made. */
    final boolean take(int request, String subject, Duration timeout) throws InterruptedException {
        Errors.requireTimeout(subject, timeout);
        return takeUnlessInterrupted(request) || await(request, Deadline.after(timeout));
    }

    /** Is let in if that is possible at once and in order; who is interrupted, is not. */
    final boolean takeUnlessInterrupted(int request) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return takeInPassing(request);
    }

    /** Waits until it is let in, though it could not pass. */
    final void awaitUninterruptibly(int request) {
        if (await(request, Deadline.never(), false) == Outcome.INTERRUPTED_BUT_IN) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until it is let in, and returns true, or is late, and returns false, though it could not pass. */
    final boolean await(int request, Deadline deadline) throws InterruptedException {
        Outcome outcome = await(request, deadline, true);
        if (outcome == Outcome.INTERRUPTED) {
            throw new InterruptedException();
        }
        return outcome == Outcome.IN;
    }

    private enum Outcome {
        IN, INTERRUPTED_BUT_IN, INTERRUPTED, LATE;

        boolean isIn() {
            return this == IN || this == INTERRUPTED_BUT_IN;
        }
    }

    private Outcome await(int request, Deadline deadline, boolean interruptibly) {
        if (spin(request)) {
            return Outcome.IN;
        }
        WaitEvent event = WaitEvent.begin(this, goal(request));
        Turn turn = new Turn(request);
        Outcome outcome = Outcome.LATE;
        enter(turn);
        try {
            outcome = take(turn, deadline, interruptibly);
        } finally {
            leave(turn);
            WaitEvent.end(event, outcome.isIn());
        }
        return outcome;
    }

    /**
     * A platform thread looks once more after a moment, before it stands in line. It does not look earlier: each look takes a
     * cache line away from the one that is inside, and a guard that is held briefly is soon taken by the same thread again. A
     * virtual thread stands in line at once: others need its carrier.
     */
    private boolean spin(int request) {
        return !Thread.currentThread().isVirtual()
                && pause(MOST_PAUSES)
                && mayPass(request)
                && isOpen()
                && attemptAndTell(request);
    }

    /** Lets some time pass; false if there is only one processor. */
    private static boolean pause(int pauses) {
        if (pauses == 0) {
            return false;
        }
        for (int i = 0; i < pauses; i++) {
            Thread.onSpinWait();
        }
        return true;
    }

    private Outcome take(Turn turn, Deadline deadline, boolean interruptibly) {
        boolean interrupted = false;
        int pauses = 0;
        while (true) {
            if (pauses > 0 && takeAwake(turn, pauses)) {
                return interrupted ? Outcome.INTERRUPTED_BUT_IN : Outcome.IN;
            }
            turn.rest();
            if (head == turn && attemptAsFirst(turn.request)) {
                return interrupted ? Outcome.INTERRUPTED_BUT_IN : Outcome.IN;
            }
            if (Thread.interrupted()) {
                if (interruptibly) {
                    return Outcome.INTERRUPTED;
                }
                interrupted = true;
            }
            if (deadline.hasPassed()) {
                return Outcome.LATE;
            }
            if (turn.isResting()) { // else it was woken, and what came in between, such as a class loader, may have taken the unpark
                deadline.park(blocker);
            }
            pauses = Math.min(2 * pauses + 1, MOST_PAUSES);
        }
    }

    /**
     * After a wake-up, tries before it rests again: as long as it is awake, whoever opens the guard need not unpark it. Each time that
     * it was in vain it stays awake for longer, since others are let in and go in quick succession. A virtual thread does so too:
     * only the first in line does, and to leave its carrier and be mounted again takes longer than all the pauses.
     */
    private boolean takeAwake(Turn turn, int pauses) {
        return head == turn && (attemptAsFirst(turn.request) || (pause(pauses) && attemptAsFirst(turn.request)));
    }

    private boolean attemptAsFirst(int request) {
        boolean in = attemptAndTell(request);
        if (!in) { // else it is shown to the next in line when that one becomes the first
            showHolder();
        }
        return in;
    }

    /**
     * Shows the holder to the tools of the JVM. Who unlocks while somebody waits takes that back, see {@link #wakeFirst}: he does so
     * after this, or the fence lets us see that he has unlocked, and then we look again.
     */
    final void showHolder() {
        Thread holder;
        do {
            holder = soleHolder();
            blocker.show(holder);
            VarHandle.fullFence();
        } while (soleHolder() != holder);
    }

    /**
     * Has somebody else's thread stand in line, which waited at a condition and may already look whether it is its turn. It is woken
     * when it is.
     */
    final void enterSignalled(Turn turn) {
        enter(turn);
        if (isOpen()) { // nobody has to unlock any more
            wakeFirst();
        }
    }

    /** Waits, by its own thread, until a turn that was put in line by another is let in; whether it was interrupted meanwhile. */
    final boolean takeSignalled(Turn turn) {
        WaitEvent event = WaitEvent.begin(this, goal(turn.request));
        try {
            return take(turn, Deadline.never(), false) == Outcome.INTERRUPTED_BUT_IN;
        } finally {
            leave(turn);
            WaitEvent.end(event, true);
        }
    }

    private void enter(Turn turn) {
        line.lock();
        try {
            if (turn.isWithdrawn) {
                return;
            }
            line.addLast(turn);
            if (line.first() == turn) {
                beFirst(turn);
            }
        } finally {
            line.unlock();
        }
    }

    /** Takes a turn out of the line, let in or not, and wakes the next if it could be. */
    final void leave(Turn turn) {
        Turn next;
        line.lock();
        try {
            boolean wasFirst = line.first() == turn;
            line.remove(turn);
            next = wasFirst ? line.first() : null;
            if (wasFirst) {
                beFirst(next);
            }
        } finally {
            line.unlock();
        }
        if (next != null && isOpen()) {
            next.wake();
        }
    }

    /**
     * Makes it the first, and shows it whom it waits for, unless it is just about to look by itself: it may stand here, or at a
     * condition, for long. Under the lock of the line.
     */
    private void beFirst(@Nullable Turn first) {
        head = first; // volatile, before it is shown: who unlocks after that finds it here, and takes it back
        if (first == null) {
            blocker.show(null); // nobody looks, and it would keep a thread that is over
        } else if (first.thread != Thread.currentThread()) {
            showHolder();
        }
    }

    /**
     * Takes out a turn that somebody else has signalled, or is about to put in line, though its thread does not wait any more; by
     * that thread.
     */
    final void withdraw(Turn turn) {
        line.lock();
        try {
            turn.isWithdrawn = true;
        } finally {
            line.unlock();
        }
        leave(turn);
    }

    /** Wakes the first in line; call it after opening the guard by a volatile or stronger access. */
    final void wakeFirst() {
        if (head != null) {
            blocker.show(null);
            VarHandle.fullFence(); // before the second look: whoever is the first by then looks again, or has shown another after this
            Turn first = head;
            if (first != null) {
                first.wake();
            }
        }
    }

    /** Those who wait, the longest waiting first, for a report. */
    final List<Turn> turns() {
        return Turn.all(line);
    }

    /** How many threads wait, at some moment during the call. */
    final int standing() {
        return line.size();
    }

    @Override
    final List<Report.Waiter> waiters() {
        return turns().stream().map(turn -> turn.report(goal(turn.request))).toList();
    }
}
