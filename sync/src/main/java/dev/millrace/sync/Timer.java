package dev.millrace.sync;

import dev.millrace.core.internal.Causes;
import dev.millrace.core.internal.Checks;
import dev.millrace.core.internal.Refusable;
import dev.millrace.core.internal.Uncaught;
import dev.millrace.core.time.ScheduledTask;
import dev.millrace.core.time.TimerWheel;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task later, once or again and again, until it is cancelled.
 *
 * <pre>{@code
 * Timer reminder = Timer.after(Duration.ofMinutes(5), () -> log.info("tea"));
 * Timer report = Timer.every(Duration.ofSeconds(10), this::report);
 * ...
 * report.cancel();
 * report.join(); // a report in progress is finished
 * }</pre>
 *
 * <p>All timers wait on one {@linkplain TimerWheel#shared() shared wheel} and cost no thread while they wait. Each run is on a new
 * virtual thread, so a task may block. What keeps a program from ending is not a timer.
 *
 * <p><b>Threads.</b> Any thread may call any method; the runs of one timer come one after the other. Only joining a timer from
 * within its own run is refused.
 *
 * <p><b>Ordering.</b> A repeating timer has a fixed rate: its runs are due at the first time and whole periods after that,
 * however long they take. A run that is still going on when others become due is followed by the next that is due
 * after its end; what was missed is not made up for.
 *
 * <p><b>Memory.</b> Actions before the timer is made <i>happen-before</i> its first run, each run before the next, and the last
 * before the return of each join that does not time out.
 *
 * <p><b>Progress.</b> To make and to cancel one takes constant time.
 *
 * <p><b>Blocking and interruption.</b> Only {@code join} waits. Who is interrupted, on entry or while waiting, gets an
 * {@link InterruptedException}; but whoever finds the timer done does not wait and is not interrupted. To cancel a timer does
 * not interrupt a run.
 *
 * <p><b>Errors.</b> A run that throws is the last one. Its failure goes first to the uncaught exception handler of the thread that
 * runs it, since it may be that nobody ever joins, and is then handed to every join, now or later, as the cause of an
 * {@link ExecutionException} of its own. If the wheel can hand a run to no thread, the timer fails with the reason as if that run
 * had thrown it.
 *
 * <p><b>Limits and units.</b> A run is never early, and up to one tick of the wheel, about a millisecond, late if the machine keeps
 * up; a period of less than that misses runs. A delay or a period of more than 70 years is as good as for ever.
 */
public final class Timer {

    /*
     *     WAITING -> RUNNING -> DONE            once, or failed
     *     WAITING -> RUNNING -> WAITING         repeating
     *     WAITING -> CANCELLED                  cancelled before a run
     *     RUNNING -> LAST_RUN -> CANCELLED      repeating, cancelled while it runs
     *
     * Each step is a compare-and-set, but for the last one of LAST_RUN, which only the run takes. So either a run begins or
     * cancel() prevents it. Who takes the step to DONE or CANCELLED opens the latch.
     *
     * A run that puts the timer back on the wheel: state = WAITING, place = p, read state. Who cancels: state = CANCELLED,
     * read place. All volatile, so one sees the other, and nothing that is cancelled stays on the wheel. What is put on the wheel
     * may run, and be put back, before its place is noted; so places are numbered, and an earlier one never follows a later.
     *
     * Whoever takes the step to DONE or CANCELLED lets go of the task: nobody runs it any more.
     *
     * field     | read                     | written
     * state     | volatile                 | volatile
     * place     | volatile                 | compare-and-set, by who schedules: the maker, and each run
     * task      | by the run               | by who ends the timer
     * runner    | volatile                 | volatile, by the run
     * due, runs | by the run               | by the run; runs follow each other by way of the wheel's lock
     * failure   | when the latch is open   | by the run, before it opens the latch
     */
    private enum State {
        WAITING, RUNNING, LAST_RUN, DONE, CANCELLED
    }

    private static final String SUBJECT = "timer";
    private static final Duration LONGEST = Duration.ofDays(70 * 365);
    private static final long ONCE = 0;
    private static final VarHandle STATE;
    private static final VarHandle PLACE;

    static {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            STATE = lookup.findVarHandle(Timer.class, "state", State.class);
            PLACE = lookup.findVarHandle(Timer.class, "place", Place.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final TimerWheel wheel;
    private final long periodNanos;
    private final Latch ended = new Latch(1);
    private volatile State state = State.WAITING;
    private volatile @Nullable Place place;
    private volatile @Nullable Thread runner;
    private final Refusable expiry = new Expiry();
    private @Nullable Runnable task;
    private long due;
    private long runs;
    private @Nullable Throwable failure;

    /** What is on the wheel. */
    private final class Expiry implements Refusable {
        @Override
        public void run() {
            Timer.this.run();
        }

        @Override
        public void refused(Throwable cause) {
            endInsteadOfARun(cause);
        }
    }

    /** On the wheel, or no longer; after so many runs. */
    private record Place(long runs, ScheduledTask task) {}

    private Timer(TimerWheel wheel, Duration delay, long periodNanos, Runnable task) {
        this.wheel = wheel;
        this.task = task;
        this.periodNanos = periodNanos;
        this.due = wheel.time().nanoTime() + nanos(delay);
    }

    /**
     * Runs a task once.
     *
     * @param task what to run
     * @param delay how long from now, not negative
     * @throws IllegalArgumentException if the delay is negative
     */
    public static Timer after(Duration delay, Runnable task) {
        return after(delay, task, TimerWheel.shared());
    }

    /**
     * Runs a task once, by the clock and the threads of a wheel.
     *
     * @param wheel where it waits
     * @param task what to run
     * @param delay how long from now, not negative
     * @throws IllegalArgumentException if the delay is negative
     */
    public static Timer after(Duration delay, Runnable task, TimerWheel wheel) {
        return started(delay, ONCE, task, wheel);
    }

    /**
     * Runs a task again and again, for the first time after one period.
     *
     * @param task what to run
     * @param period from one time that it is due to the next, not zero
     * @throws IllegalArgumentException if the period is zero or negative
     */
    public static Timer every(Duration period, Runnable task) {
        return every(period, period, task);
    }

    /**
     * Runs a task again and again.
     *
     * @param task what to run
     * @param delay  how long from now to the first time, not negative
     * @param period from one time that it is due to the next, not zero
     * @throws IllegalArgumentException if the delay is negative, or the period is zero or negative
     */
    public static Timer every(Duration delay, Duration period, Runnable task) {
        return every(delay, period, task, TimerWheel.shared());
    }

    /**
     * Runs a task again and again, by the clock and the threads of a wheel.
     *
     * @param wheel where it waits
     * @param task what to run
     * @param delay  how long from now to the first time, not negative
     * @param period from one time that it is due to the next, not zero
     * @throws IllegalArgumentException if the delay is negative, or the period is zero or negative
     */
    public static Timer every(Duration delay, Duration period, Runnable task, TimerWheel wheel) {
        if (!Checks.notNull(SUBJECT, "period", period).isPositive()) {
            throw new IllegalArgumentException(SUBJECT + ": period=" + period + " (expected: > 0)");
        }
        return started(delay, nanos(period), task, wheel);
    }

    private static Timer started(Duration delay, long periodNanos, Runnable task, TimerWheel wheel) {
        Checks.notNegative(SUBJECT, "delay", delay);
        Checks.notNull(SUBJECT, "task", task);
        Checks.notNull(SUBJECT, "wheel", wheel);
        Timer timer = new Timer(wheel, delay, periodNanos, task);
        timer.schedule(0);
        return timer;
    }

    private static long nanos(Duration duration) {
        return (duration.compareTo(LONGEST) > 0 ? LONGEST : duration).toNanos();
    }

    private void schedule(long after) {
        ScheduledTask next = wheel.scheduleAt(due, expiry);
        note(new Place(after, next));
        if (state == State.CANCELLED) { // volatile, after `place`: who cancelled meanwhile may have seen the last one
            next.cancel();
        }
    }

    private void note(Place next) {
        Place known = place;
        while ((known == null || known.runs() < next.runs()) && !PLACE.compareAndSet(this, known, next)) {
            known = place;
        }
    }

    private void run() {
        if (!moves(State.WAITING, State.RUNNING)) {
            return; // cancelled, just before
        }
        Throwable thrown = null;
        runner = Thread.currentThread();
        try {
            Objects.requireNonNull(task).run();
        } catch (Throwable e) {
            thrown = e;
        }
        if (thrown == null && periodNanos != ONCE) {
            runner = null; // before the timer waits: from there on it is the next run's
            repeat();
        } else {
            end(thrown);
            runner = null; // only now: the handler of a failure belongs to the run
        }
    }

    private void repeat() {
        due = firstAfter(wheel.time().nanoTime()); // before the timer waits: from there on it is the next run's
        long after = ++runs;
        if (!moves(State.RUNNING, State.WAITING)) {
            end(null);
            return;
        }
        try {
            schedule(after);
        } catch (Throwable noThread) {
            endInsteadOfARun(noThread);
        }
    }

    private void endInsteadOfARun(Throwable cause) {
        if (moves(State.WAITING, State.RUNNING)) {
            runner = Thread.currentThread();
            end(cause);
            runner = null;
        }
    }

    /** The first time after now at which the timer is due. */
    private long firstAfter(long now) {
        long late = Math.max(0, now - due);
        return due + (late / periodNanos + 1) * periodNanos;
    }

    /** After the last run, and in its thread. */
    private void end(@Nullable Throwable thrown) {
        failure = thrown;
        task = null;
        if (!moves(State.RUNNING, State.DONE)) {
            state = State.CANCELLED; // from LAST_RUN, which nobody else leaves
        }
        if (thrown != null) {
            Uncaught.report(thrown);
        }
        ended.countDown(); // volatile: publishes the failure to all who join
    }

    private boolean moves(State from, State to) {
        return STATE.compareAndSet(this, from, to);
    }

    /**
     * Prevents the next run, and all after it. A run in progress goes on to its end.
     *
     * @return true if this call prevented a run; false if the timer was cancelled before, has had its last run, or is in the
     *     midst of it
     */
    public boolean cancel() {
        while (true) {
            if (moves(State.WAITING, State.CANCELLED)) {
                task = null;
                takeOffTheWheel();
                ended.countDown();
                return true;
            }
            if (periodNanos != ONCE && moves(State.RUNNING, State.LAST_RUN)) {
                return true;
            }
            State seen = state;
            if (seen != State.WAITING && (seen != State.RUNNING || periodNanos == ONCE)) {
                return false;
            }
            // else it went from the one to the other between the two attempts
        }
    }

    private void takeOffTheWheel() {
        Place last = place; // volatile, after `state`: see schedule()
        if (last != null) {
            last.task().cancel();
        }
    }

    /** Whether it has had its last run, or will have none. */
    public boolean isDone() {
        return ended.isOpen();
    }

    /** Whether it was cancelled before it was done; a run may still be in progress. */
    public boolean isCancelled() {
        State seen = state;
        return seen == State.LAST_RUN || seen == State.CANCELLED;
    }

    /**
     * Waits until the timer is done: it has had its last run, or is cancelled and no run is in progress. So for a repeating one
     * that nobody cancels, until a run fails.
     *
     * @throws IllegalStateException if the caller is a run of this timer, or the handler of its failure
     * @throws InterruptedException  if the caller is interrupted on entry or while it waits
     * @throws ExecutionException    if a run has failed, with its failure as the cause
     */
    public void join() throws InterruptedException, ExecutionException {
        requireNotTheRun();
        ended.await();
        requireSuccess();
    }

    /**
     * Waits until the timer is done, for so long at the most. A join that is late changes nothing: join again.
     *
     * @param timeout not negative
     * @return whether the timer is done
     * @throws IllegalArgumentException if the timeout is negative
     * @throws IllegalStateException    as {@link #join()}
     * @throws InterruptedException     as {@link #join()}
     * @throws ExecutionException       as {@link #join()}
     */
    public boolean join(Duration timeout) throws InterruptedException, ExecutionException {
        Checks.notNegative(SUBJECT, "timeout", timeout);
        requireNotTheRun();
        boolean done = ended.await(timeout);
        if (done) {
            requireSuccess();
        }
        return done;
    }

    private void requireNotTheRun() {
        if (Thread.currentThread() == runner) {
            throw new IllegalStateException(SUBJECT + ": thread=" + Errors.name(Thread.currentThread())
                    + " (expected: not the one of its own run); join from another");
        }
    }

    private void requireSuccess() throws ExecutionException {
        if (failure != null) {
            throw new ExecutionException(SUBJECT + ": failed: " + Causes.describe(failure), failure);
        }
    }

    @Override
    public String toString() {
        return "Timer[" + switch (state) {
            case WAITING -> "waiting";
            case RUNNING, LAST_RUN -> "running";
            case DONE -> isDone() ? failure == null ? "done" : "failed" : "running";
            case CANCELLED -> isDone() && failure != null ? "failed" : "cancelled";
        } + "]";
    }
}
