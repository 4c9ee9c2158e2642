package dev.millrace.sync;

import dev.millrace.core.internal.Causes;
import dev.millrace.core.internal.Checks;
import dev.millrace.core.internal.Uncaught;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A thread that hands its result, or what it died of, to whoever joins it.
 *
 * <pre>{@code
 * JoinableThread<Integer> sum = JoinableThread.start(() -> sumOf(numbers));
 * ...
 * int total = sum.join(); // throws ExecutionException if sumOf() threw something
 * }</pre>
 *
 * <p>{@link #virtual()} and {@link #platform()} say more of the thread before it starts. A thread without a name is called
 * {@code Thread-N (Task)}: N counts such threads, and Task is the class of the task, or that in which its lambda is written.
 *
 * <p><b>Threads.</b> Any thread may call any method, and any number may join at once; only {@link #join() joining} oneself is
 * refused.
 *
 * <p><b>Memory.</b> Actions before {@link #start()} <i>happen-before</i> the task, and the task and its uncaught exception
 * handler <i>happen-before</i> the return of each join that does not time out.
 *
 * <p><b>Progress.</b> The thread starts and ends without waiting for those who join it.
 *
 * <p><b>Blocking and interruption.</b> Only {@code join} waits. Who is interrupted, on entry or while waiting, gets an
 * {@link InterruptedException}, and the thread goes on; but whoever finds the thread ended does not wait and is not
 * interrupted.
 *
 * <p><b>Errors.</b> A failure of the task goes first to the thread's uncaught exception handler, by default that of all threads,
 * also if somebody joins: it may be that nobody ever does, and when the thread dies nobody can know. Then it is handed to every
 * join, now or later, as the cause of an {@link ExecutionException} of its own. Who expects failures and joins for sure says
 * {@link Builder#uncaught uncaught((thread, failure) -> {})}. A {@linkplain #cancel() cancelled} thread that ends by an
 * {@link InterruptedException} or a {@link CancellationException} has not failed.
 *
 * <p><b>Limits.</b> It starts once. Two threads that join each other wait for ever.
 *
 * @param <T> the result
 */
public final class JoinableThread<T extends @Nullable Object> {

    /*
     * NEW -> RUNNING -> ENDED, and from RUNNING to CANCELLING if it is asked to end; NEW -> ENDED if it is cancelled before it
     * starts or cannot be started. Each step is taken once, by compare-and-set or by the thread itself at its end; who takes
     * the step to ENDED writes the outcome and opens the latch.
     *
     * field                      | read                        | written
     * state                      | volatile                    | volatile
     * result, failure, cancelled | plain, when the latch is open | plain, before the latch opens, by who ends it
     * task                       | plain, by the thread        | plain, by the thread; before it starts
     */
    private enum State {
        NEW, RUNNING, CANCELLING, ENDED
    }

    private static final String SUBJECT = "joinable thread";
    private static final AtomicLong UNNAMED = new AtomicLong();
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(JoinableThread.class, "state", State.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Thread thread;
    private final Latch ended = new Latch(1);
    private volatile State state = State.NEW;
    private @Nullable Callable<? extends T> task;
    private @Nullable T result;
    private @Nullable Throwable failure;
    private boolean cancelled;

    JoinableThread(Thread.Builder builder, Callable<? extends T> task) {
        this.task = task;
        this.thread = builder.unstarted(this::run);
    }

    /** A virtual thread; it does not keep the program from ending. */
    public static Builder virtual() {
        return new Builder(Thread.ofVirtual(), true);
    }

    /** A platform thread; a daemon if the thread that makes it is one, unless one says otherwise. */
    public static Builder platform() {
        return new Builder(Thread.ofPlatform(), false);
    }

    /**
     * Starts a virtual thread that has a result.
     *
     * @param task what to run
     * @param <T> what it returns
     */
    public static <T extends @Nullable Object> JoinableThread<T> start(Callable<? extends T> task) {
        return virtual().start(task);
    }

    /**
     * Starts a virtual thread that has no result.
     *
     * @param task what to run
     */
    public static JoinableThread<@Nullable Void> start(Runnable task) {
        return virtual().start(task);
    }

    /**
     * What a thread shall be like. It may make any number of threads.
     *
     * <p><b>Threads.</b> One.
     */
    public static final class Builder {

        private final Thread.Builder threads;
        private final boolean isVirtual;
        private @Nullable String name;

        private Builder(Thread.Builder threads, boolean isVirtual) {
            this.threads = threads;
            this.isVirtual = isVirtual;
        }

        /**
         * Its name.
         *
         * @param text the name
         */
        public Builder name(String text) {
            name = Checks.notNull(SUBJECT, "name", text);
            return this;
        }

        /**
         * Whether the program may end without waiting for it.
         *
         * @param on whether the JVM may end before it
         * @throws IllegalArgumentException if a virtual thread shall not be a daemon
         */
        public Builder daemon(boolean on) {
            if (threads instanceof Thread.Builder.OfPlatform platform) {
                platform.daemon(on);
            } else if (!on) {
                throw new IllegalArgumentException(
                        SUBJECT + ": daemon=false (expected: true for a virtual thread); use platform()");
            }
            return this;
        }

        /**
         * Who is told of a failure, in place of the handler of all threads.
         *
         * @param handler who is told of a failure
         */
        public Builder uncaught(Thread.UncaughtExceptionHandler handler) {
            threads.uncaughtExceptionHandler(Checks.notNull(SUBJECT, "handler", handler));
            return this;
        }

        /**
         * A thread that is to be started.
         *
         * @param task what to run
         * @param <T> what it returns
         */
        public <T extends @Nullable Object> JoinableThread<T> unstarted(Callable<? extends T> task) {
            return create(Checks.notNull(SUBJECT, "task", task), task);
        }

        /**
         * A thread that is to be started, without a result.
         *
         * @param task what to run
         */
        public JoinableThread<@Nullable Void> unstarted(Runnable task) {
            return this.<@Nullable Void>create(
                    Executors.<@Nullable Void>callable(Checks.notNull(SUBJECT, "task", task), null), task);
        }

        /**
         * A thread that is started.
         *
         * @param task what to run
         * @param <T> what it returns
         */
        public <T extends @Nullable Object> JoinableThread<T> start(Callable<? extends T> task) {
            JoinableThread<T> started = unstarted(task);
            started.start();
            return started;
        }

        /**
         * A thread that is started, without a result.
         *
         * @param task what to run
         */
        public JoinableThread<@Nullable Void> start(Runnable task) {
            JoinableThread<@Nullable Void> started = unstarted(task);
            started.start();
            return started;
        }

        private <T extends @Nullable Object> JoinableThread<T> create(Callable<? extends T> task, Object target) {
            threads.name(name == null ? "Thread-" + UNNAMED.incrementAndGet() + " (" + nameOf(target) + ")" : name);
            return new JoinableThread<>(threads, task);
        }

        /** The simple name of a task's class; that of the class around it, if it has none of its own. */
        private static String nameOf(Object target) {
            String full = target.getClass().getName().replaceFirst("\\$\\$Lambda.*", "").replaceFirst("(\\$\\d+)+$",
                    "");
            return full.substring(Math.max(full.lastIndexOf('.'), full.lastIndexOf('$')) + 1);
        }

        @Override
        public String toString() {
            return "JoinableThread.Builder[" + (isVirtual ? "virtual" : "platform") + "]";
        }
    }

    /**
     * Starts the thread.
     *
     * @throws IllegalStateException if it was started or cancelled before
     */
    public void start() {
        if (!moves(State.NEW, State.RUNNING)) {
            throw new IllegalStateException(about("started=" + (thread.getState() != Thread.State.NEW)
                    + ", cancelled=" + isCancelled() + " (expected: a new thread); make another"));
        }
        try {
            thread.start();
        } catch (Throwable noThread) {
            end(null, noThread, false); // nobody waits for what will never come
            throw noThread;
        }
    }

    private void run() {
        Callable<? extends T> body = Objects.requireNonNull(task);
        task = null; // a thread that is kept for its result does not keep its task
        T value = null;
        Throwable thrown = null;
        try {
            value = body.call();
        } catch (Throwable e) {
            thrown = e;
        }
        boolean obeyed = STATE.getAndSet(this, State.ENDED) == State.CANCELLING
                && (thrown instanceof InterruptedException || thrown instanceof CancellationException);
        if (thrown != null && !obeyed) {
            Uncaught.report(thrown);
        }
        end(value, thrown, obeyed);
    }

    /** Hands the outcome over; by the one who has taken the step to ENDED. */
    private void end(@Nullable T value, @Nullable Throwable thrown, boolean wasCancelled) {
        result = value;
        failure = thrown;
        cancelled = wasCancelled;
        state = State.ENDED;
        ended.countDown(); // volatile: publishes the outcome to all who join
    }

    private boolean moves(State from, State to) {
        return STATE.compareAndSet(this, from, to);
    }

    /**
     * Waits until the thread has ended.
     *
     * @return its result
     * @throws IllegalStateException if the caller is this thread, or it is not started
     * @throws InterruptedException  if the caller is interrupted on entry or while it waits
     * @throws ExecutionException    if the thread has failed, with its failure as the cause
     * @throws CancellationException if it was cancelled
     */
    public T join() throws InterruptedException, ExecutionException {
        requireJoinable();
        ended.await();
        return outcome();
    }

    /**
     * Waits until the thread has ended, for so long at the most. A join that is late changes nothing: join again.
     *
     * @param timeout not negative
     * @return true if the thread has ended well, so that its {@link #result} is there; false if it still runs
     * @throws IllegalArgumentException if the timeout is negative
     * @throws IllegalStateException    as {@link #join()}
     * @throws InterruptedException     as {@link #join()}
     * @throws ExecutionException       as {@link #join()}
     * @throws CancellationException    as {@link #join()}
     */
    public boolean join(Duration timeout) throws InterruptedException, ExecutionException {
        Checks.notNegative(SUBJECT, "timeout", timeout);
        requireJoinable();
        if (!ended.await(timeout)) {
            return false;
        }
        outcome();
        return true;
    }

    /**
     * What the thread returned.
     *
     * @throws IllegalStateException if it has not ended
     * @throws ExecutionException    as {@link #join()}
     * @throws CancellationException as {@link #join()}
     */
    public T result() throws ExecutionException {
        if (!ended.isOpen()) {
            throw new IllegalStateException(about("ended=false (expected: true); join it first"));
        }
        return outcome();
    }

    private void requireJoinable() {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException(about("thread=" + Errors.name(Thread.currentThread())
                    + " (expected: another one); it cannot join itself"));
        }
        if (state == State.NEW) {
            throw new IllegalStateException(about("started=false (expected: true); start it first"));
        }
    }

    @SuppressWarnings("NullAway") // null is a T if the task returns null
    private T outcome() throws ExecutionException {
        if (cancelled) {
            throw new CancellationException(about("cancelled=true (expected: false)"));
        }
        if (failure != null) {
            throw new ExecutionException(about("failed: " + Causes.describe(failure)), failure);
        }
        return result;
    }

    /** Interrupts the thread, whatever it does about that. Nothing if it is not started or has ended. */
    public void interrupt() {
        if (isAlive()) {
            thread.interrupt();
        }
    }

    /**
     * Asks the thread to end: one that runs is interrupted, one that is not started never will be. A join waits until it has
     * ended, and throws {@link CancellationException} if it ended because of this; a result or another failure that it
     * ends with all the same is what a join hands over.
     *
     * @return true if this call asked first, before the thread ended
     */
    public boolean cancel() {
        if (moves(State.NEW, State.ENDED)) {
            task = null;
            end(null, null, true);
            return true;
        }
        boolean asks = moves(State.RUNNING, State.CANCELLING);
        if (asks) {
            thread.interrupt(); // a thread that ends meanwhile is used by nobody else
        }
        return asks;
    }

    /** Whether it is started and has not ended. False as soon as a join has returned. */
    public boolean isAlive() {
        return state != State.NEW && !ended.isOpen();
    }

    /** Whether it has ended, well or not, or will never be started. */
    public boolean isDone() {
        return ended.isOpen();
    }

    /** Whether it has ended because it was cancelled. */
    public boolean isCancelled() {
        return ended.isOpen() && cancelled;
    }

    /** How many threads wait in {@code join}. */
    public int joining() {
        return ended.waiting();
    }

    /** Its name. */
    public String name() {
        return thread.getName();
    }

    /** Its number, which no other thread has while the program runs; also before it starts and after it has ended. */
    public long id() {
        return thread.threadId();
    }

    /** Whether it is a virtual thread. */
    public boolean isVirtual() {
        return thread.isVirtual();
    }

    /** Whether the program may end without waiting for it. */
    public boolean isDaemon() {
        return thread.isDaemon();
    }

    private String about(String what) {
        return SUBJECT + " " + Errors.onOneLine(name()) + ": " + what;
    }

    @Override
    public String toString() {
        return "JoinableThread[" + Errors.onOneLine(name()) + ", "
                + (isDone()
                        ? cancelled ? "cancelled" : failure == null ? "done" : "failed"
                        : state == State.NEW ? "new" : "running")
                + "]";
    }
}
