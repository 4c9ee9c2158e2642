package dev.millrace.testkit.schedule;

import dev.millrace.testkit.schedule.ThreadReport.State;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One controlled thread.
 *
 * <p>All its fields belong to whoever has the turn: the thread itself while it runs, and else the carrier of the run.
 */
final class Strand {

    static final long NEVER = Long.MAX_VALUE;

    /** One of so many points of a thread that prepares the rest is one. */
    private static final int SKIPPED = 1_000;

    /** An object's monitor as a place that orders memory, apart from its fields and its elements. */
    private static final long MONITOR = -1;

    /** The one that has the turn; null while none has. Volatile: any thread of the JVM asks whether it is the one. */
    private static volatile @Nullable Strand current;

    final Run run;
    final int number;
    final Thread thread;
    /** The platform thread in whose place this one runs, if any. */
    final @Nullable Thread alias;

    final boolean isBody;

    /** What the JDK gives to its scheduler to let the thread go on. */
    @Nullable Runnable continuation;

    /** The JDK has asked for it to go on. A thread that is parked has not. */
    boolean ready;

    /** Set by the run before each step, so that the thread knows whether it was away. */
    boolean resumed;

    /** Has run at least one step. */
    boolean begun;

    boolean over;
    boolean killed;
    boolean dying;
    /** It was told to die; what it throws on the way out then hides that. */
    boolean died;

    @Nullable Throwable failure;

    State waiting = State.RUNNABLE;

    @Nullable Object waitsFor;

    /** When a timed wait is over, in nanoseconds of the run. */
    long deadline = NEVER;

    /** When a timed wait of code that was not woven is over by the real clock; 0 if it is not one. */
    long realDeadline;

    /** The wait is over without anybody's doing: its time has passed, or it is spurious. */
    boolean expired;

    boolean notified;

    @Nullable Monitor monitor;

    /** How often it asked for the time since it last waited. */
    int asked;

    /** It starts a thread, or gives a task to an executor, in code that is woven. */
    boolean starts;

    /** Nobody else can run, so there is nothing to choose; but it may spin until one can. */
    private boolean preparing;
    private int skipped;

    /** Where it compares and sets now. */
    private @Nullable Object comparesIn;
    private long comparesAt;

    private @Nullable RandomGenerator random;

    /** How many class initialisers are on its stack. */
    private int initializing;

    /** It has waited in code that is not woven, and so has seen what nobody could follow. */
    boolean waitedOutside;

    Strand(Run run, int number, Thread thread, @Nullable Thread alias, boolean isBody) {
        this.run = run;
        this.number = number;
        this.thread = thread;
        this.alias = alias;
        this.isBody = isBody;
    }

    /** The calling thread, if it is controlled; else null. */
    static @Nullable Strand current() {
        Strand strand = current;
        return strand == null ? null : strand.unlessForeign();
    }

    private @Nullable Strand unlessForeign() {
        Thread caller = Thread.currentThread();
        if (caller == thread) {
            return this;
        }
        run.outside().calls(caller);
        return null;
    }

    /** The one that has the turn, whoever asks. */
    static @Nullable Strand running() {
        return current;
    }

    static void running(@Nullable Strand strand) {
        current = strand;
    }

    /** The JDK says that it can go on. */
    void goesOn() {
        ready = true;
    }

    /** It will go on now. */
    void resume() {
        ready = false;
        resumed = true;
        begun = true;
        if (realDeadline != 0) {
            realDeadline = 0;
            deadline = NEVER;
        }
    }

    /** Whether it could go on, apart from {@link #ready}. */
    boolean isSatisfied() {
        return switch (waiting) {
            case ENTERING -> isFree();
            case WAITING -> (notified || expired || thread.isInterrupted()) && isFree();
            case ASLEEP -> expired || thread.isInterrupted();
            case JOINING -> expired || thread.isInterrupted() || (waitsFor instanceof Strand target && target.over);
            default -> true;
        };
    }

    private boolean isFree() {
        Monitor wanted = monitor;
        return wanted == null || wanted.owner == null;
    }

    RandomGenerator random() {
        if (random == null) {
            random = new SplittableRandom(run.chance() + number);
        }
        return random;
    }

