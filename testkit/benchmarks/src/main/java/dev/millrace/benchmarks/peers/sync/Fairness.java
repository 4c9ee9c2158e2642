package dev.millrace.benchmarks.peers.sync;

import java.util.Locale;

/** Whom a lock lets in. */
public enum Fairness {

    /** Whoever comes at the right moment. */
    BARGING,

    /** Strictly in the order in which they came. */
    FAIR;

    /** The one of that name, in small letters as {@link #toString} writes it. */
    public static Fairness parse(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    boolean isBarging() {
        return this == BARGING;
    }

    boolean isFair() {
        return this == FAIR;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
