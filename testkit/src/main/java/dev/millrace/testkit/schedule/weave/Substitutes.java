package dev.millrace.testkit.schedule.weave;

import dev.millrace.testkit.schedule.Hooks;

/** What copies of JDK classes call in place of code that only the JDK may call. Nobody else calls it. */
public final class Substitutes {

    private Substitutes() {}

    /** Instead of a random number that no seed replays. Not zero, so that no loop of a copy yields without end. */
    public static int nextSecondarySeed() {
        return 1;
    }

    /** The same for all threads: a copy spreads nothing over cells, so that there is less to schedule. */
    public static int getProbe() {
        return 1;
    }

    /** There is nothing to initialise. */
    public static void localInit() {}

    /** The next probe after a collision, as the JDK computes it. */
    public static int advanceProbe(int probe) {
        int next = probe;
        next ^= next << 13;
        next ^= next >>> 17;
        next ^= next << 5;
        return next;
    }

    /** The number of a thread. */
    public static long getThreadId(Thread thread) {
        return thread.threadId();
    }

    /** No caller is a thread of a fork-join pool. */
    public static boolean hasKnownQueuedWork() {
        return false;
    }

    /** One, so that a copy does not spin before it parks: spinning is many steps and shows nothing new. */
    public static int availableProcessors(Runtime runtime) {
        return 1;
    }

    /** Starts a thread of a pool without the container that the JDK counts it in. */
    public static void start(Object container, Thread thread) {
        Hooks.start(thread);
    }

    /** Closes a container, which holds nothing. */
    public static void close(Object container) {}
}
