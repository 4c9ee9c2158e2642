package dev.millrace.testkit.schedule;

/**
 * Is told what happens in a run. Moments are those of {@link Controller#tick()}: each is given once, later ones are larger.
 *
 * <p>It is called between the steps of the threads, never at the same time as one of them. It must neither wait nor throw, and
 * not be woven.
 */
public interface Observer {

    /** A thread comes to a point at which another may run. {@code site} is the number given to {@link Hooks#point(int)}. */
    default void reached(int thread, int site, long moment) {}

    /**
     * A thread waits: parked, asleep, for a notification, or for the end of another thread. At the entry of a monitor it does not
     * wait in this sense: whom a monitor lets in has not begun yet.
     */
    default void waits(int thread, long moment) {}

    /** A thread suffers a fault. */
    default void suffers(int thread, Fault fault, long moment) {}

    /** A thread is over. */
    default void ended(int thread, long moment) {}
}
