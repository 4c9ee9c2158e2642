package dev.millrace.channels.pipeline;

import dev.millrace.core.internal.Causes;
import java.io.Serial;

/**
 * A stage has failed, and the pipeline with it. The cause is what the stage threw; failures of other stages that came
 * after it are its suppressed exceptions.
 */
public final class PipelineException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** The name of the stage that failed. */
    private final String stage;

    PipelineException(String stage, Throwable cause) {
        super("pipeline stage " + stage + " failed: " + Causes.describe(cause), cause);
        this.stage = stage;
    }

    /**
     * Which stage failed.
     *
     * @return the stage's name; {@code source} for what feeds the pipeline
     */
    public String stage() {
        return stage;
    }
}
