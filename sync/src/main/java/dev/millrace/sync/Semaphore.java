package dev.millrace.sync;

import dev.millrace.core.internal.Checks;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/**
 * A number of permits that threads take and give back. Nobody owns a permit: who has taken none may release, too, and raise
 * the number above what it was at first. {@link BoundedSemaphore} refuses that.
 *
 * <pre>{@code
 * Semaphore connections = new Semaphore(10);
 * try (var _ = connections.hold()) {
 *     fetch(page);
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> Any.
 *
 * <p><b>Ordering.</b> Those who wait are served first come, first served: one that asks for many stays first until it gets
 * them, and nobody behind it is served before. One who comes while there are enough may take them before those who wait,
 * unless the semaphore is {@linkplain #fair fair}; only {@link #tryAcquire(int)} never looks at who waits.
 *
 * <p><b>Memory.</b> {@link #release} <i>happens-before</i> every acquire that follows it.
 *
 * <p><b>Progress.</b> With permits left, acquire and release are one compare-and-set, retried only if another thread's went
 * through meanwhile.
 *
 * <p><b>Blocking and interruption.</b> As {@link Mutex}: {@code acquire}, the timed {@code tryAcquire} and {@code hold} wait
 * and can be interrupted; {@code acquireUninterruptibly} waits and cannot. Who gives up takes no permit with him.
 *
 * <p><b>Limits.</b> {@link Integer#MAX_VALUE} permits.
 */
public sealed class Semaphore extends Guard permits BoundedSemaphore {

    private static final VarHandle PERMITS;

    static {
        try {
            PERMITS = MethodHandles.lookup().findVarHandle(Semaphore.class, "permits", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Hold hold = this::release;
    private volatile int permits;

    /** A semaphore of one permit. */
    public Semaphore() {
        this(1);
    }

    /**
     * A semaphore of so many permits, that favours whoever comes at the right moment.
     *
     * @param permits how many there are at first; 0 or more
     * @throws IllegalArgumentException if {@code permits < 0}
     */
    public Semaphore(int permits) {
        this(permits, false);
    }

    Semaphore(int permits, boolean fair) {
        super(fair);
        this.permits = Checks.atLeast("semaphore", "permits", permits, 0);
    }

    /**
     * A semaphore of so many permits, that serves threads strictly in the order in which they came.
     *
     * @param permits how many there are at first; 0 or more
     * @throws IllegalArgumentException if {@code permits < 0}
     */
    public static Semaphore fair(int permits) {
        return new Semaphore(permits, true);
    }

    /**
     * Takes a permit, and waits as long as that takes.
     *
     * @throws InterruptedException if the thread is interrupted on entry or while it waits; then it has taken nothing
     */
    public final void acquire() throws InterruptedException {
        acquire(1);
    }

    /**
     * Takes so many permits at once, and waits as long as that takes.
     *
     * @param many 1 or more
     * @throws InterruptedException     as {@link #acquire()}
     * @throws IllegalArgumentException if {@code many < 1}, or more than there may ever be
     */
    public final void acquire(int many) throws InterruptedException {
        take(requireObtainable(many));
    }

    /** Takes a permit, and waits as long as that takes, whatever interrupts; the interrupt status is kept. */
    public final void acquireUninterruptibly() {
        acquireUninterruptibly(1);
    }

    /**
     * Takes so many permits at once, and waits as long as that takes, whatever interrupts; the interrupt status is kept.
     *
     * @param many 1 or more
     * @throws IllegalArgumentException if {@code many < 1}, or more than there may ever be
     */
    public final void acquireUninterruptibly(int many) {
        takeUninterruptibly(requireObtainable(many));
    }

    /** Takes a permit if there is one, also before those who wait. Returns whether it has. */
    public final boolean tryAcquire() {
        return attemptAndTell(1);
    }

    /**
     * Takes so many permits if there are as many, also before those who wait. Returns whether it has.
     *
     * @param many 1 or more
     * @throws IllegalArgumentException if {@code many < 1}, or more than there may ever be
     */
    public final boolean tryAcquire(int many) {
        return attemptAndTell(requireObtainable(many));
    }

    /**
     * Takes a permit, and waits for so long at the most; as {@link #tryAcquire(int, Duration)}.
     *
     * @param timeout not negative
     */
    public final boolean tryAcquire(Duration timeout) throws InterruptedException {
        return tryAcquire(1, timeout);
    }

    /**
     * Takes so many permits at once, and waits for so long at the most. Zero waits for nobody, but keeps the order of a fair
     * semaphore.
     *
     * @param many 1 or more
     * @param timeout not negative
     * @return whether it has taken them
     * @throws InterruptedException     as {@link #acquire()}
     * @throws IllegalArgumentException if {@code many < 1} or more than there may ever be, or the timeout is negative
     */
    public final boolean tryAcquire(int many, Duration timeout) throws InterruptedException {
        return take(requireObtainable(many), "semaphore", timeout);
    }

    /** Gives a permit. */
    public final void release() {
        release(1);
    }

    /**
     * Gives so many permits at once, and lets those who wait take them.
     *
     * @param many 1 or more
     * @throws IllegalArgumentException if {@code many < 1}
     * @throws IllegalStateException    if there would be more permits than the most; then nothing changes
     */
    public final void release(int many) {
        giveBackAndTell(requirePositive(many));
        wakeFirst();
    }

    private int raised(int before, int many) {
        int most = most();
        if (many > most - before) {
            throw new IllegalStateException("semaphore: permits=" + before + ", released=" + many
                    + " (expected: no more than " + most + " together); release only what was acquired");
        }
        return before + many;
    }

    /** The most permits that there may be. */
    int most() {
        return Integer.MAX_VALUE;
    }

    /**
     * Takes a permit as {@link #acquire()}, for a {@code try} that gives it back at its end.
     *
     * @return what releases one permit when it is closed; the same object for all
     * @throws InterruptedException as {@link #acquire()}
     */
    public final Hold hold() throws InterruptedException {
        acquire(1);
        return hold;
    }

    /** How many permits there are, at some moment during the call. */
    public final int available() {
        return permits;
    }

    /** How many threads wait for permits. */
    public final int waiting() {
        return standing();
    }

    private static int requirePositive(int many) {
        return Checks.atLeast("semaphore", "many", many, 1);
    }

    /**
     * As many as there may ever be: for more one would wait for ever, and keep out whoever stands behind. One may always be asked
     * for, since that there are none at all is legal, and {@link #tryAcquire()} says so.
     */
    private int requireObtainable(int many) {
        if (requirePositive(many) > Math.max(1, most())) {
            throw new IllegalArgumentException("semaphore: many=" + many + " (expected: at most " + most() + ")");
        }
        return many;
    }

    @Override
    final boolean attempt(int many) {
        int before = permits;
        while (before >= many) {
            if (PERMITS.compareAndSet(this, before, before - many)) {
                return true;
            }
            before = permits;
        }
        return false;
    }

    @Override
    final boolean giveBack(int many) {
        int before = permits;
        int after = raised(before, many);
        while (!PERMITS.compareAndSet(this, before, after)) {
            before = permits;
            after = raised(before, many);
        }
        return true;
    }

    @Override
    final boolean isOpen() {
        return permits > 0;
    }

    @Override
    final boolean mayGiveWhatWasNotTaken() {
        return true;
    }

    @Override
    final int weight(int many) {
        return many;
    }

    @Override
    final String goal(int many) {
        return many == 1 ? "a permit" : many + " permits";
    }

    @Override
    final String state() {
        return "available=" + available() + ", waiting=" + waiting();
    }
}
