package dev.millrace.benchmarks.peers;

/**
 * What a transfer has to carry.
 *
 * @param threads what the threads on both sides are
 * @param shape how many there are
 * @param capacity how many items may lie in between; zero means that each put waits for its take
 */
public record Workload(ThreadKind threads, Shape shape, int capacity) {

    boolean isRendezvous() {
        return capacity == 0;
    }

    boolean isOneToOne() {
        return shape.equals(Shape.ONE_TO_ONE);
    }
}
