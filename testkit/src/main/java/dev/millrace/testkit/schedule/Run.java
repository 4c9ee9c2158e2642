package dev.millrace.testkit.schedule;

import dev.millrace.testkit.schedule.ThreadReport.State;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One run: the scheduler of its virtual threads.
 *
 * <p>Everything happens on one platform thread, the carrier, which mounts one virtual thread after the other. A thread that
 * comes to a point asks for the choice itself and gives the turn away only if another is chosen: to go on costs no switch.
 */
final class Run implements Executor {

    /*
     * Who may go on. The JDK hands us the continuation of a thread (execute) when the thread is started, has yielded, or is
     * unparked: then it is `ready`. A park is a real one. Every other wait (monitor, sleep, join) is a yield of a thread that is
     * not chosen until its condition holds, for a park would eat the permit that belongs to the code under test.
     *
     * Time. The clock stands still while somebody can run, and jumps to the earliest timer when nobody can. It also moves if the
     * strategy says so, if a thread asks for the time again and again, and if threads yield, or run, on and on while a timer
     * is set: they may be spinning until it fires.
     */

    /** After so many yields that led to nothing, a timer fires. */
    private static final int YIELDS_IN_VAIN = 200;

    /** After so many times as many yields, with no timer set, all who can run spin, and nothing will end it. */
    private static final int ROUNDS_IN_VAIN = 25;

    /** After so large a part of the steps, a timer fires, and started threads that run on and on are left to themselves. */
    private static final int PARTS = 8;

    /** So often time passes though somebody can run: a loop of timed waits would else keep all turns to itself. */
    private static final int MOST_EARLY = 50;

    private final Thread carrier = Thread.currentThread();
    private final Settings settings;
    private final Strategy strategy;
    private final Observer observer;
    private final boolean observed;

    private final Strands strands = new Strands();
    private final VirtualClock clock = new VirtualClock(strands);
    private final Outside outside = new Outside(carrier, strands);
    private int bodiesLeft;
    private @Nullable Thread starting;
    private @Nullable Thread startingFor;
    private boolean startingBody;

    private final Turn turn = new Turn(this);
    private final Schedule.Recorder recorder = new Schedule.Recorder();
    private int steps;
    private int early;
    private int lastTimer;
    private int lastBody;
    private int yieldsInVain;
    private int roundsInVain;
    private int inARow;
    private long moment;
    private @Nullable Strand last;
    private @Nullable Strand handed;
    private boolean yielded;
    private Outcome.@Nullable Kind ending;
    private @Nullable Throwable broken;
    /** Whether the run is over in which a virtual thread ran in the place of this one. */
    private static final WeakIdentityMap<AtomicBoolean> OVER = new WeakIdentityMap<>();

    private final AtomicBoolean closed = new AtomicBoolean();

    private @Nullable IdentityHashMap<Object, Monitor> monitors;
    private @Nullable Clocks clocks = new Clocks();
    private final IdentityHashMap<VarHandle, Integer> fields = new IdentityHashMap<>(4);
    private final Identities identities = new Identities();
    private final long chance;

    Run(Settings settings, Strategy strategy, @Nullable Observer observer, long chance) {
        this.chance = chance;
        this.settings = settings;
        this.strategy = strategy;
        this.observer = observer == null ? new Observer() {} : observer;
        observed = observer != null;
    }

    // The run as a whole.

    Outcome run(List<Body> bodies) {
        try {
            for (Body body : bodies) {
                startBody(body);
            }
            while (ending == null) {
                Strand next = handed == null ? decide(null, yielded) : handed;
                handed = null;
                yielded = false;
                if (next != null) {
                    step(next);
                } else if (ending == null) {
                    rest();
                }
            }
            throwIfBroken();
            return outcome();
        } finally {
            closed.set(true);
            discard();
        }
    }

    private void startBody(Body body) {
        bodiesLeft++;
        startingBody = true;
        start(body.name(), body.task(), null);
        startingBody = false;
    }

    private void throwIfBroken() {
        if (broken instanceof Error error) {
            throw error;
        }
        if (broken instanceof RuntimeException runtime) {
            throw runtime;
        }
    }