    int identityHashCode(Object object) {
        return run.identities().of(object, initializing > 0);
    }

    void prepares(boolean begins) {
        preparing = begins;
    }

    void initializes(boolean begins) {
        if (begins) {
            Headroom.check();
        }
        initializing += begins ? 1 : -1;
    }

    /** Another thread may run here, unless a class is being initialised: that happens in the first run only, and is no step. */
    void point(int site, boolean yields) {
        if (initializing > 0 || (preparing && !yields && ++skipped % SKIPPED != 0)) {
            return;
        }
        Headroom.check();
        run.reached(this, site);
        Strand next = run.decide(this, yields);
        if (next != this) {
            run.hand(next);
            pause();
        }
        dieIfToldSo();
    }

    /** It is about to read or write what orders memory, at a place as {@link Clocks} has it. */
    void order(@Nullable Object object, long place, int order) {
        Clocks clocks = run.clocks();
        if (clocks == null) {
            return;
        }
        if ((order & Hooks.COMPARE) == 0) {
            clocks.access(number, object, place, order);
        } else {
            clocks.access(number, object, place, order & Hooks.ACQUIRE);
            comparesIn = object;
            comparesAt = place;
        }
    }

    /** The comparison that was announced last has written, or not. */
    void compared(boolean written) {
        Clocks clocks = run.clocks();
        if (clocks != null && written) {
            clocks.access(number, comparesIn, comparesAt, Hooks.RELEASE);
        }
        comparesIn = null;
    }

    /** Whoever finds a thread at its end sees what it did. */
    void seeIfOver(Thread other) {
        Strand target = run.strands().of(other);
        if (target != null && target.over) {
            see(target);
        }
    }

    private void see(Strand target) {
        Clocks clocks = run.clocks();
        if (clocks != null) {
            clocks.join(number, target.number);
        }
    }

    /** Gives the turn away until the run gives it back. */
    void pause() {
        resumed = false;
        Thread.yield();
        if (!resumed) {
            run.stays(this);
        }
    }

    void dieIfToldSo() {
        if (dying) {
            dying = false;
            died = true;
            throw new ThreadKilledError("controlled: thread=" + thread.getName() + " dies here, as the schedule says");
        }
    }

    /** Waits until {@link #isSatisfied()}. */
    private void suspend(State state, @Nullable Object object, long nanos) {
        beginWait(state, object, nanos);
        if (initializing > 0 && deadline != NEVER) {
            run.passTime(deadline); // nobody else can run here, so nobody ends the wait before
        } else {
            resumed = false;
            Thread.yield();
            if (!resumed) {
                throw run.cannotWait(this);
            }
        }
        endWait();
    }

    private void beginWait(State state, @Nullable Object object, long nanos) {
        Headroom.check();
        waiting = state;
        waitsFor = object;
        expired = false;
        asked = 0;
        deadline = nanos == NEVER ? NEVER : run.clock().deadlineIn(nanos);
    }

    private void endWait() {
        waiting = State.RUNNABLE;
        waitsFor = null;
        deadline = NEVER;
    }

    /** Really parks, so that code that was not woven can unpark it, and the permit is the thread's own. */
    void park(@Nullable Object blocker, long nanos) {
        if (nanos <= 0) {
            point(0, false);
            return;
        }
        if (thread.isInterrupted()) {
            point(0, true); // the park returns at once: a loop around it must not keep the turn for ever
        }
        beginWait(State.PARKED, blocker, nanos);
        if (initializing > 0) {
            getPermitAtOnce();
        }
        if (blocker == null) {
            LockSupport.park();
        } else {
            LockSupport.park(blocker);
        }
        endWait();
        dieIfToldSo();
    }

    /** In a class initializer nobody else can run, so a permit comes by the time, is there already, or never comes. */
    private void getPermitAtOnce() {
        if (deadline != NEVER) {
            run.passTime(deadline);
        } else if (!VirtualThreads.hasPermit(thread) && !thread.isInterrupted()) {
            throw run.cannotWait(this);
        }
    }

    void sleep(long nanos) throws InterruptedException {
        throwIfInterrupted();
        if (nanos <= 0) {
            point(0, true);
            return;
        }
        suspend(State.ASLEEP, null, nanos);
        dieIfToldSo();
        throwIfInterrupted();
    }

