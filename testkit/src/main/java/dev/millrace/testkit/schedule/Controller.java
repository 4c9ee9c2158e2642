package dev.millrace.testkit.schedule;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a few threads by hand, one step of one thread at a time, as a {@link Strategy} chooses.
 *
 * <p>The threads are virtual threads, all mounted by the calling thread. A step ends where the code calls {@link Hooks}, which
 * woven code does before each access to shared memory; where it parks, in whatever class; and where it is over. A deadlock
 * is seen at once, since nobody can run and no timer is set: no timeout is waited for. The same bodies under the same schedule
 * do the same again, if nothing else decides what they do: not the real clock, no thread from outside, and no
 * chance but what woven code draws from {@link Math#random()}, {@link java.util.concurrent.ThreadLocalRandom} and generators without a
 * seed.
 *
 * <p>A thread that waits for ever is dropped after the run as it stands, without unwinding: its {@code finally} does not run.
 *
 * <p><b>Threads.</b> One batch of runs at a time in a JVM: {@link #open} waits until the one before is closed. The thread
 * that opens a controller must be a platform thread, and the only one to use it.
 *
 * <p><b>Limits.</b> Memory is sequentially consistent: what only a weak memory model allows does not happen, but where it could
 * because nothing orders two threads, {@link Mark} tells. Code that was not woven runs in one step between two parks. In such code {@code synchronized}, {@link Object#wait()} and timed waits work by
 * the JVM's own means and by the real clock; a thread that waits there goes on only when no other can, which is the same each
 * time, but just one of the possible orders. A thread under a class initializer or a native frame is not interrupted by others
 * there, and must not wait, or the run breaks off. In place of a platform thread that is started, a virtual one runs its {@code run} method, and is
 * its {@link Thread#currentThread()}.
 *
 * <p><b>Needs</b> {@code --add-opens java.base/java.lang=ALL-UNNAMED}; {@link #problem()} says whether that is so.
 */
public final class Controller implements AutoCloseable {

    private static final ReentrantLock ONE = new ReentrantLock();

    private final Settings settings;
    private final Overseer overseer = Overseer.start();
    private long chance;

    private Controller(Settings settings) {
        this.settings = settings;
    }

    /** What is missing here, and what to do about it; empty if threads can be controlled. */
    public static Optional<String> problem() {
        return VirtualThreads.problem();
    }

    /** {@link #open(Settings)} with {@link Settings#STANDARD}. */
    public static Controller open() {
        return open(Settings.STANDARD);
    }

    /**
     * Begins a batch of runs, once no other batch runs in this JVM, and makes sure that a race is found.
     *
     * @throws IllegalStateException if the JVM does not let threads be controlled, if this is a virtual thread or has a
     *                               controller open, or if the {@link Canary} does not fail
     */
    public static Controller open(Settings settings) {
        Optional<String> problem = problem();
        if (problem.isPresent()) {
            throw new IllegalStateException(problem.get());
        }
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException(
                    "controlled: thread=" + Thread.currentThread() + " (expected: a platform thread)");
        }
        if (ONE.isHeldByCurrentThread()) {
            throw new IllegalStateException(
                    "controlled: open=2 (expected: 1); close the controller that this thread has open");
        }
        ONE.lock();
        Pollers.start();
        Controller controller = new Controller(settings);
        try {
            Canary.require(controller);
            return controller;
        } catch (RuntimeException | Error e) {
            controller.close();
            throw e;
        }
    }

    /** What the random numbers of the next runs begin with; 0 unless said. */
    public void chance(long seed) {
        chance = seed;
    }

    /** {@link #run(List, Strategy, Observer)} that nobody observes. */
    public Outcome run(List<Body> bodies, Strategy strategy) {
        return run(bodies, strategy, null);
    }

    /**
     * Runs each body in a thread of its own until all are over, or nothing more can happen.
     *
     * @return how it ended; what a body throws is in there, and is not thrown here
     * @throws IllegalStateException if this is not the thread that opened the controller, if it is closed, or if the strategy
     *                               chooses what is not possible, as when a schedule of something else is replayed
     */
    public Outcome run(List<Body> bodies, Strategy strategy, @Nullable Observer observer) {
        if (!ONE.isHeldByCurrentThread() || Strand.current() != null) {
            throw new IllegalStateException("controlled: thread=" + Thread.currentThread().getName()
                    + " (expected: the one that has opened the controller, while it is open)");
        }
        boolean interrupted = Thread.interrupted(); // or the JDK forgets it, when this thread carries a virtual one
        try {
            strategy.begin();
            Outcome outcome = new Run(settings, strategy, observer, chance).run(bodies);
            strategy.end(outcome.steps());
            return outcome;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Runs until a run is as wanted, or the strategy is exhausted, or so many runs are over.
     *
     * @param program called before each run, for bodies that start afresh
     * @return the first outcome that is as wanted
     * @throws IllegalStateException as {@link #run(List, Strategy)}
     */
    public Optional<Outcome> find(Supplier<List<Body>> program, Strategy strategy, int runs,
            Predicate<Outcome> wanted) {
        for (int i = 0; i < runs && !strategy.isExhausted(); i++) {
            Outcome outcome = run(program.get(), strategy);
            if (wanted.test(outcome)) {
                return Optional.of(outcome);
            }
        }
        return Optional.empty();
    }

    /**
     * The next moment of the logical clock of the run: later than every moment before, whoever asked. For the calls of a
     * {@link dev.millrace.testkit.history.History}.
     *
     * @throws IllegalStateException if the calling thread is not controlled
     */
    public static long tick() {
        Strand strand = Strand.current();
        if (strand == null) {
            throw new IllegalStateException("controlled: thread=" + Thread.currentThread().getName()
                    + " (expected: one of a run)");
        }
        return strand.run.tick();
    }

    /** Whether the calling thread is controlled. */
    public static boolean isControlled() {
        return Strand.current() != null;
    }

    /** Ends the batch. */
    @Override
    public void close() {
        overseer.close();
        if (ONE.isHeldByCurrentThread()) {
            ONE.unlock();
        }
    }
}
