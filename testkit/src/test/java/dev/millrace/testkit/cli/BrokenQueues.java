package dev.millrace.testkit.cli;

import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
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

    /** Its offer waits for room. */
    public static final class Waiting extends LinkedBlockingQueue<Object> {
        private static final long serialVersionUID = 1;

        public Waiting(int capacity) {
            super(capacity);
        }

        @Override
        public boolean offer(Object element) {
            try {
                put(element);
                return true;
            } catch (InterruptedException e) {
                return false;
            }
        }
    }

    /** Its poll waits for an element. */
    public static final class WaitingPoll extends Around {
        private final Semaphore never = new Semaphore(0);

        public WaitingPoll() {
            super(new ConcurrentLinkedQueue<>());
        }

        @Override
        public @Nullable Object poll() {
            Object element = queue.poll();
            try {
                if (element == null) {
                    never.acquire();
                }
            } catch (InterruptedException e) {
                return null;
            }
            return element;
        }
    }

    /** Its take does not wait. */
    public static final class Hasty extends LinkedBlockingQueue<Object> {
        private static final long serialVersionUID = 1;

        @Override
        public @Nullable Object take() {
            return poll();
        }
    }

    /** Throws where it should return false. */
    public static final class Throwing extends Around {
        public Throwing(int capacity) {
            super(new ArrayBlockingQueue<>(capacity));
        }

        @Override
        public boolean offer(Object element) {
            return queue.add(element);
        }
    }

    /** Leaves its caller interrupted. */
    public static final class Interrupting extends Around {
        public Interrupting() {
            super(new ConcurrentLinkedQueue<>());
        }

        @Override
        public @Nullable Object poll() {
            Thread.currentThread().interrupt();
            return queue.poll();
        }
    }

    /** Cannot be made in any time. */
    public static final class Endless extends Around {
        public Endless() {
            super(new ConcurrentLinkedQueue<>());
            new Semaphore(0).acquireUninterruptibly();
        }
    }

    /** Moves nothing. */
    public static final class NotDraining extends LinkedBlockingQueue<Object> {
        private static final long serialVersionUID = 1;

        @Override
        public int drainTo(Collection<? super Object> sink) {
            return 0;
        }
    }

    /** Does not know how many elements it has. */
    public static final class Miscounting extends Around {
        public Miscounting() {
            super(new ConcurrentLinkedQueue<>());
        }

        @Override
        public int size() {
            return 7;
        }
    }

    /** Takes itself for empty. */
    public static final class Modest extends Around {
        public Modest() {
            super(new ConcurrentLinkedQueue<>());
        }

        @Override
        public boolean isEmpty() {
            return true;
        }
    }

    /** Shows nothing. */
    public static final class Blind extends Around {
        public Blind() {
            super(new ConcurrentLinkedQueue<>());
        }

        @Override
        public @Nullable Object peek() {
            return null;
        }
    }

    /** Tells nothing of itself, which is no fault. */
    public static final class Silent extends Around {
        public Silent() {
            super(new ConcurrentLinkedQueue<>());
        }

        @Override
        public int size() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isEmpty() {
            throw new UnsupportedOperationException();
        }

        @Override
        public @Nullable Object peek() {
            throw new UnsupportedOperationException();
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
