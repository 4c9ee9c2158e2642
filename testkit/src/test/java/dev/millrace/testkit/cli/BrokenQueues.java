package dev.millrace.testkit.cli;

import java.util.AbstractQueue;
import java.util.Collections;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Classes of queues for the command line, each wrong in one way or not to be used. */
public final class BrokenQueues {

    private BrokenQueues() {}

    /** A queue around another. */
    public abstract static class Around extends AbstractQueue<Object> {
        final Queue<Object> queue;
        final AtomicInteger calls = new AtomicInteger();

        Around(Queue<Object> queue) {
            this.queue = queue;
        }

        @Override
        public boolean offer(Object element) {
            return queue.offer(element);
        }

        @Override
        public @Nullable Object poll() {
            return queue.poll();
        }

        @Override
        public @Nullable Object peek() {
            return queue.peek();
        }

        @Override
        public Iterator<Object> iterator() {
            return Collections.emptyIterator();
        }

        @Override
        public int size() {
            return queue.size();
        }
    }

    /** Hands out some elements twice. */
    public static final class Duplicating extends Around {
        public Duplicating() {
            super(new ConcurrentLinkedQueue<>());
        }

        @Override
        public @Nullable Object poll() {
            return calls.incrementAndGet() % 20 == 0 ? queue.peek() : queue.poll();
        }
    }

    /** Ends the program, as if all were well. */
    public static final class Exiting extends Around {
        public Exiting() {
            super(new ConcurrentLinkedQueue<>());
        }

        @Override
        public boolean offer(Object element) {
            if (calls.incrementAndGet() == 100) {
                System.exit(0);
            }
            return queue.offer(element);
        }
    }

    /** Holds one element more than it may. */
    public static final class OneTooMany extends Around {
        public OneTooMany(int capacity) {
            super(new ArrayBlockingQueue<>(capacity + 1));
        }
    }

    /** Rounds its capacity up to a power of two, which is no fault. */
    public static final class Rounding extends Around {
        public Rounding(int capacity) {
            super(new ArrayBlockingQueue<>(Integer.highestOneBit(2 * capacity - 1)));
        }
    }

    /** Cannot be made. */
    public static final class Refusing extends Around {
        public Refusing(int capacity) {
            super(new ConcurrentLinkedQueue<>());
            throw new IllegalArgumentException("capacity " + capacity + " is odd");
        }
    }

    /** Has no constructor that the command line can call. */
    public static final class Demanding extends Around {
        public Demanding(String name, long size) {
            super(new ConcurrentLinkedQueue<>());
        }
    }

    static final class Hidden extends Around {
        Hidden() {
            super(new ConcurrentLinkedQueue<>());
        }
    }
}
