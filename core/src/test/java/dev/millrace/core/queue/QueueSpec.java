package dev.millrace.core.queue;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * What a kind of queue promises, for the tests that run over all kinds.
 *
 * @param name the kind, as it calls itself
 * @param factory makes one; an unbounded kind takes the number as its chunk size
 * @param manyProducers whether several threads may put at once
 * @param manyConsumers whether several threads may take at once
 * @param bounded whether it has a capacity
 */
record QueueSpec(
        String name,
        IntFunction<ConcurrentQueue<Object>> factory,
        boolean manyProducers,
        boolean manyConsumers,
        boolean bounded) {

    private static final int CHUNK_SIZE = 4;

    static Stream<QueueSpec> all() {
        return Stream.of(
                new QueueSpec("spsc queue", Queues::spsc, false, false, true),
                new QueueSpec("mpsc queue", Queues::mpsc, true, false, true),
                new QueueSpec("spmc queue", Queues::spmc, false, true, true),
                new QueueSpec("mpmc queue", Queues::mpmc, true, true, true),
                new QueueSpec("unbounded spsc queue", Queues::spscUnbounded, false, false, false),
                new QueueSpec("unbounded mpsc queue", Queues::mpscUnbounded, true, false, false));
    }

    static Stream<QueueSpec> withBound() {
        return all().filter(QueueSpec::bounded);
    }

    static Stream<QueueSpec> withoutBound() {
        return all().filter(spec -> !spec.bounded);
    }

    static Stream<QueueSpec> withManyProducersAndBound() {
        return withBound().filter(QueueSpec::manyProducers);
    }

    static Stream<QueueSpec> withOneProducerAndOneConsumer() {
        return all().filter(spec -> !spec.manyProducers && !spec.manyConsumers);
    }

    /** A queue with room for this many elements, or one without a bound, whose chunks are small. */
    ConcurrentQueue<Object> make(int capacity) {
        return factory.apply(bounded ? capacity : CHUNK_SIZE);
    }

    ConcurrentQueue<Object> makeWith(int capacity, Object... elements) {
        ConcurrentQueue<Object> queue = make(capacity);
        List.of(elements).forEach(queue::offer);
        return queue;
    }

    @Override
    public String toString() {
        return name;
    }
}
