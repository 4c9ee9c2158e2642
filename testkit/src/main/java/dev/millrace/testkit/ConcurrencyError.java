package dev.millrace.testkit;

/** A check has found something wrong. Its message is the whole report. */
public final class ConcurrencyError extends AssertionError {

    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    /** An error that reports a failure. */
    public ConcurrencyError(Failure failure) {
        super(failure.toString());
        this.failure = failure;
    }

    /** What was found. */
    public Failure failure() {
        return failure;
    }
}
