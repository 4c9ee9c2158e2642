package dev.millrace.testkit.schedule;

import dev.millrace.testkit.schedule.ThreadReport.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
     * What comes from outside. A continuation may be handed in by a thread that we do not control: the JDK's timer or its
     * unblocker of monitors, or a pool's thread. It is put aside and looked at only when no thread can go on, so that a
     * schedule does not depend on how fast the outside is.
     *
     * Time. The clock stands still while somebody can run, and jumps to the earliest timer when nobody can. It also moves if the
     * strategy says so, if a thread asks for the time again and again, and if threads yield, or run, on and on while a timer
     * is set: they may be spinning until it fires.
     */

    /** How long we wait for what comes from outside, once something may. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** After so many yields that led to nothing, a timer fires. */
    private static final int YIELDS_IN_VAIN = 200;

    /** After so large a part of the steps, a timer fires, and started threads that run on and on are left to themselves. */
    private static final int PARTS = 8;

    /** Who asks for the time more often than that without ever waiting is shown one that moves. */
    private static final int ASKS = 50;

    private static final long NANOS_AT_START = 1_000_000_000_000L;
    private static final long MILLIS_AT_START = 1_800_000_000_000L;

    private final Thread carrier = Thread.currentThread();
    private final Settings settings;
    private final Strategy strategy;
    private final Observer observer;
    private final boolean observed;

    private Strand[] strands = new Strand[4];
    private int count;
    private int bodiesLeft;
    private @Nullable Thread starting;
    private @Nullable Thread startingFor;
    private boolean startingBody;

    private final Turn turn = new Turn(this);
    private final Schedule.Recorder recorder = new Schedule.Recorder();
    private int steps;
    private int lastTimer;
    private int lastBody;
    private int yieldsInVain;
    private int inARow;
    private long moment;
    private long elapsed;
    private @Nullable Strand last;
    private @Nullable Strand handed;
    private boolean yielded;
    private Outcome.@Nullable Kind ending;
    private @Nullable Throwable broken;
    private boolean closed;

    private @Nullable IdentityHashMap<Object, Monitor> monitors;
    private @Nullable Clocks clocks = new Clocks();

    // Shared with threads that are not ours.
    private final Queue<Runnable> outside = new ConcurrentLinkedQueue<>();
    private final Queue<String> foreign = new ConcurrentLinkedQueue<>();
    private final List<Thread> helpers = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();

    Run(Settings settings, Strategy strategy, @Nullable Observer observer) {
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
            closed = true;
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
        }
    }

    private void stopped(Strand strand) {
        yieldsInVain = 0;
        if (strand.thread.getState() == Thread.State.TERMINATED) {
            strand.over = true;
            if (strand.isBody) {
                bodiesLeft--;
                lastBody = steps;
            }
            observer.ended(strand.number, tick());
            return;
        }
        if (strand.waiting == State.RUNNABLE) {
            strand.waitedOutside = true;
            takeRealTimer(strand);
        }
        observer.waits(strand.number, tick());
    }

    /** A timed park of code that was not woven: its timer would run by the real clock, beside ours. */
    private void takeRealTimer(Strand strand) {
        if (strand.thread.getState() == Thread.State.TIMED_WAITING && isParked(strand)) {
            long nanos = VirtualThreads.takeTimer(strand.thread);
            strand.realDeadline = System.nanoTime() + nanos;
            strand.deadline = deadlineIn(nanos);
        }
    }

    /** Nobody can run: take what came from outside, or let time pass, or end. */
    private void rest() {
        if (takeFromOutside()) {
            return;
        }
        if (bodiesLeft == 0) {
            ending = Outcome.Kind.COMPLETED;
            return;
        }
        Strand earliest = earliest(true);
        if (earliest != null) {
            if (earliest.realDeadline == 0 || !comesFromOutside(earliest.realDeadline - System.nanoTime())) {
                passTime(earliest.deadline);
            }
            return;
        }
        long patience = patience();
        if (patience == 0 || !comesFromOutside(patience)) {
            ending = Outcome.Kind.DEADLOCK;
        }
    }

    private boolean takeFromOutside() {
        boolean some = false;
        for (Runnable continuation = outside.poll(); continuation != null; continuation = outside.poll()) {
            Strand strand = strandOf(continuation);
            if (strand != null) {
                strand.goesOn();
                some = true;
            }
        }
        return some;
    }

    /** Waits until somebody outside has woken a thread; false if the time is over. */
    private boolean comesFromOutside(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && outside.isEmpty(); left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        return takeFromOutside();
    }

    /** How long somebody outside may need to wake one of our threads; 0 if nobody will. */
    private long patience() {
        boolean helped = !foreign.isEmpty()
                || helpers.stream().anyMatch(Thread::isAlive)
                || !ForkJoinPool.commonPool().isQuiescent();
        long patience = helped ? GRACE_NANOS : 0;
        for (int i = 0; i < count; i++) {
            patience = Math.max(patience, patience(strands[i]));
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
        for (int i = 0; i < count; i++) {
            Strand strand = strands[i];
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
                return chosen(strands[choice]);
            }
            if (choice == Schedule.TIME) {
                passTime(Objects.requireNonNull(earliest(false)).deadline);
            } else {
                inflict(Schedule.faultOf(choice), strands[Schedule.victimOf(choice)]);
            }
        }
        return null;
    }

    private void collect(@Nullable Strand asking, boolean yields) {
        turn.count = 0;
        turn.running = -1;
        turn.wakes = false;
        boolean timed = false;
        for (int i = 0; i < count; i++) {
            Strand strand = strands[i];
            if (strand == asking || (strand.ready && strand.isSatisfied())) {
                turn.add(i);
                if (strand == last) {
                    turn.running = i;
                }
            } else if (hasTimer(strand)) {
                timed |= strand.realDeadline == 0;
            }
        }
        yieldsInVain += yields ? 1 : 0;
        turn.yields = yields || inARow >= settings.spins();
        turn.timeMayPass = timed && settings.earlyTimeouts();
    }

    /** All the threads that can run may be waiting, without parking, for a timer to fire. */
    private boolean mustPassTime() {
        if (yieldsInVain < YIELDS_IN_VAIN && steps - lastTimer < settings.steps() / PARTS) {
            return false;
        }
        lastTimer = steps;
        yieldsInVain = 0;
        Strand earliest = bodiesLeft == 0 ? null : earliest(false);
        if (earliest == null) {
            return false;
        }
        passTime(earliest.deadline);
        return true;
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
            broken = e;
            ending = Outcome.Kind.LIVELOCK;
            return Schedule.TIME;
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
            inARow++;
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
        for (int i = 0; i < count; i++) {
            Strand strand = strands[i];
            if (monitor.waiters.contains(strand) && !strand.thread.isInterrupted()) {
                turn.add(i);
            }
        }
        if (turn.count == 0) {
            return null;
        }
        int choice = turn.count == 1 ? turn.thread(0) : choose();
        return ending == null ? strands[choice] : strands[turn.thread(0)];
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
        if (thread < 0 || thread >= count || strands[thread].over) {
            return false;
        }
        Strand strand = strands[thread];
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

    // Time.

    private static boolean hasTimer(Strand strand) {
        return strand.deadline != Strand.NEVER
                && !strand.over
                && !strand.notified
                && !(strand.ready && strand.isSatisfied());
    }

    private @Nullable Strand earliest(boolean real) {
        Strand earliest = null;
        for (int i = 0; i < count; i++) {
            Strand strand = strands[i];
            if (hasTimer(strand) && (real || strand.realDeadline == 0)) {
                if (earliest == null || strand.deadline < earliest.deadline) {
                    earliest = strand;
                }
            }
        }
        return earliest;
    }

    private void passTime(long until) {
        elapsed = Math.max(elapsed, until);
        lastTimer = steps;
        for (int i = 0; i < count; i++) {
            Strand strand = strands[i];
            if (hasTimer(strand) && strand.deadline <= elapsed
                    && (strand.realDeadline == 0 || strand.deadline == until)) {
                strand.expire();
            }
        }
    }

    long deadlineIn(long nanos) {
        long deadline = elapsed + nanos;
        return deadline < 0 ? Strand.NEVER : deadline;
    }

    long nanoTime(Strand asking) {
        if (++asking.asked > ASKS) {
            elapsed += 1_000L << Math.min(asking.asked - ASKS, 20);
        }
        return NANOS_AT_START + elapsed;
    }

    long millis(Strand asking) {
        return MILLIS_AT_START + (nanoTime(asking) - NANOS_AT_START) / 1_000_000;
    }

    // Threads.

    /** A continuation can go on. Called by the JDK, on any thread. */
    @Override
    public void execute(Runnable continuation) {
        Thread caller = Thread.currentThread();
        Strand running = Strand.running();
        if (caller != carrier && (running == null || caller != running.thread)) {
            outside.add(continuation);
            LockSupport.unpark(carrier);
            return;
        }
        if (!closed) {
            Strand strand = strandOf(continuation);
            (strand == null ? adopt(continuation) : strand).goesOn();
        }
    }

    @SuppressWarnings("ReferenceEquality") // a continuation is what it is, not what it equals
    private @Nullable Strand strandOf(Runnable continuation) {
        for (int i = 0; i < count; i++) {
            if (strands[i].continuation == continuation) {
                return strands[i];
            }
        }
        return null;
    }

    /** The thread that this one is, or in whose place it runs; null if it is not controlled. */
    @Nullable Strand strandOf(Thread thread) {
        for (int i = 0; i < count; i++) {
            if (strands[i].thread == thread || strands[i].alias == thread) {
                return strands[i];
            }
        }
        return null;
    }

    /** A thread is started by a controlled one, which hands its scheduler down. */
    private Strand adopt(Runnable continuation) {
        Thread thread = starting == null ? VirtualThreads.threadOf(continuation) : starting;
        if (thread == null) {
            throw new IllegalStateException(
                    "controlled: thread=unknown (expected: the one that is started); start it by Thread"
                            + ".startVirtualThread in woven code");
        }
        Strand strand = new Strand(this, count, thread, startingFor, startingBody);
        strand.continuation = continuation;
        if (thread != starting && thread.getUncaughtExceptionHandler() instanceof ThreadGroup) {
            thread.setUncaughtExceptionHandler((failed, failure) -> failed(strand, failure));
        }
        if (count == strands.length) {
            strands = Arrays.copyOf(strands, count * 2);
        }
        strands[count++] = strand;
        if (clocks != null) {
            Strand starter = Strand.running();
            clocks.begin(strand.number, starter == null ? -1 : starter.number);
        }
        return strand;
    }

    /** Starts a controlled thread. */
    Strand start(@Nullable String name, Runnable task, @Nullable Thread alias) {
        int number = count;
        Thread thread = VirtualThreads.create(this, name, () -> guarded(number, task));
        starting = thread;
        startingFor = alias;
        try {
            thread.start();
        } finally {
            starting = null;
            startingFor = null;
        }
        return strands[number];
    }

    private void guarded(int number, Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) { // whatever a body throws is what the run is for
            failed(strands[number], failure);
        }
    }

    private void failed(Strand strand, Throwable failure) {
        if (failure instanceof ThreadKilledError) {
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

    /** Code under test has started a thread that cannot be controlled. */
    void helper(Thread thread) {
        helpers.add(thread);
        notices.add(
                "thread=" + thread.getName() + " is not controlled (expected: started as a platform thread, or created"
                        + " as a virtual one by a controlled thread)");
    }

    /** A thread that is not controlled runs woven code while this run lasts. It may belong to somebody else. */
    void foreignCall(Thread caller) {
        if (caller != carrier && foreign.size() < 8 && !foreign.contains(caller.getName())) {
            foreign.add(caller.getName());
        }
    }

    // The order of memory.

    /** Who sees what; null if that is not followed. */
    @Nullable Clocks clocks() {
        return clocks;
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
        return count;
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
        for (int i = 0; i < count; i++) {
            Strand strand = strands[i];
            if (!strand.over) {
                unfinished = with(unfinished, ThreadReport.of(strand, settings.stacks()));
            } else if (strand.failure != null) {
                failures = with(failures, ThreadReport.of(strand, false));
            }
        }
        for (String name : foreign) {
            notices.add("thread=" + name
                    + " runs woven code and is not controlled (expected: only threads started in the run)");
        }
        Schedule schedule = recorder.schedule();
        String token = strategy.token();
        return new Outcome(
                kind,
                schedule,
                token.isEmpty() ? schedule.toString() : token,
                steps,
                elapsed,
                unfinished,
                failures,
                notices);
    }

    private static List<ThreadReport> with(List<ThreadReport> reports, ThreadReport report) {
        List<ThreadReport> more = reports.isEmpty() ? new ArrayList<>() : reports;
        more.add(report);
        return more;
    }
}
