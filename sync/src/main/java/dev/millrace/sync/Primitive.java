package dev.millrace.sync;

/**
 * What threads wait at in this package, and what can tell who holds it and who waits; {@link Diagnosis} has the use of that.
 */
public sealed interface Primitive permits Watchable {

    /**
     * Who holds it and who waits for how long: each as of some moment during the call, so no two of them need to have been so
     * together. For a report, not to decide by.
     *
     * @return a snapshot
     */
    Report report();
}
