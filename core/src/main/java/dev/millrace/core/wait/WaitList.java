package dev.millrace.core.wait;

import dev.millrace.core.internal.Checks;
import dev.millrace.core.internal.LockedLine;
import dev.millrace.core.time.Deadline;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads that wait for one kind of change in some shared state, in the order in which they came.
 *
 * <p>A thread that cannot go on calls {@link #await} with the question that it waits to hear answered yes. A thread that
 * changes the state <b>publishes the change first and then calls {@link #signal}</b>. No wake-up is lost, and one that
 * reaches a waiter which is leaving (late or interrupted) is passed on to the next.
 *
 * <p>A signal is a hint to look again: {@code await} returns true when it was signalled or when it saw the state ready,
 * and the state may have changed back before the caller looks. So waiting is a loop:
 *
 * <pre>{@code
 * while ((item = queue.poll()) == null) {
 *     if (!notEmpty.await(() -> !queue.isEmpty(), WaitStrategy.AUTO, deadline)) {
 *         return null; // late
 *     }
 * }
 * if (!queue.isEmpty()) {
 *     notEmpty.signal(); // the chained wake-up, see below
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> Any number of threads may call any method.
 *
 * <p><b>Ordering.</b> Signals go to the longest waiting thread first. A thread that does not wait may take what a woken
 * one was woken for; the woken one then waits again, at the end of the line.
 *
 * <p><b>Memory.</b> Actions before {@link #signal} or {@link #wake} <i>happen-before</i> the return of the await that
 * they end.
 *
 * <p><b>Progress.</b> With nobody waiting, {@code signal} is one fence and one read. Otherwise the list is changed under
 * a lock held for a few instructions.
 *
 * <p><b>Blocking and interruption.</b> Only the {@code await} methods wait. An interrupt, on entry or while waiting,
 * ends the wait with {@link InterruptedException} and the interrupt status cleared, and consumes no wake-up.
 *
 * <p><b>Chained wake-ups.</b> Where a change can become visible later than a signal that followed it (a producer stalls
 * between claiming a slot and filling it while another fills the next one and signals), a woken thread may find nothing
 * and wait again, and one signal is then missing. The cure is for a thread that has waited and got something to signal
 * again if it sees more.
 */
public final class WaitList {

    /*
     * The protocol is Dekker's, between a waiter W and a waker K:
     *
     *     W: register in the list   W: full fence   W: look at the state   W: park if it is not ready
     *     K: publish the change     K: full fence   K: look at the list    K: wake the first, if there is one
     *
     * Each writes its own word and then, past a fence, reads the other's. In the one order of all fences either W's
     * comes first, and then K sees W registered, or K's does, and then W sees the change. That both miss each other is
     * the lost wake-up, and it needs one of the two fences to be missing.
     *
     * Invariants:
     *   - The length of the line is written under its lock and read without it.
     *   - A place is on its list from enlist() until a waker unlinks it or its owner leaves, whichever is first, both
     *     under the lock.
     *   - A waiter is signalled at most once per wait, also when it stands on several lists. A waker that finds
     *     its first waiter signalled already takes the next.
     *   - A waker takes a waiter out of line before it signals it, and does not touch it afterwards: a waiter that sees
     *     the signal of its only list may go, and be used again, without taking the lock.
     *   - A signal ends in one of two ways: await returns true, and its caller looks at the state; or the waiter leaves
     *     late or interrupted, and hands the signal to the next waiter (leave, passOn).
     * Not an invariant: that a thread that await lets go finds the state ready.
     *
     * field               | read                | written
     * length of the line  | volatile, by wakers | under the lock; then a full fence, see registered()
     * all others          | under the lock      | under the lock
     */

    private static final int KEPT = 4;

    private final LockedLine<Place> line = new LockedLine<>();

    /** The waiters that this list keeps for its waits, so that a steady exchange allocates nothing; some may be in use. */
    private @Nullable Waiter kept;
    private int keptCount;

    /** How long threads stood in places that are not kept. */
    private long elsewhereNanos;

    private final int batch;
    private final boolean timesAll;

    /** An empty list that times every wait. */
    public WaitList() {
        this(1, true);
    }

    /**
     * An empty list for changes that may come many at a time. It does not time every wait, see {@link #waitedNanos}.
     *
     * @param batch how many changes may follow each other before the first one has to be noticed, such as the capacity of a
     *     queue; the more, the longer a spinning platform thread pauses before it looks for the first time, and the less it
     *     disturbs the thread that makes them; and from two on, a virtual thread yields once before it parks
     * @throws IllegalArgumentException if {@code batch < 1}
     */
    public WaitList(int batch) {
        this(Checks.atLeast("wait list", "batch", batch, 1), false);
    }

    private WaitList(int batch, boolean timesAll) {
        this.batch = batch;
        this.timesAll = timesAll;
    }

    /**
     * Wakes the longest waiting thread, if one waits. Call it after publishing the change that it waits for.
     */
    public void signal() {
        // Orders the caller's publication before the read of `waiting`: the waker's half of the protocol.
        VarHandle.fullFence();
        if (hasWaiters()) {
            wake(1);
        }
    }

    /**
     * Whether a thread is registered in this list.
     *
     * <p>For a waker whose publication was itself a volatile write or a successful atomic update: it needs no other
     * fence, and may call {@code if (list.hasWaiters()) list.wake(1)} instead of {@link #signal}.
     *
     * @return true if at least one thread waits
     */
    public boolean hasWaiters() {
        // volatile: totally ordered after the waker's own volatile publication
        return line.size() != 0;
    }

    /**
     * How many threads are registered in this list.
     *
     * @return the number of waiting threads, exact at some moment during the call
     */
    public int size() {
        return line.size();
    }

    /**
     * Wakes up to {@code n} waiting threads, the longest waiting first, without the fence of {@link #signal}.
     *
     * @param n how many to wake at the most
     * @return how many were woken
     * @throws IllegalArgumentException if {@code n < 0}
     */
    public int wake(int n) {
        Checks.atLeast("wait list", "n", n, 0);
        int woken = 0;
        while (woken < n && wakeFirst()) {
            woken++;
        }
        return woken;
    }

    /**
     * Wakes every thread that waits at the time of the call. Call it after publishing the change that they wait for.
     *
     * @return how many were woken
     */
    public int signalAll() {
        VarHandle.fullFence();
        // Those who register from here on see the change when they look again; they stand behind those counted here.
        return wake(size());
    }

    /**
     * Waits for a signal, or until {@code ready} says yes.
     *
     * @param ready whether the caller could go on; called several times, also by a spinning thread, so it is cheap, has
     *     no effects, does not block, and reads the shared state with volatile or at least acquire accesses
     * @param strategy what to do with the processor meanwhile; one that never parks does not stand on the list, so only
     *     {@code ready} ends its wait
     * @param deadline when to give up
     * @return true if signalled or ready; false if the deadline passed first
     * @throws NullPointerException if an argument is null
     * @throws InterruptedException if the thread is interrupted on entry or while it waits
     */
    public boolean await(BooleanSupplier ready, WaitStrategy strategy, Deadline deadline) throws InterruptedException {
        checkArguments(ready, strategy, deadline);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (strategy.waitBriefly(ready, deadline, batch)) {
            return true;
        }
        return strategy.parks() ? park(ready, deadline) : strategy.idleUntil(ready, deadline);
    }

    /**
     * Waits on several lists at once, for a signal of any of them or until {@code ready} says yes.
     *
     * <p>The signal of one list may arrive while the caller goes on because of another. A caller that then takes something
     * from what another list stands for owes the signalling list a {@link #signal}, or the next waiter there sleeps on. One
     * that has found nothing anywhere owes nothing.
     *
     * @param lists the lists, at least one, each at most once
     * @param ready whether the caller could go on, as in {@link #await}
     * @param strategy what to do with the processor meanwhile
     * @param deadline when to give up
     * @return the list that signalled, an empty {@link Wake} if {@code ready} said yes without a signal, or null if the
     *     deadline passed first
     * @throws NullPointerException if an argument or a list is null
     * @throws IllegalArgumentException if there is no list
     * @throws InterruptedException if the thread is interrupted on entry or while it waits
     */
    public static @Nullable Wake awaitAny(
            List<WaitList> lists, BooleanSupplier ready, WaitStrategy strategy, Deadline deadline)
            throws InterruptedException {
        checkLists(lists);
        checkArguments(ready, strategy, deadline);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (strategy.waitBriefly(ready, deadline, 1)) {
            return Wake.READY;
        }
        if (!strategy.parks()) {
            return strategy.idleUntil(ready, deadline) ? Wake.READY : null;
        }
        return parkOnAll(lists, ready, deadline);
    }

    /**
     * Why {@link #awaitAny} returned.
     *
     * @param signalledBy the list whose signal ended the wait, or null if the state was seen ready without one
     */
    public record Wake(@Nullable WaitList signalledBy) {
        private static final Wake READY = new Wake(null);
    }

    /**
     * The threads that are registered now, the longest waiting first, for a report.
     *
     * @return a snapshot
     */
    public List<Thread> waitingThreads() {
        return waits().stream().map(Wait::thread).toList();
    }

    /**
     * One thread's wait that has not ended.
     *
     * @param thread who waits
     * @param nanos for how long so far; -1 if this wait is not timed, or has begun just now
     */
    public record Wait(Thread thread, long nanos) {}

    /**
     * The threads that are registered now, the longest waiting first, and for how long they have been, for a report.
     *
     * @return a snapshot
     */
    public List<Wait> waits() {
        List<Wait> waits = new ArrayList<>(size()); // sized before the lock is taken: it rarely grows under it
        line.lock();
        try {
            for (Place place = line.first(); place != null; place = line.after(place)) {
                waits.add(new Wait(place.waiter().thread(), place.waitingNanos()));
            }
        } finally {
            line.unlock();
        }
        return waits;
    }

    /**
     * How long threads have stood in this list, all waits that have ended added up. Where changes may come many at a time it is an
     * estimate, once virtual threads have waited a few hundred times: about one of eight of their waits is timed and counts for
     * eight.
     *
     * @return nanoseconds
     */
    public long waitedNanos() {
        line.lock();
        try {
            long nanos = elsewhereNanos;
            for (Waiter waiter = kept; waiter != null; waiter = waiter.nextKept) {
                nanos += waiter.waitedNanos();
            }
            return nanos;
        } finally {
            line.unlock();
        }
    }

    private static void checkArguments(BooleanSupplier ready, WaitStrategy strategy, Deadline deadline) {
        Checks.notNull("wait list", "ready", ready);
        Checks.notNull("wait list", "strategy", strategy);
        Checks.notNull("wait list", "deadline", deadline);
    }

    private static void checkLists(List<WaitList> lists) {
        if (Checks.notNull("wait list", "lists", lists).isEmpty()) {
            throw new IllegalArgumentException("wait list: lists=[] (expected: at least one)");
        }
        for (int i = 0; i < lists.size(); i++) {
            if (Objects.isNull(lists.get(i))) {
                throw new NullPointerException("wait list: lists[" + i + "]=null (expected: not null)");
            }
        }
    }

    private boolean park(BooleanSupplier ready, Deadline deadline) throws InterruptedException {
        Waiter waiter = enlist();
        boolean goesOn = false;
        try {
            goesOn = waiter.park(this, ready, deadline);
        } finally {
            boolean signalled = leave(waiter);
            waiter.end();
            if (signalled && !goesOn) {
                passOn();
            }
        }
        return goesOn;
    }

    private static @Nullable Wake parkOnAll(List<WaitList> lists, BooleanSupplier ready, Deadline deadline)
            throws InterruptedException {
        Waiter waiter = new Waiter().begin();
        // Ours for the whole wait: a place must be left on the list on which it was taken.
        List<WaitList> joined = List.copyOf(lists);
        List<Place> places = new ArrayList<>(joined.size());
        boolean goesOn = false;
        try {
            for (WaitList list : joined) {
                places.add(list.enlist(waiter));
            }
            goesOn = waiter.park(joined, ready, deadline);
        } finally {
            for (int i = 0; i < places.size(); i++) {
                joined.get(i).leave(places.get(i));
            }
            WaitList signaller = waiter.signalledBy();
            if (signaller != null && !goesOn) {
                signaller.passOn();
            }
        }
        if (!goesOn) {
            return null;
        }
        WaitList signaller = waiter.signalledBy();
        return signaller == null ? Wake.READY : new Wake(signaller);
    }

    /** Hands a wake-up that this thread was given, and does not use, to the next in line. */
    private void passOn() {
        wake(1);
    }

    /** Registers the calling thread, for a wait on this list only. */
    private Waiter enlist() {
        Waiter waiter;
        line.lock();
        try {
            waiter = freeWaiter().begin();
            line.addLast(waiter);
        } finally {
            line.unlock();
        }
        registered();
        waiter.startClock(timesAll);
        return waiter;
    }

    /** Registers the calling thread with a waiter that stands on other lists too. */
    private Place enlist(Waiter shared) {
        Place place = new Place(shared);
        line.lock();
        try {
            line.addLast(place);
        } finally {
            line.unlock();
        }
        registered();
        place.startClock(timesAll);
        return place;
    }

    /** The waiter's half of the protocol: registered before it looks at the state. */
    private static void registered() {
        VarHandle.fullFence();
    }

    /**
     * Ends the stay of a place on this list.
     *
     * @return whether a waker of this list had taken it out
     */
    private boolean leave(Place place) {
        place.stopClock();
        // A kept waiter stands on this list only: once it is signalled, it has been taken out, and all is done.
        return (place.kept && place.waiter().signalledBy() != null) || leaveLine(place);
    }

    private boolean leaveLine(Place place) {
        line.lock();
        try {
            if (!place.kept) {
                elsewhereNanos += place.waitedNanos();
            }
            return !line.remove(place);
        } finally {
            line.unlock();
        }
    }

    private boolean wakeFirst() {
        Thread chosen = null;
        line.lock();
        try {
            for (Place place = line.removeFirst(); place != null; place = line.removeFirst()) {
                chosen = place.waiter().signal(this);
                if (chosen != null) {
                    break;
                }
            }
        } finally {
            line.unlock();
        }
        LockSupport.unpark(chosen); // does nothing for null
        return chosen != null;
    }

    // ---- under the lock

    private Waiter freeWaiter() {
        for (Waiter waiter = kept; waiter != null; waiter = waiter.nextKept) {
            if (waiter.isFree()) {
                return waiter;
            }
        }
        if (keptCount == KEPT) {
            return new Waiter();
        }
        kept = new Waiter(kept);
        keptCount++;
        return kept;
    }
}
