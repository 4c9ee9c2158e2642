package dev.millrace.testkit.schedule.weave;

import dev.millrace.testkit.schedule.Hooks;
import java.lang.ref.Cleaner;

/** What copies of JDK classes call in place of code that only the JDK may call, and what cannot be woven. Nobody else calls it. */
public final class Substitutes {

    private Substitutes() {}

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

    /** What a method that cannot be woven throws in place of running unseen. */
    public static RuntimeException refusal(String message) {
        return new WeavingException(message);
    }

    /** In place of what the JDK counts the threads of a pool in: it starts them, and holds nothing. */
    public static final class Container {

        private Container() {}

        /** One for a pool. */
        public static Container create(String name) {
            return new Container();
        }

        /** Starts a thread of the pool. */
        public void start(Thread thread) {
            Hooks.start(thread);
        }

        /** Does nothing. */
        public void close() {}
    }

    /** In place of the JDK's cleaner of its own. */
    public static final class Cleaners {

        private static final Cleaner CLEANER = Cleaner.create();

        private Cleaners() {}

        /** A cleaner for all. */
        public static Cleaner cleaner() {
            return CLEANER;
        }
    }
}
