package dev.millrace.testkit.schedule;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread at the end of a run.
 *
 * @param number   its number; the bodies of the run have the first ones, in their order
 * @param name     its name
 * @param state    what it was doing
 * @param waitsFor what it waits for: the blocker given to park, a monitor, a thread; null if nobody said
 * @param heldBy   the name of the thread that owns the monitor, if it waits for one that has an owner
 * @param failure  what it threw, if it did
 * @param stack    where it was; empty if stacks are not recorded, or the thread is over
 */
public record ThreadReport(int number, String name, State state, @Nullable Object waitsFor, @Nullable String heldBy,
        @Nullable Throwable failure, List<StackTraceElement> stack) {

    /** What a thread does. */
    public enum State {
        /** Could go on. */
        RUNNABLE("can run"),
        /** In {@link java.util.concurrent.locks.LockSupport#park()} or a timed form of it. */
        PARKED("parked"),
        /** In a form of {@link Thread#sleep(long)}. */
        ASLEEP("asleep"),
        /** Waits for the end of a thread. */
        JOINING("joins"),
        /** Waits for a monitor. */
        ENTERING("blocked"),
        /** In a form of {@link Object#wait()}. */
        WAITING("in wait()"),
        /** Over. */
        ENDED("over"),
        /** Over, by an exception. */
        FAILED("failed"),
        /** Over, by {@link Fault#DEATH}. */
        KILLED("died");

        final String words;

        State(String words) {
            this.words = words;
        }

        static State of(Strand strand) {
            if (strand.over) {
                return strand.failure != null ? FAILED : strand.killed ? KILLED : ENDED;
            }
            if (strand.ready) {
                return strand.waiting == PARKED ? RUNNABLE : strand.waiting;
            }
            return strand.thread.getState() == Thread.State.BLOCKED ? ENTERING : PARKED;
        }

        /** Whether a thread in this state is over. */
        public boolean isOver() {
            return this == ENDED || this == FAILED || this == KILLED;
        }
    }

    /** Checks for null. */
    public ThreadReport {
        stack = List.copyOf(stack);
    }

    static ThreadReport of(Strand strand, boolean withStack) {
        Strand owner = strand.monitor == null ? null : strand.monitor.owner;
        return new ThreadReport(
                strand.number,
                strand.thread.getName(),
                State.of(strand),
                blocker(strand),
                owner == null ? null : owner.thread.getName(),
                strand.failure,
                withStack ? stack(strand.thread) : List.of());
    }

    private static @Nullable Object blocker(Strand strand) {
        if (strand.waitsFor instanceof Strand target) {
            return target.thread;
        }
        return strand.waitsFor == null && !strand.over ? LockSupport.getBlocker(strand.thread) : strand.waitsFor;
    }

    /** Without the frames of the scheduler. */
    private static List<StackTraceElement> stack(Thread thread) {
        return Arrays.stream(thread.getStackTrace()).filter(frame -> !isOurs(frame.getClassName())).toList();
    }

    private static boolean isOurs(String type) {
        return type.startsWith("java.lang.VirtualThread")
                || type.equals("java.lang.Thread")
                || type.equals(Strand.class.getName())
                || type.equals(Run.class.getName())
                || type.equals(Hooks.class.getName());
    }

    /** One line, and one for each frame of the stack. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name).append(": ").append(state.words);
        if (waitsFor != null) {
            text.append(", waits for ").append(describe(waitsFor));
        }
        if (heldBy != null) {
            text.append(", held by ").append(heldBy);
        }
        if (failure != null) {
            text.append(": ").append(failure);
        }
        for (StackTraceElement frame : stack) {
            text.append("\n    at ").append(frame);
        }
        return text.toString();
    }

    /** The type and no identity: the same in each replay, and no code of the test runs. */
    private static String describe(Object blocker) {
        if (blocker instanceof Thread thread) {
            return "thread " + thread.getName();
        }
        String name = blocker.getClass().getName();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
