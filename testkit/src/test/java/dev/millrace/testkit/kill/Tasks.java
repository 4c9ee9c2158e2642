package dev.millrace.testkit.kill;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What the children of the tests do. */
public final class Tasks {
    private static final long WAIT_NANOS = 20_000;

    private Tasks() {}

    /** Offers so many numbers of its own to the queue of slots: mutant, count. */
    public static final class SlotProducer implements ChildTask {
        @Override
        public void run(ChildContext context) throws Exception {
            SlotQueue queue = new SlotQueue(context.memory(),
                    SlotQueue.Mutant.valueOf(context.arguments().getFirst()), context::point);
            int count = Integer.parseInt(context.arguments().get(1));
            for (int i = 0; i < count; i++) {
                long value = context.lane() * 1_000_000L + i + 1;
                while (!context.attempt("offer", value, () -> queue.offer(value))) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    /** Polls the queue of slots until it is to stop and there is nothing left: mutant. */
    public static final class SlotConsumer implements ChildTask {
        @Override
        public void run(ChildContext context) throws Exception {
            SlotQueue queue = new SlotQueue(context.memory(),
                    SlotQueue.Mutant.valueOf(context.arguments().getFirst()), context::point);
            pollUntilStopped(context, queue::poll);
        }
    }

    /** Unblocks the queue of slots: mutant. */
    public static final class SlotRecoverer implements ChildTask {
        @Override
        public void run(ChildContext context) throws Exception {
            SlotQueue queue = new SlotQueue(context.memory(),
                    SlotQueue.Mutant.valueOf(context.arguments().getFirst()));
            context.operation("unblock", null, () -> {
                queue.unblock();
                return true;
            });
        }
    }

    /** Offers so many numbers to the ring of bytes, waiting while it is full: mutant, count. */
    public static final class RingProducer implements ChildTask {
        @Override
        public void run(ChildContext context) throws Exception {
            ByteRing ring = new ByteRing(context.memory(), ByteRing.Mutant.valueOf(context.arguments().getFirst()),
                    context::point);
            int count = Integer.parseInt(context.arguments().get(1));
            for (int i = 0; i < count; i++) {
                long value = i;
                while (!context.attempt("offer", value, () -> ring.offer(value))) {
                    LockSupport.parkNanos(WAIT_NANOS);
                }
            }
        }
    }

    /** Polls the ring of bytes until it is to stop and there is nothing left: mutant. */
    public static final class RingConsumer implements ChildTask {
        @Override
        public void run(ChildContext context) throws Exception {
            ByteRing ring = new ByteRing(context.memory(), ByteRing.Mutant.valueOf(context.arguments().getFirst()),
                    context::point);
            pollUntilStopped(context, ring::poll);
        }
    }

    private static void pollUntilStopped(ChildContext context, Callable<@Nullable Long> poll) throws Exception {
        while (true) {
            boolean isStopping = context.isStopping();
            Long value = context.attempt("poll", null, poll);
            if (value == null && isStopping) {
                return;
            }
            if (value == null) {
                LockSupport.parkNanos(WAIT_NANOS);
            }
        }
    }

    /** Adds one to the guarded number, so many times: count. */
    public static final class Incrementer implements ChildTask {
        @Override
        public void run(ChildContext context) throws Exception {
            SharedLock lock = new SharedLock(context.memory());
            int count = Integer.parseInt(context.arguments().getFirst());
            for (int i = 0; i < count; i++) {
                context.operation("increment", null, () -> {
                    lock.lock(context.lane());
                    long next = lock.number() + 1;
                    context.point("in the lock");
                    for (int again = 0; again < 2000; again++) {
                        lock.setNumber(next);
                    }
                    lock.unlock(context.lane());
                    return next;
                });
            }
        }
    }

    /** Counts in the first word of the file, one operation for each number: count. */
    public static final class Counter implements ChildTask {
        @Override
        public void run(ChildContext context) throws Exception {
            int count = Integer.parseInt(context.arguments().getFirst());
            for (int i = 0; i < count; i++) {
                long next = i + 1L;
                context.operation("count", next, () -> {
                    context.point("before");
                    // release: the parent reads it while we go on
                    ControlFile.LONG.setRelease(context.memory(), 0L, next);
                    context.point("after");
                    return null;
                });
            }
        }
    }

    /** Counts until it is to stop, and asks before each number. */
    public static final class EndlessCounter implements ChildTask {
        @Override
        public void run(ChildContext context) {
            while (!context.isStopping()) {
                long number = context.memory().get(ValueLayout.JAVA_LONG, 0) + 1;
                context.memory().set(ValueLayout.JAVA_LONG, 0, number);
                context.progress();
            }
        }
    }

    /** Prints a line, and throws. */
    public static final class Thrower implements ChildTask {
        @Override
        public void run(ChildContext context) throws Exception {
            System.out.println("the last words of " + context.name());
            context.operation("throw", 7, () -> {
                throw new IllegalStateException("as told");
            });
        }
    }

    /** Prints so many MiB, says so in the file, waits until the file says more, prints a line, and throws. */
    public static final class Chatterer implements ChildTask {
        @Override
        public void run(ChildContext context) {
            byte[] mebibyte = "blah blah blah \n".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
            for (int i = Integer.parseInt(context.arguments().getFirst()); i > 0; i--) {
                System.out.write(mebibyte, 0, mebibyte.length);
            }
            System.out.flush();
            context.memory().set(ValueLayout.JAVA_LONG, 8, 1); // the counter writes before it
            while (context.memory().get(ValueLayout.JAVA_LONG, 16) == 0) {
                LockSupport.parkNanos(WAIT_NANOS);
            }
            System.out.println("the last words of " + context.name());
            throw new IllegalStateException("as told");
        }
    }

    /** Ends its JVM. */
    public static final class Exiter implements ChildTask {
        @Override
        public void run(ChildContext context) {
            System.exit(42);
        }
    }

    /** Spins for ever inside an operation. */
    public static final class Hanger implements ChildTask {
        @Override
        public void run(ChildContext context) throws Exception {
            context.operation("hang", null, () -> {
                spinForEver();
                return null;
            });
        }

        private static void spinForEver() {
            while (true) {
                Thread.onSpinWait();
            }
        }
    }

    /** Attempts for ever what never succeeds. */
    public static final class Attempter implements ChildTask {
        @Override
        public void run(ChildContext context) throws Exception {
            boolean isDone = false;
            while (!isDone) {
                LockSupport.parkNanos(1_000_000);
                isDone = context.attempt("attempt", null, () -> {
                    LockSupport.parkNanos(1_000_000);
                    return false;
                });
            }
        }
    }

    /** Logs what its arguments say: the name of the operation, the length of the input, whether it is of a wrong type. */
    public static final class Logger implements ChildTask {
        @Override
        public void run(ChildContext context) throws Exception {
            String input = "x".repeat(Integer.parseInt(context.arguments().getFirst()));
            context.operation("log", input, () -> context.arguments().size() > 1 ? 1.5 : input);
        }
    }

    /** Logs the hash of its argument. */
    public static final class Hasher implements ChildTask {
        @Override
        public void run(ChildContext context) throws Exception {
            context.operation("hash", null, () -> context.arguments().getFirst().hashCode());
        }
    }

    /** Logs the id of its process, and the length of the property {@code padding}. */
    public static final class Introducer implements ChildTask {
        @Override
        public void run(ChildContext context) throws Exception {
            context.operation("pid", null, () -> ProcessHandle.current().pid());
            context.operation("padding", null, () -> System.getProperty("padding", "").length());
        }
    }
}
