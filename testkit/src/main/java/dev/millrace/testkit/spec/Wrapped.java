package dev.millrace.testkit.spec;

/** What a preset keeps beside the object under test, together with that object. */
public interface Wrapped {

    /** The object under test. */
    Object inner();
}
