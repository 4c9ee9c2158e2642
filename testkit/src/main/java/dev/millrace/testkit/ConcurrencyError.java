package dev.millrace.testkit;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A check has found something wrong. Its message is the whole report. */
public final class ConcurrencyError extends AssertionError {

    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    /** An error that reports a failure, and says where it is drawn. */
    public ConcurrencyError(Failure failure, @Nullable Path page) {
        super(failure + (page == null ? "" : "\n\nsee " + page.toUri()));
        this.failure = failure;
    }

    /** What was found. */
    public Failure failure() {
        return failure;
    }
}