    /** Waits for another thread under control; false if the time has passed first. */
    boolean join(Strand target, long nanos) throws InterruptedException {
        point(0, false);
        if (!target.over && nanos > 0) {
            throwIfInterrupted();
            suspend(State.JOINING, target, nanos);
            dieIfToldSo();
            if (!target.over) {
                throwIfInterrupted();
            }
        }
        if (target.over) {
            see(target);
        }
        return target.over;
    }

    private void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            run.fence(this, Hooks.ACQUIRE);
            throw new InterruptedException();
        }
    }

    void enter(Object object) {
        Headroom.check(); // for the exit, too, which the same frame calls
        Monitor wanted = run.monitorOf(object);
        if (wanted.owner != this) {
            point(0, false);
            wanted = run.monitorOf(object); // a free monitor is forgotten, and there may be a new one
            if (wanted.owner != null) {
                monitor = wanted;
                wanted.users++;
                suspend(State.ENTERING, object, NEVER);
                wanted.users--;
                monitor = null;
            }
            wanted.owner = this;
            if (dying) {
                leave(object, wanted);
                dieIfToldSo();
            }
        }
        wanted.entries++;
        order(object, MONITOR, Hooks.ACQUIRE);
    }

    void exit(Object object) {
        Monitor held = held(object);
        if (--held.entries == 0) {
            leave(object, held);
        }
    }

    private void leave(Object object, Monitor held) {
        order(object, MONITOR, Hooks.RELEASE);
        held.owner = null;
        run.forgetIfIdle(object, held);
    }

    void await(Object object, long nanos) throws InterruptedException {
        Headroom.check();
        Monitor held = held(object);
        throwIfInterrupted();
        int entries = held.entries;
        held.entries = 0;
        order(object, MONITOR, Hooks.RELEASE);
        held.owner = null;
        held.waiters.add(this);
        monitor = held;
        notified = false;
        held.users++;
        suspend(State.WAITING, object, nanos);
        held.users--;
        held.waiters.remove(this);
        monitor = null;
        held.owner = this;
        held.entries = entries;
        order(object, MONITOR, Hooks.ACQUIRE);
        boolean woken = notified;
        notified = false;
        dieIfToldSo();
        if (!woken) {
            throwIfInterrupted();
        }
    }

    void signal(Object object) {
        Monitor held = held(object);
        Strand chosen = run.chooseWaiter(held);
        if (chosen != null) {
            held.waiters.remove(chosen);
            chosen.notified = true;
        }
    }

    void signalAll(Object object) {
        held(object).notifyAllWaiters();
    }

    boolean isHeldByAnother(Object object) {
        Monitor known = run.knownMonitorOf(object);
        return known != null && known.owner != null && known.owner != this;
    }

    boolean holds(Object object) {
        return run.monitorOf(object).owner == this;
    }

    private Monitor held(Object object) {
        Monitor monitorOf = run.monitorOf(object);
        if (monitorOf.owner != this) {
            throw new IllegalMonitorStateException("monitor: thread=" + thread.getName() + " (expected: its owner, "
                    + (monitorOf.owner == null ? "nobody" : monitorOf.owner.thread.getName()) + ")");
        }
        return monitorOf;
    }

    /** As {@link Thread#getState()} would have it. */
    Thread.State state() {
        boolean timed = deadline != NEVER;
        return switch (waiting) {
            case PARKED -> ready ? Thread.State.RUNNABLE : timed ? Thread.State.TIMED_WAITING : Thread.State.WAITING;
            case ASLEEP, JOINING, WAITING -> timed ? Thread.State.TIMED_WAITING : Thread.State.WAITING;
            case ENTERING -> Thread.State.BLOCKED;
            default -> thread.getState();
        };
    }

    /** Ends a timed wait because its time has passed, or any wait that allows it for no reason. */
    void expire() {
        deadline = NEVER;
        realDeadline = 0;
        if (waiting == State.PARKED || waiting == State.RUNNABLE) {
            LockSupport.unpark(thread);
        } else {
            expired = true;
            if (monitor != null) {
                monitor.waiters.remove(this);
            }
        }
    }
}
