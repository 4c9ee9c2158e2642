package dev.millrace.testkit.spec;

/** A filled-in spec. */
public interface PlanSource {

    /**
     * What the spec comes down to.
     *
     * @throws IllegalArgumentException if something that it needs was not said
     */
    Plan<?> plan();
}
