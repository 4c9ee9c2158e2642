package dev.millrace.core.wait;

import dev.millrace.core.internal.Line;

/** A waiter's place on one list. Guarded by the list's lock. */
sealed class Place extends Line.Place<Place> permits Waiter {

    private final Waiter waiter;

    /** When the wait began, if it is timed; written by its thread. */
    long since;

    /** For how many waits this one stands; zero if it is not timed. */
    int weight;

    /** A place of a waiter that stands on several lists. */
    Place(Waiter waiter) {
        this.waiter = waiter;
    }

    /** For a waiter that stands on one list: it is its own place, one object and one cache line. */
    Place() {
        this.waiter = (Waiter) this;
    }

    final Waiter waiter() {
        return waiter;
    }
}
