package dev.millrace.testkit.spec;

import java.io.Serializable;

/**
 * A description of a test: it fills in a spec. It may run several times, and in a class loader of its own, so it says what
 * the test is and does nothing else; it captures nothing but strings, numbers and the like.
 *
 * @param <D> the spec
 */
@FunctionalInterface
public interface Description<D> extends Serializable {

    /** Fills in the spec. */
    void describe(D spec);
}
