package dev.millrace.jcstress;

/** Calls what can be interrupted and here is not: jcstress takes no checked exceptions from an actor. */
final class Uninterrupted {

    private Uninterrupted() {}

    /** A step with a result. */
    @FunctionalInterface
    interface Step<T> {
        T take() throws Exception;
    }

    static <T> T get(Step<T> step) {
        try {
            return step.take();
        } catch (Exception e) {
            throw new AssertionError("actor: nothing interrupts it, and nothing fails", e);
        }
    }
}
