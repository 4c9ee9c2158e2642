package dev.millrace.benchmarks.peers;

/**
 * What is measured: items go in on one side and come out on the other, and both sides wait.
 *
 * @param <T> the type of the items
 */
public interface Transfer<T> {

    /** Puts an item in, as soon as there is a place for it. */
    void put(T item) throws InterruptedException;

    /** Takes an item out, as soon as there is one. */
    T take() throws InterruptedException;
}
