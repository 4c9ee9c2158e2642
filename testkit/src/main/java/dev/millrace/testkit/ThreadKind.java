package dev.millrace.testkit;

/** What threads a stress test uses. */
public enum ThreadKind {
    /** One thread of the operating system each. */
    PLATFORM,
    /** Virtual threads. */
    VIRTUAL;

    /** Makes such threads; they do not keep the JVM alive. */
    public Thread.Builder builder() {
        return this == PLATFORM
                ? Thread.ofPlatform().daemon().name("stress-", 0)
                : Thread.ofVirtual().name("stress-", 0);
    }
}
