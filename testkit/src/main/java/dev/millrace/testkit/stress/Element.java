package dev.millrace.testkit.stress;

import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/**
 * What goes through the queue: unique, and with plain fields. Who gets it without a happens-before edge from who made it may
 * see them unwritten. It can be compared and is never delayed, for queues that want that.
 */
final class Element implements Delayed {

    private static final long SALT = 0x9E3779B97F4A7C15L;

    // Not final: a final field would be seen even through a race.
    private long id;
    private long echo;

    Element(long id) {
        this.id = id;
        this.echo = id * SALT;
    }

    long id() {
        return id;
    }

    /** Whether the fields are what the maker wrote. */
    boolean isWhole() {
        return id != 0 && echo == id * SALT;
    }

    @Override
    public long getDelay(TimeUnit unit) {
        return 0;
    }

    @Override
    public int compareTo(Delayed other) {
        return Long.compare(id, ((Element) other).id);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }

    @Override
    public String toString() {
        return Long.toString(id);
    }
}
