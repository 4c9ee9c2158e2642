package dev.millrace.sync;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Threads each of which waits for what the next one holds, and the last for what the first holds. Where several hold a thing, as
 * the permits of a semaphore, all of them wait as well, be it in this cycle or for one that is in it.
 *
 * <p>Each waited all the time while the report was made, so they did so together. Where only the owner can unlock, as with an {@link
 * RLock}, and no wait of theirs has a time limit and can be interrupted, they wait for ever; what has no owner may yet be
 * released by another thread.
 *
 * @param cycle the threads, in this order; one alone waits for itself
 */
public record Deadlock(List<Link> cycle) {

    /** The list is copied. */
    public Deadlock {
        cycle = List.copyOf(cycle);
    }

    /**
     * One thread and what it waits for.
     *
     * @param thread who waits
     * @param at     what it waits at; the next of the cycle is among its holders
     * @param stack  where it waits
     */
    public record Link(Thread thread, Report at, List<StackTraceElement> stack) {

        /** The list is copied. */
        public Link {
            stack = List.copyOf(stack);
        }

        @Override
        public String toString() {
            return Errors.name(thread) + " waits at " + at + stack.stream()
                    .map(frame -> "\n        at " + frame)
                    .collect(Collectors.joining());
        }
    }

    /** One line for each thread, and its stack. */
    @Override
    public String toString() {
        return "deadlock of " + cycle.size() + (cycle.size() == 1 ? " thread" : " threads") + cycle.stream()
                .map(link -> "\n    " + link)
                .collect(Collectors.joining());
    }
}