    /** Runs a thread until it gives the turn away, waits, or is over. */
    private void step(Strand strand) {
        strand.resume();
        if (strand.waitedOutside) {
            strand.waitedOutside = false;
            fence(strand, Hooks.ACQUIRE);
        }
        Runnable continuation = Objects.requireNonNull(strand.continuation);
        Strand.running(strand);
        try {
            continuation.run();
        } finally {
            Strand.running(null);
        }
        if (!strand.ready || strand.waiting != State.RUNNABLE) {
            stopped(strand);
        } else {
            yielded = handed == null; // code that was not woven has called Thread.yield
            strand.waitedOutside |= yielded;
        }
    }

    private void stopped(Strand strand) {
        yieldsInVain = 0;
        roundsInVain = 0;
        if (strand.thread.getState() == Thread.State.TERMINATED) {
            strand.over = true;
            if (clocks != null) {
                clocks.end(strand.number);
            }
            if (strand.isBody) {
                bodiesLeft--;
                lastBody = steps;
            }
            tellThoseWhoWaitForTheEndOf(strand);
            observer.ended(strand.number, tick());
            return;
        }
        if (strand.waiting == State.RUNNABLE) {
            strand.waitedOutside = true;
            takeRealTimer(strand);
        }
        if (strand.waiting != State.ENTERING) {
            observer.waits(strand.number, tick());
        }
    }

    /** A thread that ends notifies all who wait at it, as {@link Thread#join} says. */
    private void tellThoseWhoWaitForTheEndOf(Strand strand) {
        Monitor monitor = knownMonitorOf(strand.alias == null ? strand.thread : strand.alias);
        if (monitor != null) {
            monitor.notifyAllWaiters();
        }
    }

    /** A timed park of code that was not woven: its timer would run by the real clock, beside ours. */
    private void takeRealTimer(Strand strand) {
        if (strand.thread.getState() == Thread.State.TIMED_WAITING && isParked(strand)) {
            long nanos = VirtualThreads.takeTimer(strand.thread);
            strand.realDeadline = System.nanoTime() + nanos;
            strand.deadline = clock.deadlineIn(nanos);
        }
    }

    /** Nobody can run: take what came from outside, or let time pass, or end. */
    private void rest() {
        if (outside.take()) {
            return;
        }
        if (bodiesLeft == 0) {
            ending = Outcome.Kind.COMPLETED;
            return;
        }
        Strand earliest = clock.earliest(true);
        if (earliest != null && earliest.realDeadline == 0) {
            passTime(earliest.deadline);
        } else if (earliest != null && !Outside.isTooLong(earliest)) {
            if (!outside.takeIn(earliest.realDeadline - System.nanoTime())) {
                passTime(earliest.deadline);
            }
        } else if (!outside.awaitWakeUp()) {
            broken = outside.stillAtWork();
            ending = Outcome.Kind.DEADLOCK;
        }
    }

    private static boolean isParked(Strand strand) {
        for (StackTraceElement frame : strand.thread.getStackTrace()) {
            if (frame.getClassName().equals("java.lang.Object")) {
                return false;
            }
            if (frame.getMethodName().startsWith("park") || frame.getMethodName().startsWith("sleep")) {
                return true;
            }
        }
        return true;
    }

    /** Ends every thread that is not over: it is never run again, and nothing keeps its stack. */
    private void discard() {
        for (int i = 0; i < strands.count(); i++) {
            Strand strand = strands.get(i);
            if (!strand.over && strand.thread.getState() != Thread.State.TERMINATED) {
                VirtualThreads.discard(strand.thread);
            }
        }
    }

    // Choices. Called by the carrier while nobody runs, and by the thread that runs.

    /**
     * Lets the strategy choose until it has chosen a thread.
     *
     * @param asking the thread that runs and could go on, if any
     * @return null if nobody can run, or the run is at its end
     */
    @Nullable Strand decide(@Nullable Strand asking, boolean yields) {
        while (ending == null) {
            collect(asking, yields);
            if (turn.count == 0) {
                return null;
            }
            if (mustPassTime()) {
                continue;
            }
            int choice = choose();
            if (ending != null) {
                return null;
            }
            if (choice >= 0) {
                return chosen(strands.get(choice));
            }
            if (choice == Schedule.TIME) {
                early++;
                passTime(clock.next());
            } else {
                inflict(Schedule.faultOf(choice), strands.get(Schedule.victimOf(choice)));
            }
        }
        return null;
    }

