package dev.millrace.benchmarks.peers;

import java.util.Locale;

/** What the threads of a benchmark are. */
public enum ThreadKind {
    PLATFORM,
    VIRTUAL;

    /** The kind of that name, in small letters as {@link #toString} writes it. */
    public static ThreadKind parse(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** A thread of this kind that does not keep the VM alive. */
    Thread start(Runnable work) {
        return switch (this) {
            case PLATFORM -> Thread.ofPlatform().daemon().start(work);
            case VIRTUAL -> Thread.ofVirtual().start(work);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
