package dev.millrace.testkit.schedule;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.Buffer;
import java.time.Duration;
import java.util.Timer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What woven code calls in place of what it was compiled to call. Nobody else calls it, except for {@link #point(int)}, which a
 * test may call by hand.
 *
 * <p>Each method does what the method that it stands for does. For a controlled thread the time is that of the run, and a wait
 * is a wait for its turn; any other thread gets the JDK's own, and, for monitors, a lock that stands for the object's.
 */
public final class Hooks {

    /** The order that a read makes: what was released there before is seen from now on. A bit of a sum. */
    public static final int ACQUIRE = 1;

    /** The order that a write makes: who acquires it sees what came before. A bit of a sum. */
    public static final int RELEASE = 2;

    /** A write that is no read-modify-write: who sees it sees no earlier write there. A bit of a sum. */
    public static final int STORE = 4;

    /**
     * The order of a write that is made only if a comparison succeeds, which {@code compared} tells later. A bit of a
     * sum.
     */
    public static final int COMPARE = 8;

    /** How many turns of loops without a point are too many: by then a thread has run for about a second. */
    private static final int TOO_MANY_TURNS = 500_000_000;

    /** Of threads under control; the JVM does not come so far. */
    private static final long FIRST_THREAD_ID = 1L << 40;

    /** Turns since the last point; a plain field, since all threads but the controlled one only add a little to it. */
    private static int turns;

    private static final ClassValue<Boolean> INHERITS_HASH_CODE = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            try {
                Class<?> declaring = type.getMethod("hashCode").getDeclaringClass();
                return declaring == Object.class || declaring == Enum.class
                        || declaring.getName().equals("java.lang.VirtualThread");
            } catch (NoSuchMethodException e) {
                throw new AssertionError("every class has it: " + type, e);
            }
        }
    };

    private Hooks() {}

    /** Before an access to shared memory: another thread may run now. {@code site} numbers the place in the code. */
    public static void point(int site) {
        Strand self = Strand.current();
        if (self != null) {
            turns = 0;
            self.point(site, false);
        }
    }

    /**
     * Right before an access that orders memory, after its point.
     *
     * @param object whose field it is, nobody knows which; an array; an atomic; null for memory outside of the heap
     * @param index  of the element, if it is an array
     * @param order  the sum of {@link #ACQUIRE}, {@link #RELEASE}, {@link #STORE} and {@link #COMPARE}
     */
    public static void order(@Nullable Object object, long index, int order) {
        Strand self = Strand.current();
        if (self != null) {
            self.order(isView(object) ? null : object, place(object, index), order);
        }
    }

    /** The same by a handle; {@code object} is null if it is one of a static field. */
    public static void order(VarHandle handle, @Nullable Object object, long index, int order) {
        Strand self = Strand.current();
        if (self == null) {
            return;
        }
        int field = hasElements(object) ? Fields.UNKNOWN : self.run.fieldOf(handle);
        if (field == Fields.UNKNOWN) {
            self.order(isView(object) ? null : object, place(object, index), order);
        } else {
            self.order(object, Clocks.ofField(field), order);
        }
    }

    /** The same of a field that has a number; {@code object} is null if it is static. */
    public static void orderField(@Nullable Object object, int field, int order) {
        Strand self = Strand.current();
        if (self != null) {
            self.order(object, Clocks.ofField(field), order);
        }
    }

    /** The number of a field; {@code declaring} is the binary name of its class. For the weaver. */
    public static int field(String declaring, String name) {
        return Fields.number(declaring, name);
    }

    /** Right after a comparison that may have written: whether it has. */
    public static void compared(boolean written) {
        Strand self = Strand.current();
        if (self != null) {
            self.compared(written);
        }
    }

    /** The same of one that returns what it has found. */
    @SuppressWarnings("ReferenceEquality") // as the comparison itself does
    public static void compared(@Nullable Object found, @Nullable Object expected) {
        compared(found == expected);
    }

    public static void compared(int found, int expected) {
        compared(found == expected);
    }

    public static void compared(long found, long expected) {
        compared(found == expected);
    }

    public static void compared(float found, float expected) {
        compared(Float.floatToRawIntBits(found) == Float.floatToRawIntBits(expected));
    }

    public static void compared(double found, double expected) {
        compared(Double.doubleToRawLongBits(found) == Double.doubleToRawLongBits(expected));
    }

    private static long place(@Nullable Object object, long index) {
        return hasElements(object) ? index : isOneVariable(object) ? 0 : Clocks.ANY;
    }

    private static boolean isOneVariable(@Nullable Object object) {
        return object instanceof AtomicReference<?> || object instanceof AtomicInteger || object instanceof AtomicLong
                || object instanceof AtomicBoolean || object instanceof AtomicStampedReference<?>
                || object instanceof AtomicMarkableReference<?>;
    }

    /** Several of them may show the same memory, so all memory outside of the heap is one place. */
    private static boolean isView(@Nullable Object object) {
        return object instanceof MemorySegment || object instanceof Buffer;
    }

    private static boolean hasElements(@Nullable Object object) {
        return object instanceof AtomicReferenceArray<?> || object instanceof AtomicLongArray
                || object instanceof AtomicIntegerArray || (object != null && object.getClass().isArray());
    }

    /**
     * What only prepares a run begins ({@code true}) or ends: as long as nobody else can run, its steps are no choices, and need no
     * limit. For engines.
     */
    public static void prepare(boolean begins) {
        Strand self = Strand.current();
        if (self != null) {
            self.prepares(begins);
        }
    }

    /** A class initialiser begins ({@code true}) or ends: others cannot run meanwhile, since the JVM holds a lock. */
    public static void initialize(boolean begins) {
        Strand self = Strand.current();
        if (self != null) {
            self.initializes(begins);
        }
    }

    /** A fence, or a call of code that may contain anything; the sum of {@link #ACQUIRE} and {@link #RELEASE}. */
    public static void fence(int order) {
        Strand self = Strand.current();
        if (self != null) {
            self.run.fence(self, order);
        }
    }

    /**
     * Before a call of a method that is not woven, and may contain anything. If it takes the monitor of its object, the JVM's own,
     * it waits for those that hold it here.
     *
     * @param method its name and the number of its parameters, as {@link MonitorMethods} has them
     */
    public static void outside(@Nullable Object receiver, String method) {
        Strand self = Strand.current();
        if (self == null) {
            return;
        }
        self.run.fence(self, ACQUIRE + RELEASE);
        if (receiver == null) {
            return;
        }
        if (isPool(receiver)) {
            self.run.outside().getsTasks();
        }
        if (self.isHeldByAnother(receiver) && MonitorMethods.has(receiver.getClass(), method)) {
            self.enter(receiver);
            self.exit(receiver);
        }
    }

    /** Before a call of something that is mostly a lambda: if its class is not woven, it may contain anything. */
    public static void callback(@Nullable Object receiver) {
        if (receiver != null && !WovenCode.isFollowed(receiver.getClass())) {
            fence(ACQUIRE + RELEASE);
        }
    }

    /** Before a jump back: a loop that passes no point would keep the turn for ever. */
    public static void loop() {
        if (++turns > TOO_MANY_TURNS) {
            turns = 0;
            Strand self = Strand.current();
            if (self != null) {
                self.run.endless(self);
            }
        }
    }

    public static void park() {
        park(Strand.current(), null);
    }

    public static void park(@Nullable Object blocker) {
        park(Strand.current(), blocker);
    }

    private static void park(@Nullable Strand self, @Nullable Object blocker) {
        if (self != null) {
            self.park(blocker, Strand.NEVER);
        } else {
            LockSupport.park(blocker);
        }
    }

    public static void parkNanos(long nanos) {
        Strand self = Strand.current();
        if (self != null) {
            self.park(null, nanos);
        } else {
            LockSupport.parkNanos(nanos);
        }
    }

    public static void parkNanos(@Nullable Object blocker, long nanos) {
        Strand self = Strand.current();
        if (self != null) {
            self.park(blocker, nanos);
        } else {
            LockSupport.parkNanos(blocker, nanos);
        }
    }

    public static void parkUntil(long deadline) {
        Strand self = Strand.current();
        if (self != null) {
            self.park(null, nanosUntil(self, deadline));
        } else {
            LockSupport.parkUntil(deadline);
        }
    }

    public static void parkUntil(@Nullable Object blocker, long deadline) {
        Strand self = Strand.current();
        if (self != null) {
            self.park(blocker, nanosUntil(self, deadline));
        } else {
            LockSupport.parkUntil(blocker, deadline);
        }
    }

    private static long nanosUntil(Strand self, long deadline) {
        return TimeUnit.MILLISECONDS.toNanos(deadline - self.run.clock().millis(self));
    }

    public static void unpark(@Nullable Thread thread) {
        Strand self = Strand.current();
        if (self != null) {
            self.point(0, false);
        }
        Thread target = thread == null ? null : real(self, thread);
        if (self != null && target != null && self.run.strands().of(target) == null) {
            self.run.wakesAnother(target);
        }
        LockSupport.unpark(target);
    }

    /** The thread that runs in place of this one. */
    private static Thread real(@Nullable Strand self, Thread thread) {
        Strand target = self == null ? null : self.run.strands().of(thread);
        return target == null ? thread : target.thread;
    }

    public static void sleep(long millis) throws InterruptedException {
        Strand self = Strand.current();
        if (self != null && millis >= 0) {
            self.sleep(TimeUnit.MILLISECONDS.toNanos(millis));
        } else {
            Thread.sleep(millis);
        }
    }

    public static void sleep(long millis, int nanos) throws InterruptedException {
        Strand self = Strand.current();
        if (self != null && millis >= 0 && nanos >= 0 && nanos < 1_000_000) {
            self.sleep(plus(millis, nanos));
        } else {
            Thread.sleep(millis, nanos);
        }
    }

    private static long plus(long millis, int nanos) {
        long sum = TimeUnit.MILLISECONDS.toNanos(millis) + nanos;
        return sum < 0 ? Strand.NEVER : sum;
    }

    public static void sleep(Duration duration) throws InterruptedException {
        Strand self = Strand.current();
        if (self != null) {
            self.sleep(TimeUnit.NANOSECONDS.convert(duration));
        } else {
            Thread.sleep(duration);
        }
    }

    public static void sleep(TimeUnit unit, long timeout) throws InterruptedException {
        Strand self = Strand.current();
        if (self == null) {
            unit.sleep(timeout);
        } else if (timeout > 0) {
            self.sleep(unit.toNanos(timeout));
        }
    }

    /** For {@link Thread#yield()}. */
    public static void yieldThread() {
        Strand self = Strand.current();
        if (self != null) {
            self.point(0, true);
        } else {
            Thread.yield();
        }
    }

    public static void onSpinWait() {
        Strand self = Strand.current();
        if (self != null) {
            self.point(0, true);
        } else {
            Thread.onSpinWait();
        }
    }

    /** What woven code draws random numbers from: the same ones in each run of the same chance, thread by thread. */
    public static RandomGenerator random() {
        Strand self = Strand.current();
        return self == null ? ThreadLocalRandom.current() : self.random();
    }

    /** For {@link System#identityHashCode}: numbers in the order of asking, the same in each run. */
    public static int identityHashCode(@Nullable Object object) {
        Strand self = Strand.current();
        return self == null || object == null ? System.identityHashCode(object) : self.identityHashCode(object);
    }

    /**
     * For {@link Object#hashCode()} where a class has inherited it from {@link Object}, and what the JDK makes of it for constants of
     * enums and for virtual threads.
     */
    public static int hashCode(Object object) {
        return INHERITS_HASH_CODE.get(object.getClass()) ? identityHashCode(object) : object.hashCode();
    }

    /** For {@link java.util.Objects#hashCode(Object)}. */
    public static int hashCodeOrZero(@Nullable Object object) {
        return object == null ? 0 : hashCode(object);
    }

    /** For {@link Thread#currentThread()}: the thread that was started, not the virtual one that runs in its place. */
    public static Thread currentThread() {
        Strand self = Strand.current();
        return self == null || self.alias == null ? Thread.currentThread() : self.alias;
    }

    /** For {@link Thread#threadId()}: the same in each run. */
    public static long threadId(Thread thread) {
        Strand self = Strand.current();
        Strand target = self == null ? null : self.run.strands().of(thread);
        return target == null ? thread.threadId() : FIRST_THREAD_ID + target.number;
    }

    public static long nanoTime() {
        Strand self = Strand.current();
        return self == null ? System.nanoTime() : self.run.clock().nanoTime(self);
    }

    public static long currentTimeMillis() {
        Strand self = Strand.current();
        return self == null ? System.currentTimeMillis() : self.run.clock().millis(self);
    }

    public static void interrupt(Thread thread) {
        Strand self = Strand.current();
        if (self != null) {
            self.point(0, false);
            self.run.fence(self, RELEASE);
        }
        real(self, thread).interrupt();
    }

    /** For {@link Thread#isInterrupted()}. */
    public static boolean isInterrupted(Thread thread) {
        Strand self = Strand.current();
        boolean interrupted = real(self, thread).isInterrupted();
        if (self != null && interrupted) {
            self.run.fence(self, ACQUIRE);
        }
        return interrupted;
    }

    /** For {@link Thread#isAlive()}. */
    public static boolean isAlive(Thread thread) {
        Strand self = Strand.current();
        if (self != null) {
            self.point(0, false);
            self.seeIfOver(thread);
        }
        return real(self, thread).isAlive();
    }

    /** For {@link Thread#getState()}. */
    public static Thread.State state(Thread thread) {
        Strand self = Strand.current();
        if (self != null) {
            self.seeIfOver(thread);
        }
        Strand target = self == null ? null : self.run.strands().of(thread);
        return target == null ? thread.getState() : target.state();
    }

    /** For {@link Thread#start()}. */
    public static void start(Thread thread) {
        Strand self = Strand.current();
        if (self == null) {
            thread.start();
            return;
        }
        self.point(0, false);
        if (!thread.isVirtual() && thread.getState() == Thread.State.NEW && self.run.strands().of(thread) == null) {
            self.starts = true;
            self.run.start(thread.getName(), thread, thread);
            self.starts = false;
            return;
        }
        if (self.run.strands().of(thread) != null) {
            throw new IllegalThreadStateException();
        }
        self.starts = true;
        thread.start();
        self.starts = false;
        if (self.run.strands().of(thread) == null) {
            self.run.outside().helps(thread);
        }
    }

    /** For {@link Thread.Builder#start(Runnable)}. */
    public static Thread start(Thread.Builder builder, Runnable task) {
        if (Strand.current() == null) {
            return builder.start(task);
        }
        Thread thread = builder.unstarted(task);
        start(thread);
        return thread;
    }

    public static Thread startVirtualThread(Runnable task) {
        Strand self = Strand.current();
        if (self == null) {
            return Thread.startVirtualThread(task);
        }
        self.point(0, false);
        self.starts = true;
        Thread started = Thread.startVirtualThread(task); // a virtual thread hands its scheduler down
        self.starts = false;
        return started;
    }

    /** Runs each task in a virtual thread of its own, whoever gives it. For engines. */
    public static void execute(Runnable task) {
        Strand self = Strand.current();
        if (self != null) {
            self.point(0, false);
        }
        Thread.startVirtualThread(task);
    }

    /** Before woven code gives a task to an executor: the task sees what came before. */
    public static void submit(@Nullable Object executor) {
        Strand self = Strand.current();
        if (self != null) {
            self.run.fence(self, RELEASE);
            self.starts = true;
            if (isPool(executor)) {
                self.run.outside().getsTasks();
            }
        }
    }

    /** Whether it has threads of its own, which nobody controls. */
    private static boolean isPool(@Nullable Object object) {
        return (object instanceof ExecutorService || object instanceof Timer)
                && !WovenCode.isFollowed(object.getClass());
    }

    /** After that. */
    public static void submitted() {
        Strand self = Strand.current();
        if (self != null) {
            self.starts = false;
        }
    }

    public static Thread.Builder.OfVirtual ofVirtual() {
        return Thread.ofVirtual(); // its threads get the scheduler of the thread that creates them
    }

    public static void join(Thread thread) throws InterruptedException {
        Strand self = Strand.current();
        Strand target = self == null ? null : self.run.strands().of(thread);
        if (self == null || target == null) {
            thread.join();
        } else {
            self.join(target, Strand.NEVER);
        }
    }

    public static void join(Thread thread, long millis) throws InterruptedException {
        join(thread, millis, 0);
    }

    public static void join(Thread thread, long millis, int nanos) throws InterruptedException {
        Strand self = Strand.current();
        Strand target = self == null ? null : self.run.strands().of(thread);
        if (self == null || target == null || millis < 0 || nanos < 0 || nanos >= 1_000_000) {
            thread.join(millis, nanos);
        } else {
            self.join(target, millis == 0 && nanos == 0 ? Strand.NEVER : plus(millis, nanos));
        }
    }

    public static boolean join(Thread thread, Duration duration) throws InterruptedException {
        Strand self = Strand.current();
        Strand target = self == null ? null : self.run.strands().of(thread);
        if (self == null || target == null) {
            return thread.join(duration);
        }
        return self.join(target, TimeUnit.NANOSECONDS.convert(duration));
    }

    /** For the instruction {@code monitorenter}, and for the begin of a synchronized method. */
    public static void enter(Object monitor) {
        Strand self = Strand.current();
        if (self != null) {
            self.enter(monitor);
        } else {
            LockTable.of(monitor).lock();
        }
    }

    /** For the instruction {@code monitorexit}, and for the end of a synchronized method. */
    public static void exit(Object monitor) {
        Strand self = Strand.current();
        if (self != null) {
            self.exit(monitor);
        } else {
            LockTable.of(monitor).unlock();
        }
    }

    /** For {@link Object#wait()}. */
    public static void await(Object monitor) throws InterruptedException {
        await(monitor, 0);
    }

    /** For {@link Object#wait(long)}. */
    public static void await(Object monitor, long millis) throws InterruptedException {
        await(monitor, millis, 0);
    }

    /** For {@link Object#wait(long, int)}. */
    public static void await(Object monitor, long millis, int nanos) throws InterruptedException {
        if (millis < 0 || nanos < 0 || nanos >= 1_000_000) {
            throw new IllegalArgumentException("wait: millis=" + millis + ", nanos=" + nanos
                    + " (expected: >= 0, and nanos < 1000000)");
        }
        long timeout = millis == 0 && nanos == 0 ? Strand.NEVER : plus(millis, nanos);
        Strand self = Strand.current();
        if (self != null) {
            self.await(monitor, timeout);
        } else {
            LockTable.of(monitor).await(timeout);
        }
    }

    /** For {@link TimeUnit#timedWait}. */
    public static void timedWait(TimeUnit unit, Object monitor, long timeout) throws InterruptedException {
        if (timeout > 0) {
            long millis = unit.toMillis(timeout);
            await(monitor, millis, (int) (unit.toNanos(timeout) - TimeUnit.MILLISECONDS.toNanos(millis)));
        }
    }

    /** For {@link TimeUnit#timedJoin}. */
    public static void timedJoin(TimeUnit unit, Thread thread, long timeout) throws InterruptedException {
        if (timeout > 0) {
            long millis = unit.toMillis(timeout);
            join(thread, millis, (int) (unit.toNanos(timeout) - TimeUnit.MILLISECONDS.toNanos(millis)));
        }
    }

    /** For {@link Object#notify()}. */
    public static void signal(Object monitor) {
        Strand self = Strand.current();
        if (self != null) {
            self.signal(monitor);
        } else {
            LockTable.of(monitor).signal();
        }
    }

    /** For {@link Object#notifyAll()}. */
    public static void signalAll(Object monitor) {
        Strand self = Strand.current();
        if (self != null) {
            self.signalAll(monitor);
        } else {
            LockTable.of(monitor).signalAll();
        }
    }

    /** For {@link Thread#holdsLock(Object)}. */
    public static boolean holdsLock(Object monitor) {
        Strand self = Strand.current();
        return self != null ? self.holds(monitor) : LockTable.of(monitor).isHeldByCurrentThread();
    }
}
