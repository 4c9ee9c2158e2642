package dev.millrace.sync;

import dev.millrace.core.internal.Checks;
import dev.millrace.core.time.Deadline;
import dev.millrace.core.wait.WaitStrategy;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Where a number of threads wait for each other, again and again: nobody passes before all have come.
 *
 * <pre>{@code
 * Barrier barrier = new Barrier(4, () -> log.info("step {} is done", ++step));
 * for (...) {
 *     work();
 *     barrier.await();
 * }
 * }</pre>
 *
 * <p>If one of them gives up, because it is interrupted, late, or the action fails, the barrier is broken: nobody passes any
 * more, neither those who wait nor those who come, until it is {@linkplain #reset() reset}.
 *
 * <p><b>Threads.</b> Any; which threads the parties are does not matter.
 *
 * <p><b>Ordering.</b> The action runs in the thread that comes last, before anybody passes. Who comes while it runs belongs to
 * the next generation. Two actions never run at once, not even after a {@link #reset()}. An action that waits at its own barrier
 * is an error.
 *
 * <p><b>Memory.</b> What each party did before it came <i>happens-before</i> the action, and that before what the parties do
 * behind, and before the action that follows.
 *
 * <p><b>Progress.</b> To come is a compare-and-set, retried while others come at the same moment; who comes last wakes all others.
 *
 * <p><b>Blocking and interruption.</b> {@code await} waits. An interrupt on entry or while waiting breaks the barrier and is thrown
 * as {@link InterruptedException}. Once all are there, nobody can give up any more, however long the action takes: an interrupt that
 * comes then is kept as the thread's status, and a time limit that passes then is forgotten. Who waits for the next generation
 * meanwhile can give up, and breaks that one.
 */
public final class Barrier extends Gate {

    private static final VarHandle CURRENT;

    static {
        try {
            CURRENT = MethodHandles.lookup().findVarHandle(Barrier.class, "current", Generation.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A thread that spins for more parties than can run takes a processor from those it waits for. */
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private static final String GOAL = "the others";

    private final int parties;
    private final @Nullable Runnable action;
    /** Held while the action runs; null if there is none. */
    private final @Nullable RLock acting;
    private final @Nullable Duration timeout;
    private final WaitStrategy strategy;
    private volatile Generation current = new Generation();

    /**
     * A barrier for so many parties.
     *
     * @param parties how many have to come; 1 or more
     * @throws IllegalArgumentException if {@code parties < 1}
     */
    public Barrier(int parties) {
        this(parties, null, null);
    }

    /**
     * A barrier whose last party runs the action before anybody passes.
     *
     * @param parties how many have to come; 1 or more
     * @param action what the last party runs
     * @throws IllegalArgumentException if {@code parties < 1}
     */
    public Barrier(int parties, Runnable action) {
        this(parties, Checks.notNull("barrier", "action", action), null);
    }

    /**
     * A barrier at which nobody waits longer than that, unless a call says another time.
     *
     * @param parties how many have to come; 1 or more
     * @param action  what the last party runs; null for nothing
     * @param timeout not negative; null for as long as it takes
     * @throws IllegalArgumentException if {@code parties < 1} or the timeout is negative
     */
    public Barrier(int parties, @Nullable Runnable action, @Nullable Duration timeout) {
        super(GOAL);
        this.parties = Checks.atLeast("barrier", "parties", parties, 1);
        this.action = action;
        acting = action == null ? null : new RLock();
        strategy = parties <= PROCESSORS ? WaitStrategy.AUTO : WaitStrategy.PARK;
        this.timeout = timeout == null ? null : Checks.notNegative("barrier", "timeout", timeout);
    }

    /**
     * Comes, and waits for the others.
     *
     * @return the caller's number among those of its generation: 0 for the first, one less than the parties for the last
     * @throws BrokenBarrierException if the barrier is broken, or breaks meanwhile
     * @throws TimeoutException       if the barrier has a time limit and it is over; then the barrier is broken
     * @throws InterruptedException   if the thread is interrupted on entry or while it waits; then the barrier is broken
     * @throws IllegalStateException  if the caller runs the action of this barrier
     */
    public int await() throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(timeout == null ? Deadline.never() : Deadline.after(timeout));
    }

    /**
     * Comes, and waits for the others for so long at the most.
     *
     * @param atMost not negative
     * @return as {@link #await()}
     * @throws TimeoutException         if it is late, before all have come; then the barrier is broken
     * @throws IllegalStateException    if the caller runs the action of this barrier
     * @throws BrokenBarrierException   as {@link #await()}
     * @throws InterruptedException     as {@link #await()}
     * @throws IllegalArgumentException if the timeout is negative
     */
    public int await(Duration atMost) throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(Errors.deadline("barrier", atMost));
    }

    private int await(Deadline deadline) throws InterruptedException, BrokenBarrierException, TimeoutException {
        requireOutsideOfTheAction();
        Generation generation = latest();
        int index = come(generation);
        while (index < 0) { // it is complete, and about to be followed by the next
            waitForNext(generation, deadline);
            generation = latest();
            index = come(generation);
        }
        if (index == parties - 1) {
            trip(generation);
        } else {
            waitForOthers(generation, deadline);
        }
        return index;
    }

    /** The generation that those belong to who come now. One that has passed is followed by the next, by whoever finds it. */
    private Generation latest() {
        Generation generation = current;
        if (generation.hasPassed()) {
            follow(generation);
            return current;
        }
        return generation;
    }

    /** Lets the next generation begin, unless somebody else has. */
    private void follow(Generation generation) {
        if (CURRENT.compareAndSet(this, generation, generation.next())) {
            generation.forgetNext();
        }
    }

    private void requireOutsideOfTheAction() {
        if (acting != null && acting.isHeldByCurrentThread()) {
            throw new IllegalStateException("barrier: thread=" + Errors.name(Thread.currentThread())
                    + " (expected: not the one that runs its action); wait before or after");
        }
    }

    /** Wakes all that wait for the end of a generation: its parties, and who came too late for it. */
    private void wake(Generation generation) {
        generation.wakeAll();
        open();
    }

    /** The caller's number, or -1 if the generation is complete without it. */
    private int come(Generation generation) throws InterruptedException, BrokenBarrierException {
        requireWhole(generation);
        // Not one that is complete: its parties have nothing to do with who comes too late for it.
        if (generation.came() < parties && Thread.currentThread().isInterrupted() && givesUp(generation)) {
            Thread.interrupted();
            throw new InterruptedException();
        }
        return generation.come(parties);
    }

    private void trip(Generation generation) throws BrokenBarrierException {
        if (generation.trips()) {
            act(generation);
            if (generation.passes()) {
                follow(generation); // also so that nothing keeps its threads
                wake(generation);
                return;
            }
        }
        throw brokenWith(generation);
    }

    /** Runs the action, after the one of a generation that was reset meanwhile. */
    private void act(Generation generation) {
        if (action == null || acting == null) {
            return;
        }
        acting.lockUninterruptibly();
        try {
            if (!generation.isBroken()) { // as it may be by now, if the action before it took its time
                action.run();
            }
        } catch (Throwable failure) {
            breakDown(generation);
            throw failure;
        } finally {
            acting.unlock();
        }
    }

    private void waitForOthers(Generation generation, Deadline deadline)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        WaitEvent event = WaitEvent.begin(this, GOAL);
        try {
            awaitEnd(generation, deadline);
        } finally {
            WaitEvent.end(event, generation.hasPassed());
        }
        if (generation.isBroken()) {
            throw brokenWith(generation);
        }
    }

    /** For one of its parties, which may have come after all others were forgotten. */
    private BrokenBarrierException brokenWith(Generation generation) {
        generation.wakeAll();
        return current == generation
                ? broken()
                : new BrokenBarrierException("barrier: reset=true (expected: false while threads wait); come again");
    }

    private void awaitEnd(Generation generation, Deadline deadline) throws InterruptedException, TimeoutException {
        boolean interrupted = false;
        boolean late = false;
        while (!generation.isOver()) {
            try {
                late = !strategy.await(this, generation, late || interrupted ? Deadline.never() : deadline);
                int came = generation.came();
                if (late && givesUp(generation)) {
                    throw late(came);
                }
            } catch (InterruptedException e) {
                interrupted = true;
                if (givesUp(generation)) {
                    throw e;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private TimeoutException late(int came) {
        return new TimeoutException(
                "barrier: waiting=" + Math.min(came, parties - 1) + " (expected: " + parties + " in time)");
    }

    /** Breaks the generation as one of its parties, or who would be one; false if all have come, or it is over. */
    private boolean givesUp(Generation generation) {
        boolean broken = generation.breaksWhileWaiting();
        if (broken) {
            wake(generation);
        }
        return broken;
    }

    /** The action of the last generation may take its time; who gives up meanwhile breaks the next. */
    private void waitForNext(Generation generation, Deadline deadline)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        if (generation.isBeforeABrokenOne()) {
            throw broken();
        }
        try {
            if (!awaitUntil(() -> generation.isOver() || generation.isBeforeABrokenOne(), deadline)
                    && generation.breaksNext()) {
                open();
                throw late(0);
            }
        } catch (InterruptedException e) {
            if (generation.breaksNext()) {
                open();
                throw e;
            }
            Thread.currentThread().interrupt(); // the next one has begun, and is told there
        }
    }

    private void requireWhole(Generation generation) throws BrokenBarrierException {
        if (generation.isBroken()) {
            throw broken();
        }
    }

    private static BrokenBarrierException broken() {
        return new BrokenBarrierException("barrier: broken=true (expected: false); reset it");
    }

    /** Breaks a generation; false if it has passed. */
    private boolean breakDown(Generation generation) {
        if (generation.breaks()) {
            wake(generation);
        }
        return generation.isBroken();
    }

    /** Breaks the barrier: who waits and who comes fails, until it is reset. Nothing if it is broken. */
    public void abort() {
        boolean broken = false;
        while (!broken) { // else that one has passed meanwhile, and the next is to break
            broken = breakDown(latest());
        }
    }

    /** Makes the barrier whole and empty; who waits fails as if it had been broken. */
    public void reset() {
        Generation generation;
        do {
            generation = latest();
        } while (!CURRENT.compareAndSet(this, generation, new Generation()));
        breakDown(generation);
    }

    /** Whether the barrier is broken. */
    public boolean isBroken() {
        Generation generation = latest();
        return generation.isBroken() || generation.isBeforeABrokenOne();
    }

    /** The one that is current; for tests. */
    Generation generation() {
        return latest();
    }

    /** How many have to come. */
    public int parties() {
        return parties;
    }

    /** How many have come and wait for the others, at some moment during the call. */
    public int waiting() {
        Generation generation = latest();
        return generation.isWaiting() ? Math.min(generation.came(), parties - 1) : 0;
    }

    @Override
    List<Report.Waiter> waiters() {
        List<Report.Waiter> waiters = current.waiters(parties - 1, GOAL); // the last party runs the action
        waiters.addAll(super.waiters());
        return waiters;
    }

    @Override
    String state() {
        return "parties=" + parties + ", waiting=" + waiting() + (isBroken() ? ", broken" : "");
    }
}
