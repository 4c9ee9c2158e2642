package dev.millrace.testkit.schedule.weave;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Code that touches memory in every way. */
final class AccessSamples {

    private AccessSamples() {}

    static final class Fields implements Callable<Object> {
        private int plain;
        private volatile long wide;
        private final int fixed = 7;
        private static double shared;

        @Override
        public Object call() {
            plain++;
            wide = plain + 1L;
            shared += wide;
            return fixed + shared;
        }
    }

    static final class Arrays implements Callable<Object> {
        private final long[] longs = new long[2];
        private final Object[] objects = {"a"};
        private final byte[] bytes = new byte[1];

        @Override
        public Object call() {
            longs[1] = 5;
            longs[0] += longs[1];
            bytes[0]--;
            return objects[0] + " " + longs[0] + " " + bytes[0];
        }
    }

    static final class Handles implements Callable<Object> {
        private static final VarHandle VALUE = handle();
        private volatile int value;

        private static VarHandle handle() {
            try {
                return MethodHandles.lookup().findVarHandle(Handles.class, "value", int.class);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("value", e);
            }
        }

        @Override
        public Object call() {
            VALUE.setRelease(this, 1);
            boolean swapped = VALUE.compareAndSet(this, 1, 2);
            VarHandle.fullFence();
            return swapped + " " + (int) VALUE.getAcquire(this);
        }
    }

    static final class Atomics implements Callable<Object> {
        private static final AtomicIntegerFieldUpdater<Atomics> UPDATER = AtomicIntegerFieldUpdater
                .newUpdater(Atomics.class, "value");
        private volatile int value;
        private final AtomicInteger atomic = new AtomicInteger();
        private final LongAdder adder = new LongAdder();

        @Override
        public Object call() {
            UPDATER.incrementAndGet(this);
            atomic.getAndAdd(2);
            adder.add(3);
            return value + atomic.get() + adder.sum();
        }
    }

    /** Each mode of access, at several places. */
    static final class Modes implements Callable<Object> {
        private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);
        private static volatile double shared = 2;
        private final long[] longs = new long[2];
        private final AtomicIntegerArray atomics = new AtomicIntegerArray(2);
        private volatile long wide;

        @Override
        public Object call() throws Exception {
            ELEMENT.setOpaque(longs, 1, 8L);
            ELEMENT.setRelease(longs, 1, (long) ELEMENT.getOpaque(longs, 1) + 1);
            long element = (long) ELEMENT.getAcquire(longs, 1);
            double before = shared;
            shared = before + 1;
            atomics.setPlain(1, 3);
            atomics.incrementAndGet(1);
            atomics.lazySet(1, 7);
            wide = 3;
            long read = wide;
            VarHandle.acquireFence();
            VarHandle.storeStoreFence();
            boolean isEmpty = new ConcurrentHashMap<String, String>().isEmpty();
            return element + " " + atomics.getPlain(1) + " " + read + " " + (isEmpty ? before + 1 : 0);
        }
    }

    static final class Loops implements Callable<Object> {
        @Override
        public Object call() {
            int sum = 1;
            for (int i = 0; i < 2; i++) {
                sum *= 2;
            }
            do {
                sum++;
            } while (sum < 7);
            return sum + 1;
        }
    }

    static final class References implements Callable<Object> {
        private final AtomicInteger atomic = new AtomicInteger();

        @Override
        public Object call() {
            IntSupplier bound = atomic::incrementAndGet;
            Supplier<Long> clock = System::nanoTime;
            Runnable yielding = Thread::yield;
            yielding.run();
            return bound.getAsInt() + clock.get();
        }
    }

    static final class Collections implements Callable<Object> {
        private final Map<String, Integer> map = new ConcurrentHashMap<>();
        private final Queue<String> queue = new ArrayDeque<>();
        private final ByteBuffer buffer = ByteBuffer.allocate(8);

        @Override
        public Object call() {
            map.merge("a", 1, Integer::sum);
            queue.offer("b");
            buffer.putInt(0, 9);
            int[] copy = new int[1];
            System.arraycopy(new int[] {4}, 0, copy, 0, 1);
            return map.get("a") + queue.poll() + buffer.getInt(0) + List.of(1);
        }
    }

    /** Statements before {@code super}, objects made among its arguments, an outer object and a captured variable. */
    static class Base {
        final Object given;
        int count;

        Base(Object given) {
            this.given = given;
            count = 1;
        }
    }

    static final class Constructors implements Callable<Object> {
        private final int outer = 3;

        final class Inner extends Base {
            private int early;

            Inner(boolean first) {
                early = 5;
                super(first ? new Base("x") : new String(new char[] {'y', (char) ('0' + new Base("z").count)}));
                early++;
            }

            Inner() {
                this(true);
                count += outer;
            }
        }

        @Override
        public Object call() {
            int captured = outer + 1;
            var anonymous = new Base("w") {
                @Override
                public String toString() {
                    return given + " " + captured + " " + outer;
                }
            };
            Inner one = new Inner();
            Inner other = new Inner(false);
            return one.count + " " + one.early + " " + other.given + " " + anonymous;
        }
    }

    static final class Initialiser implements Callable<Object> {
        private static int[] table = new int[3];
        private static int sum;

        static {
            for (int i = 0; i < table.length; i++) {
                table[i] = i;
                sum += table[i];
            }
        }

        @Override
        public Object call() {
            return sum;
        }
    }
}
