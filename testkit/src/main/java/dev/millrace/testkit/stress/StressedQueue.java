package dev.millrace.testkit.stress;

import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A queue as the stress calls it. The elements are the engine's; the queue is to hand them over and nothing else. */
public interface StressedQueue {

    /** Puts an element in, or returns false because the queue is full. */
    boolean offer(Object element);

    /** Takes the next element, or returns null because the queue is empty. */
    @Nullable Object poll();

    /** Whether the four methods below work. */
    default boolean canWait() {
        return false;
    }

    /** Puts an element in, waiting while the queue is full. */
    default void put(Object element) throws InterruptedException {
        throw new UnsupportedOperationException("put");
    }

    /** Takes the next element, waiting while the queue is empty; null is wrong. */
    default @Nullable Object take() throws InterruptedException {
        throw new UnsupportedOperationException("take");
    }

    /** Puts an element in, or returns false because the queue was full for so long. */
    default boolean offer(Object element, long nanos) throws InterruptedException {
        throw new UnsupportedOperationException("offer timed");
    }

    /** Takes the next element, or returns null because the queue was empty for so long. */
    default @Nullable Object poll(long nanos) throws InterruptedException {
        throw new UnsupportedOperationException("poll timed");
    }

    /** How many elements are in it. Asked when nobody else is at it, as are those below; what is unsupported is not asked. */
    default int size() {
        throw new UnsupportedOperationException("size");
    }

    /** Whether nothing is in it. */
    default boolean isEmpty() {
        throw new UnsupportedOperationException("isEmpty");
    }

    /** What poll would take, or null if that is nothing. */
    default @Nullable Object peek() {
        throw new UnsupportedOperationException("peek");
    }

    /**
     * Moves elements, in the order in which poll would take them.
     *
     * @param sink where to
     * @param most how many at the most; {@link Integer#MAX_VALUE} for all
     * @return how many
     */
    default int drainTo(Collection<Object> sink, int most) {
        throw new UnsupportedOperationException("drainTo");
    }

    /**
     * A queue of the JDK's kind. Waiting works if it is a {@link BlockingQueue}.
     *
     * @param queue one that takes any object
     */
    @SuppressWarnings("unchecked")
    static StressedQueue of(Queue<?> queue) {
        if (queue instanceof BlockingQueue<?> blocking) {
            return new Blocking((BlockingQueue<Object>) blocking);
        }
        Queue<Object> any = (Queue<Object>) queue;
        return new StressedQueue() {
            @Override
            public boolean offer(Object element) {
                return any.offer(element);
            }

            @Override
            public @Nullable Object poll() {
                return any.poll();
            }

            @Override
            public int size() {
                return any.size();
            }

            @Override
            public boolean isEmpty() {
                return any.isEmpty();
            }

            @Override
            public @Nullable Object peek() {
                return any.peek();
            }
        };
    }

    /**
     * A queue that can wait.
     *
     * @param queue the queue
     */
    record Blocking(BlockingQueue<Object> queue) implements StressedQueue {

        @Override
        public boolean offer(Object element) {
            return queue.offer(element);
        }

        @Override
        public @Nullable Object poll() {
            return queue.poll();
        }

        @Override
        public boolean canWait() {
            return true;
        }

        @Override
        public void put(Object element) throws InterruptedException {
            queue.put(element);
        }

        @Override
        public @Nullable Object take() throws InterruptedException {
            return queue.take();
        }

        @Override
        public boolean offer(Object element, long nanos) throws InterruptedException {
            return queue.offer(element, nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public @Nullable Object poll(long nanos) throws InterruptedException {
            return queue.poll(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public int size() {
            return queue.size();
        }

        @Override
        public boolean isEmpty() {
            return queue.isEmpty();
        }

        @Override
        public @Nullable Object peek() {
            return queue.peek();
        }

        @Override
        public int drainTo(Collection<Object> sink, int most) {
            return most == Integer.MAX_VALUE ? queue.drainTo(sink) : queue.drainTo(sink, most);
        }
    }
}
