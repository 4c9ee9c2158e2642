package dev.millrace.testkit.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The threads that a run does not control, as far as they meddle with those that it does: the JDK's timer and its unblocker of
 * monitors, the threads of pools, and others that run woven code. What they hand in is put aside until no controlled thread
 * can go on, so that a schedule does not depend on how fast they are.
 *
 * <p><b>Threads.</b> {@link #hand} and {@link #calls} any; the rest whoever has the turn.
 */
final class Outside {

    /** How the names of the testkit's own threads begin. */
    private static final String OURS = "millrace-";

    /** How long we wait for what comes from outside, once something may. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How long for those that are seen at work, or wait by the real clock. */
    private static final long LONG_GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Nobody waits for so long: it stands for a wait without end, as the day does of {@code ExecutorService.close}. */
    private static final long FOR_EVER_NANOS = TimeUnit.HOURS.toNanos(23);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int CALLERS = 8;

    private final Thread carrier;
    private final Strands strands;
    private final Queue<Runnable> handed = new ConcurrentLinkedQueue<>();
    private final Queue<Thread> callers = new ConcurrentLinkedQueue<>();
    private final List<Thread> helpers = new ArrayList<>();
    private boolean hasTasks;

    Outside(Thread carrier, Strands strands) {
        this.carrier = carrier;
        this.strands = strands;
    }

    /** Somebody wakes a controlled thread. */
    void hand(Runnable continuation) {
        handed.add(continuation);
        LockSupport.unpark(carrier);
    }

    /** A thread that is not controlled runs woven code while this run lasts. It may belong to somebody else. */
    void calls(Thread caller) {
        boolean isOurs = caller == carrier || caller.getName().startsWith(OURS); // that shows a value of an earlier run
        if (!isOurs && callers.size() < CALLERS && !callers.contains(caller)) {
            callers.add(caller);
        }
    }

    /** A controlled thread calls something whose threads do what they are given. */
    void getsTasks() {
        hasTasks = true;
    }

    /** Code under test has started a thread that cannot be controlled. */
    void helps(Thread thread) {
        helpers.add(thread);
    }

    /** Lets those go on that were woken from outside; whether there are any. */
    boolean take() {
        boolean some = false;
        for (Runnable continuation = handed.poll(); continuation != null; continuation = handed.poll()) {
            Strand strand = strands.of(continuation);
            if (strand != null) {
                strand.goesOn();
                some = true;
            }
        }
        return some;
    }

    /** Waits until somebody outside has woken a thread; false if the time is over. */
    boolean takeIn(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && handed.isEmpty(); left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        return take();
    }

    /** Waits as long as somebody outside may need to wake one of our threads; false if nobody has. */
    boolean awaitWakeUp() {
        long begin = System.nanoTime();
        for (long left = patience(); left > 0; left = patience() - (System.nanoTime() - begin)) {
            if (takeIn(Math.min(left, LOOK_NANOS))) {
                return true;
            }
        }
        return take() || somebodyCanGoOn();
    }

    /** To look at the stack of a thread holds it for a moment; if it is woken just then, who looked has it go on. */
    private boolean somebodyCanGoOn() {
        for (int i = 0; i < strands.count(); i++) {
            Strand strand = strands.get(i);
            if (!strand.over && strand.ready && strand.isSatisfied()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a controlled thread waits longer by the real clock than we care to wait with it. */
    static boolean isTooLong(Strand strand) {
        return realWait(strand) > LONG_GRACE_NANOS;
    }

    /** That nobody can tell how the run ends: somebody of whom we know that he has to do with it is at work, or waits by the clock. */
    @Nullable RuntimeException stillAtWork() {
        return Stream.<Supplier<@Nullable RuntimeException>>of(
                this::waitsTooLong, this::waitsForTheSystem, this::helperAtWork)
                .map(Supplier::get).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private @Nullable RuntimeException waitsForTheSystem() {
        for (int i = 0; i < strands.count(); i++) {
            Strand strand = strands.get(i);
            if (!strand.over && !strand.ready && waitsForTheSystem(strand)) {
                return new IllegalStateException("controlled: thread=" + strand.thread.getName()
                        + " waits for a file, a socket, a pipe or a process (expected: for what controlled threads do);"
                        + " use STRESS");
            }
        }
        return null;
    }

    /** Whether it waits, in code that is not woven, for what the operating system tells. */
    private static boolean waitsForTheSystem(Strand strand) {
        if (strand.waiting != ThreadReport.State.RUNNABLE) {
            return false;
        }
        StackTraceElement[] stack = strand.thread.getStackTrace();
        return stack.length == 0 // it is just being woken
                || Arrays.stream(stack).map(StackTraceElement::getClassName)
                        .anyMatch(name -> name.startsWith("sun.nio.") || name.startsWith("java.lang.Process"));
    }

    private @Nullable RuntimeException waitsTooLong() {
        for (int i = 0; i < strands.count(); i++) {
            Strand strand = strands.get(i);
            if (isTooLong(strand) && realWait(strand) < FOR_EVER_NANOS) {
                return new IllegalStateException("controlled: thread=" + strand.thread.getName() + " waits for another "
                        + TimeUnit.NANOSECONDS.toSeconds(realWait(strand))
                        + " s in code that is not woven (expected: at most "
                        + TimeUnit.NANOSECONDS.toSeconds(LONG_GRACE_NANOS)
                        + " s); weave that code, say weaveJdk() for the JDK's, or wait for less");
            }
        }
        return null;
    }

    private @Nullable RuntimeException helperAtWork() {
        return Stream.concat(helpers.stream(), callers.stream())
                .filter(thread -> patience(thread) == LONG_GRACE_NANOS)
                .findFirst()
                .map(thread -> new IllegalStateException("controlled: thread=" + thread.getName() + " is "
                        + thread.getState() + " after " + TimeUnit.NANOSECONDS.toSeconds(LONG_GRACE_NANOS)
                        + " s (expected: only threads that can be controlled, or soon wait); let woven code start its threads,"
                        + " say weaveJdk() for pools of the JDK, or use STRESS"))
                .orElse(null);
    }

    /** How long somebody outside may need to wake one of our threads; 0 if nobody will. */
    private long patience() {
        boolean helped = hasTasks || !callers.isEmpty() || !ForkJoinPool.commonPool().isQuiescent();
        long patience = helped ? GRACE_NANOS : 0;
        for (Thread thread : helpers) {
            patience = Math.max(patience, patience(thread));
        }
        for (Thread thread : callers) {
            patience = Math.max(patience, patience(thread));
        }
        for (Thread thread : startedMeanwhile()) {
            patience = Math.max(patience, patience(thread));
        }
        for (int i = 0; i < strands.count(); i++) {
            patience = Math.max(patience, patience(strands.get(i)));
        }
        return patience;
    }

    private static long patience(Thread thread) {
        return switch (thread.getState()) {
            case TERMINATED -> 0;
            case WAITING -> GRACE_NANOS; // for work, perhaps, or it was woken just now and does not show it yet
            default -> LONG_GRACE_NANOS;
        };
    }

    /** Platform threads that are younger than the run: code that is not woven may have started them. Others are among them. */
    private List<Thread> startedMeanwhile() {
        ThreadGroup all = carrier.getThreadGroup();
        for (ThreadGroup parent = all.getParent(); parent != null; parent = parent.getParent()) {
            all = parent;
        }
        Thread[] threads = new Thread[all.activeCount() + 16];
        int count = all.enumerate(threads);
        return Arrays.stream(threads, 0, count)
                .filter(thread -> thread.threadId() > strands.get(0).thread.threadId()
                        && !thread.getClass().getName().startsWith("jdk.internal."))
                .toList();
    }

    private static long patience(Strand strand) {
        if (strand.over || strand.ready) {
            return 0;
        }
        boolean waitsForTheSystem = waitsForTheSystem(strand); // before the state: who is woken meanwhile shows it there
        return switch (strand.thread.getState()) {
            case WAITING -> waitsForTheSystem ? GRACE_NANOS : 0;
            case BLOCKED -> GRACE_NANOS; // the JVM hands a real monitor on by a thread of its own
            case TIMED_WAITING -> strand.realDeadline != 0
                    ? 0 // its timer is ours
                    : GRACE_NANOS
                            + (realWait(strand) < FOR_EVER_NANOS ? Math.min(realWait(strand), LONG_GRACE_NANOS) : 0);
            case RUNNABLE -> GRACE_NANOS; // somebody outside is just waking it
            default -> 0;
        };
    }

    /** For how long it waits in code that is not woven; 0 if it does not. */
    private static long realWait(Strand strand) {
        if (strand.over || strand.ready) {
            return 0;
        }
        if (strand.realDeadline != 0) {
            return strand.realDeadline - System.nanoTime();
        }
        return strand.thread.getState() == Thread.State.TIMED_WAITING
                ? TimeUnit.MILLISECONDS.toNanos(VirtualThreads.timeout(strand.thread))
                : 0;
    }

    /** What a report says of them. */
    List<String> notices() {
        List<String> notices = new ArrayList<>();
        for (Thread helper : helpers) {
            notices.add("thread=" + helper.getName() + " is not controlled (expected: started as a platform thread, or"
                    + " created as a virtual one by a controlled thread)");
        }
        for (Thread caller : callers) {
            notices.add("thread=" + caller.getName()
                    + " runs woven code and is not controlled (expected: only threads started in the run)");
        }
        return notices;
    }
}
