package dev.millrace.testkit.stress;

/** What kind of threads a stress runs. */
public enum ThreadKind {
    /** Threads of the operating system. */
    PLATFORM,
    /** Virtual threads. */
    VIRTUAL;

    Thread unstarted(String name, Runnable task) {
        return switch (this) {
            case PLATFORM -> Thread.ofPlatform().name(name).daemon().unstarted(task);
            case VIRTUAL -> Thread.ofVirtual().name(name).unstarted(task);
        };
    }
}