    private void collect(@Nullable Strand asking, boolean yields) {
        turn.count = 0;
        turn.running = -1;
        turn.wakes = false;
        boolean timed = false;
        for (int i = 0; i < strands.count(); i++) {
            Strand strand = strands.get(i);
            if (strand == asking || (strand.ready && strand.isSatisfied())) {
                turn.add(i);
                if (strand == last) {
                    turn.running = i;
                }
            }
            timed |= strand != asking && clock.canPass(strand);
        }
        yieldsInVain += yields ? 1 : 0;
        turn.yields = yields || inARow >= settings.spins();
        turn.timeMayPass = timed && settings.earlyTimeouts() && early < MOST_EARLY;
    }

    /** All the threads that can run may be waiting, without parking, for a timer to fire. */
    private boolean mustPassTime() {
        if (yieldsInVain < YIELDS_IN_VAIN && steps - lastTimer < settings.steps() / PARTS) {
            return false;
        }
        boolean yieldsOnly = yieldsInVain >= YIELDS_IN_VAIN;
        lastTimer = steps;
        yieldsInVain = 0;
        Strand earliest = bodiesLeft == 0 ? null : clock.earliest(false);
        if (earliest != null) {
            passTime(earliest.deadline);
            return true;
        }
        if (bodiesLeft > 0 && yieldsOnly && ++roundsInVain == ROUNDS_IN_VAIN) {
            ending = Outcome.Kind.LIVELOCK;
            return true;
        }
        return false;
    }

    private int choose() {
        if (bodiesLeft == 0 && steps - lastBody > settings.steps() / PARTS) {
            ending = Outcome.Kind.COMPLETED;
            return Schedule.TIME;
        }
        if (++steps > settings.steps()) {
            ending = Outcome.Kind.LIVELOCK;
            return Schedule.TIME;
        }
        moment++;
        try {
            int choice = strategy.choose(turn);
            check(choice);
            recorder.add(choice);
            return choice;
        } catch (RuntimeException | Error e) { // it must not come out of the code under test, which called us
            breakOff(withNotices(e));
            return Schedule.TIME;
        }
    }

    /** What a strategy cannot follow is mostly the work of threads that are not controlled. */
    private Throwable withNotices(Throwable failure) {
        List<String> notices = outside.notices();
        return notices.isEmpty() || !(failure instanceof IllegalStateException)
                ? failure
                : new IllegalStateException(failure.getMessage() + "; " + String.join("; ", notices), failure);
    }

    /** That a thread waits where it keeps the turn from everybody else: the run ends, and the thread by what this returns. */
    ThreadKilledError cannotWait(Strand strand) {
        waitsForEver(strand);
        return new ThreadKilledError("controlled: thread=" + strand.thread.getName() + " must end, as its run does");
    }

    /** The same, found by somebody else. */
    void waitsForEver(Strand strand) {
        breakOff(new IllegalStateException("controlled: thread=" + strand.thread.getName()
                + " waits under a class initializer or a native frame (expected: where it can be suspended); have `create`"
                + " initialize the class, or use STRESS"));
    }

    private void breakOff(Throwable failure) {
        broken = failure;
        ending = Outcome.Kind.LIVELOCK;
    }

    /** A controlled thread wakes one that is not of this run: one of an earlier run will not go on any more. */
    void wakesAnother(Thread thread) {
        AtomicBoolean over = thread.isVirtual() && VirtualThreads.scheduler(thread) instanceof Run earlier
                ? earlier.closed
                : OVER.get(thread);
        if (over != null && over.get()) {
            breakOff(new IllegalStateException("controlled: thread=" + thread.getName()
                    + " was started in an earlier run, which is over (expected: started in this one); have `create` make what"
                    + " starts threads, and no static field keep it"));
        }
    }

