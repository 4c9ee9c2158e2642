package dev.millrace.core.wait;

import dev.millrace.core.internal.Checks;
import dev.millrace.core.internal.Line;
import dev.millrace.core.internal.LockedCount;
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
     *   - `waiting` is the length of the list; it is written under the lock and read without it.
     *   - A place is on its list from enlist() until a waker unlinks it or its owner leaves, whichever is first, both
     *     under the lock.
     *   - A waiter is signalled at most once per wait, also when it stands on several lists. A waker that finds
     *     its first waiter signalled already takes the next.
     *   - A signal ends in one of two ways: await returns true, and its caller looks at the state; or the waiter leaves
     *     late or interrupted, and hands the signal to the next waiter (leave, passOn).
     * Not an invariant: that a thread that await lets go finds the state ready.
     *
     * field      | read                          | written
     * waiting    | volatile, by wakers           | release, by unlocking; a full fence follows in registered()
     * all others | under the lock                | under the lock
     */

    private static final int SPARES = 4;

    private final Line<Place> line = new Line<>();
    private final LockedCount waiting = new LockedCount();
    private @Nullable Waiter spare;
    private int spares;
    private final WaitedTime waited = new WaitedTime();

    /** An empty list. */
    public WaitList() {}

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
        return waiting.count() != 0;
    }

    /**
     * How many threads are registered in this list.
     *
     * @return the number of waiting threads, exact at some moment during the call
     */
    public int size() {
        return (int) waiting.count();
    }

    /**
     * Wakes up to {@code n} waiting threads, the longest waiting first, without the fence of {@link #signal}.
     *
     * @param n how many to wake at the most
     * @return how many were woken
     */
    public int wake(int n) {
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
        if (strategy.spinBriefly(ready)) {
            return true;
        }
        return strategy.parks() ? park(ready, deadline) : strategy.idleUntil(ready, deadline);
    }

    /**
     * Waits on several lists at once, for a signal of any of them or until {@code ready} says yes.
     *
     * <p>The signal of one list may arrive while the caller goes on because of another: a caller that then takes nothing
     * from what the signalling list stands for owes that list a {@link #signal}, or the next waiter there sleeps on.
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
        if (strategy.spinBriefly(ready)) {
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
        List<Thread> threads = new ArrayList<>(size()); // sized before the lock is taken: it rarely grows under it
        waiting.lock();
        try {
            for (Place place = line.first(); place != null; place = line.after(place)) {
                threads.add(Objects.requireNonNull(place.waiter().thread()));
            }
        } finally {
            waiting.unlock();
        }
        return threads;
    }

    /**
     * How long threads have stood in this list, all waits that have ended added up. Once virtual threads have waited a few
     * hundred times, an estimate: about one of eight of their waits is timed and counts for eight.
     *
     * @return nanoseconds
     */
    public long waitedNanos() {
        waiting.lock();
        try {
            return waited.nanos();
        } finally {
            waiting.unlock();
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
        waiting.lock();
        try {
            waiter = takeSpare();
            waiter.begin();
            waited.begin(waiter);
            line.addLast(waiter);
        } finally {
            waiting.unlock(line.size());
        }
        registered();
        return waiter;
    }

    /** Registers the calling thread with a waiter that stands on other lists too. */
    private Place enlist(Waiter shared) {
        Place place = new Place(shared);
        waiting.lock();
        try {
            waited.begin(place);
            line.addLast(place);
        } finally {
            waiting.unlock(line.size());
        }
        registered();
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
        long now = waited.now(place);
        waiting.lock();
        try {
            waited.end(place, now);
            boolean takenOut = !line.remove(place);
            if (place instanceof Waiter alone) {
                keepSpare(alone);
            }
            return takenOut;
        } finally {
            waiting.unlock(line.size());
        }
    }

    private boolean wakeFirst() {
        Thread chosen = null;
        waiting.lock();
        try {
            for (Place place = line.removeFirst(); place != null; place = line.removeFirst()) {
                chosen = place.waiter().signal(this);
                if (chosen != null) {
                    break;
                }
            }
        } finally {
            waiting.unlock(line.size());
        }
        LockSupport.unpark(chosen); // does nothing for null
        return chosen != null;
    }

    // ---- under the lock

    private Waiter takeSpare() {
        Waiter waiter = spare;
        if (waiter == null) {
            return new Waiter();
        }
        spare = waiter.nextSpare;
        waiter.nextSpare = null;
        spares--;
        return waiter;
    }

    /** Keeps a few waiters for the next waits, so that a steady exchange allocates nothing. */
    private void keepSpare(Waiter waiter) {
        waiter.end();
        if (spares < SPARES) {
            waiter.nextSpare = spare;
            spare = waiter;
            spares++;
        }
    }
}
