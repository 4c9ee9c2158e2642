package dev.millrace.testkit;

/** What threads a stress test uses. */
public enum ThreadKind {
    /** One thread of the operating system each. */
    PLATFORM,
    /** Virtual threads. */
    VIRTUAL;

    Thread.Builder builder() {
        return this == PLATFORM
                ? Thread.ofPlatform().daemon().name("stress-", 0)
                : Thread.ofVirtual().name("stress-", 0);
    }
}