    private void check(int choice) {
        boolean possible = choice >= 0
                ? turn.has(choice)
                : choice == Schedule.TIME
                        ? turn.timeMayPass && !turn.wakes
                        : turn.allows(Schedule.faultOf(choice), Schedule.victimOf(choice));
        if (!possible) {
            throw new IllegalStateException("controlled: choice=" + choice + " at step " + steps + " (expected: one of "
                    + Arrays.toString(Arrays.copyOf(turn.threads, turn.count))
                    + ", or a fault that is possible now); a schedule fits only the program and settings it was recorded with");
        }
    }

    private Strand chosen(Strand strand) {
        if (strand == last) {
            inARow = inARow < settings.spins() ? inARow + 1 : 0; // chosen to go on all the same: so many more
        } else {
            last = strand;
            inARow = 0;
        }
        return strand;
    }

    /** The strategy's choice of who is woken by a notify; null if nobody waits. */
    @Nullable Strand chooseWaiter(Monitor monitor) {
        turn.count = 0;
        turn.running = -1;
        turn.wakes = true;
        turn.timeMayPass = false;
        turn.yields = false;
        for (int i = 0; i < strands.count(); i++) {
            Strand strand = strands.get(i);
            if (monitor.waiters.contains(strand) && !strand.thread.isInterrupted()) {
                turn.add(i);
            }
        }
        if (turn.count == 0) {
            return null;
        }
        int choice = turn.count == 1 ? turn.thread(0) : choose();
        return ending == null ? strands.get(choice) : strands.get(turn.thread(0));
    }

    /** The thread that has the turn runs in a loop in which nobody else can get one, and will not stop: the run ends. */
    void endless(Strand strand) {
        if (ending == null) {
            ending = Outcome.Kind.ENDLESS_LOOP;
        }
        hand(null);
        strand.pause();
    }

    /** Leaves the turn to another thread once the calling one has yielded; null if the run is at its end. */
    void hand(@Nullable Strand next) {
        handed = next;
    }

    /** The thread could not yield, because of a native frame or a class initializer on its stack: it goes on. */
    void stays(Strand strand) {
        handed = null;
        last = strand;
        if (ending != null) {
            throw new ThreadKilledError("controlled: thread=" + strand.thread.getName() + " must end, as its run does");
        }
    }

    // Faults.

    boolean allows(Fault fault, int thread) {
        if (thread < 0 || thread >= strands.count() || strands.get(thread).over) {
            return false;
        }
        Strand strand = strands.get(thread);
        return switch (fault) {
            case INTERRUPT -> !strand.thread.isInterrupted();
            case SPURIOUS_WAKEUP -> (strand.waiting == State.PARKED && !strand.ready)
                    || (strand.waiting == State.WAITING && !strand.notified && !strand.expired);
            case DEATH -> strand.continuation != null && turn.has(thread) && strand.begun && !strand.dying;
        };
    }

    private void inflict(Fault fault, Strand strand) {
        switch (fault) {
            case INTERRUPT -> strand.thread.interrupt();
            case SPURIOUS_WAKEUP -> strand.expire();
            case DEATH -> strand.dying = true;
        }
        observer.suffers(strand.number, fault, tick());
    }

    /** Lets time pass up to a timer. */
    void passTime(long until) {
        lastTimer = steps;
        clock.passTo(until);
    }

    // Threads.

    Strands strands() {
        return strands;
    }

    VirtualClock clock() {
        return clock;
    }

    /** What the random numbers of this run begin with. */
    long chance() {
        return chance;
    }

    Identities identities() {
        return identities;
    }

    Outside outside() {
        return outside;
    }

    /** A continuation can go on. Called by the JDK, on any thread. */
    @Override
    public void execute(Runnable continuation) {
        Thread caller = Thread.currentThread();
        Strand running = Strand.running();
        if (caller != carrier && (running == null || caller != running.thread)) {
            outside.hand(continuation);
            return;
        }
        if (!closed.get()) {
            Strand strand = strands.of(continuation);
            (strand == null ? adopt(continuation) : strand).goesOn();
        }
    }

    /** A thread is started by a controlled one, which hands its scheduler down. */
    private Strand adopt(Runnable continuation) {
        Thread thread = starting == null ? VirtualThreads.threadOf(continuation) : starting;
        if (thread == null) {
            throw new IllegalStateException(
                    "controlled: thread=unknown (expected: the one that is started); start it by Thread"
                            + ".startVirtualThread in woven code");
        }
        Strand strand = new Strand(this, strands.count(), thread, startingFor, startingBody);
        strand.continuation = continuation;
        if (thread != starting && thread.getUncaughtExceptionHandler() instanceof ThreadGroup) {
            thread.setUncaughtExceptionHandler((failed, failure) -> failed(strand, failure));
        }
        strands.add(strand);
        if (startingFor != null) {
            OVER.computeIfAbsent(startingFor, () -> closed);
        }
        VirtualThreads.seed(thread, strand.random().nextLong());
        if (clocks != null) {
            Strand starter = Strand.running();
            if (starter != null && !starter.starts) {
                fence(starter, Hooks.ACQUIRE); // code that is not woven starts it, and has read nobody knows what
            }
            clocks.begin(strand.number, starter == null ? -1 : starter.number);
        }
        return strand;
    }

    /** Starts a controlled thread. */
    Strand start(@Nullable String name, Runnable task, @Nullable Thread alias) {
        int number = strands.count();
        Thread thread = VirtualThreads.create(this, name, () -> guarded(number, task), alias);
        starting = thread;
        startingFor = alias;
        try {
            thread.start();
        } finally {
            starting = null;
            startingFor = null;
        }
        return strands.get(number);
    }

    private void guarded(int number, Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) { // whatever a body throws is what the run is for
            failed(strands.get(number), failure);
        }
    }

    private void failed(Strand strand, Throwable failure) {
        if (failure instanceof ThreadKilledError || strand.died) {
            strand.killed = true;
            return;
        }
        Thread alias = strand.alias;
        if (alias != null && !(alias.getUncaughtExceptionHandler() instanceof ThreadGroup)) {
            alias.getUncaughtExceptionHandler().uncaughtException(alias, failure);
        } else {
            strand.failure = failure;
        }
    }

    // The order of memory.

    /** Who sees what; null if that is not followed. */
    @Nullable Clocks clocks() {
        return clocks;
    }

    /** The number of the field that a handle means. */
    int fieldOf(VarHandle handle) {
        return fields.computeIfAbsent(handle, Fields::of);
    }

    void forgetOrder() {
        clocks = null;
    }

    void fence(Strand strand, int order) {
        if (clocks != null) {
            clocks.fence(strand.number, order);
        }
    }

    // Monitors.

    Monitor monitorOf(Object object) {
        Objects.requireNonNull(object, "monitor");
        if (monitors == null) {
            monitors = new IdentityHashMap<>();
        }
        return monitors.computeIfAbsent(object, ignored -> new Monitor());
    }

    /** Null if nobody has to do with it. */
    @Nullable Monitor knownMonitorOf(Object object) {
        return monitors == null ? null : monitors.get(object);
    }

    void forgetIfIdle(Object object, Monitor monitor) {
        if (monitor.users == 0 && monitors != null) {
            monitors.remove(object);
        }
    }

    // What is told.

    int steps() {
        return steps;
    }

    int started() {
        return strands.count();
    }

    /** The next moment. */
    long tick() {
        return ++moment;
    }

    void reached(Strand strand, int site) {
        if (observed) {
            observer.reached(strand.number, site, tick());
        }
    }

    private Outcome outcome() {
        Outcome.Kind kind = Objects.requireNonNull(ending);
        List<ThreadReport> unfinished = List.of();
        List<ThreadReport> failures = List.of();
        for (int i = 0; i < strands.count(); i++) {
            Strand strand = strands.get(i);
            if (!strand.over) {
                unfinished = with(unfinished, ThreadReport.of(strand, settings.stacks()));
            } else if (strand.failure != null) {
                failures = with(failures, ThreadReport.of(strand, false));
            }
        }
        Schedule schedule = recorder.schedule();
        String token = strategy.token();
        return new Outcome(
                kind,
                schedule,
                token.isEmpty() ? schedule.toString() : token,
                steps,
                clock.elapsed(),
                unfinished,
                failures,
                outside.notices());
    }

    private static List<ThreadReport> with(List<ThreadReport> reports, ThreadReport report) {
        List<ThreadReport> more = reports.isEmpty() ? new ArrayList<>() : reports;
        more.add(report);
        return more;
    }
}
